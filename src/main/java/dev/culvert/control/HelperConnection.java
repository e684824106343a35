package dev.culvert.control;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.TunnelException;
import java.util.List;
import java.util.function.Consumer;

/** A client's connection to the helper; answers the helper's questions from the user's side. Thread-safe; methods block. */
public interface HelperConnection extends AutoCloseable {
    Event.Welcome welcome();

    /**
     * Connects {@code profile}; returns once verified. {@code progress} sees each state of this tunnel, warnings and banners.
     *
     * @param profileText the profile's JSON as the user wrote it
     */
    void up(String profileText, Consumer<Event> progress) throws TunnelException;

    /** Disconnects and undoes; harmless for what is not up. */
    void down(String name, Consumer<Event> progress) throws TunnelException;

    void downAll(Consumer<Event> progress) throws TunnelException;

    /** Disconnects and undoes all but the kill switch, to connect again without a gap. */
    void leave(String name) throws TunnelException;

    /** Opens a kill switch for so many minutes, 60 at most; it closes by itself. 0 closes it now. */
    void pause(String name, int minutes) throws TunnelException;

    List<TunnelStatus> status() throws TunnelException;

    List<Event.PlannedStep> plan(String profileText) throws TunnelException;

    /** Tries each step of {@link #up} and takes it back; {@code told} sees an {@link Event.Checked} for each. */
    void examine(String profileText, Consumer<Event> told) throws TunnelException;

    /**
     * States, statistics each second, and what {@link #status} was answered, of every tunnel until this connection ends: in the order
     * in which the helper says them, so that the last is what is so.
     */
    void watch(Consumer<Event> listener) throws TunnelException;

    /** Looks after every tunnel at once: this machine woke up. */
    void hurry() throws TunnelException;

    /** Leaves this tunnel's questions to the keeper, a process that stays while its tunnels do; nothing for what is not up. */
    void keep(String name) throws TunnelException;

    /** Called once when the helper goes, from any thread; at once if it has. Not called for {@link #close}. */
    void onClosed(Runnable listener);

    @Override
    void close();
}

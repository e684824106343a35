package dev.culvert.cli;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows what connecting does: a line a stage with the time it took, the running one live. As JSON, one event a line. Takes
 * events from any thread.
 */
final class Progress implements Consumer<Event> {
    private final Surroundings here;
    private final boolean json;
    private final LongSupplier nanos;
    private final long begun;
    private TunnelState.@Nullable Stage stage;
    private long stageBegun;
    private int hops = 1;

    Progress(Surroundings here, boolean json, LongSupplier nanos) {
        this.here = here;
        this.json = json;
        this.nanos = nanos;
        begun = nanos.getAsLong();
    }

    @Override
    public synchronized void accept(Event event) {
        if (json) {
            StatusJson.event(event).ifPresent(here.terminal()::line);
            return;
        }
        switch (event) {
            case Event.State(String name, TunnelState.Connecting(TunnelState.Stage next, int _, int many)) -> {
                hops = many;
                begin(next);
            }
            case Event.State(String name, TunnelState.Connected state) -> end(true);
            case Event.State(String name, TunnelState.Disconnecting state) ->
                here.terminal().live("… " + here.messages().state(state));
            case Event.Warning warning -> here.terminal().error(here.messages().warning(warning));
            case Event.Banner(String _, int hop, String text) -> says(hop, text);
            default -> {}
        }
    }

    /** Each line is marked: a server's words cannot look like this program's. */
    private void says(int hop, String text) {
        if (hops > 1) {
            here.terminal().error(here.text("cli.banner.of", "hop", "" + (hop + 1), "hops", "" + hops));
        }
        text.stripTrailing().lines().forEach(line -> here.terminal().error("│ " + line));
    }

    /** A stage that goes on is not begun again. */
    synchronized void begin(TunnelState.Stage next) {
        if (next == stage || json) {
            return;
        }
        end(true);
        stage = next;
        stageBegun = nanos.getAsLong();
        if (next != TunnelState.Stage.HELPER) { // sudo may be asking on this line
            here.terminal().live("… " + here.messages().stage(next));
        }
    }

    /** The running stage is over; one that failed leaves no line, since the failure is told next. */
    synchronized void end(boolean done) {
        here.terminal().settle();
        TunnelState.Stage ended = stage;
        if (ended != null && done) {
            here.terminal().line("✓ " + here.messages().stage(ended) + "  " + since(stageBegun));
        }
        stage = null;
    }

    /** How long it all took. */
    String total() {
        return since(begun);
    }

    private String since(long then) {
        return Figures.duration(Duration.ofNanos(nanos.getAsLong() - then));
    }
}

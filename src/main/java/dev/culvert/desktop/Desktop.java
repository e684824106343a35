package dev.culvert.desktop;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * The system around the window. One for a process; made in no time, connects on threads of its own. No method blocks, and what has no
 * counterpart on this system is absent or does nothing. Callbacks come one at a time on a thread of the desktop's own.
 */
public interface Desktop extends AutoCloseable {
    /**
     * A tray icon, absent where the kind of system has none at all. A present one may still have no host: see {@link Tray#isHosted()}.
     * One at a time: close it before asking for another.
     */
    Optional<Tray> tray(Tray.Listener listener);

    Notifications notifications();

    /** Tells {@code listener} how windows are to be: soon, if the desktop says it by ways of its own, and with each change. */
    void tone(Consumer<Tone> listener);

    /** Runs {@code listener} each time that the machine has woken from sleep, if the system tells. */
    void woke(Runnable listener);

    SingleInstance singleInstance();

    /** Absent where the system has no way of its own, or none that is known here. */
    Optional<StartAtLogin> startAtLogin();

    /** Takes tray icon and notifications away and gives up being the single instance. Returns within 2 s, whatever the system does. */
    @Override
    void close();
}

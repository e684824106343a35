package dev.culvert.desktop.linux;

import dev.culvert.desktop.Desktop;
import dev.culvert.desktop.Notifications;
import dev.culvert.desktop.SingleInstance;
import dev.culvert.desktop.StartAtLogin;
import dev.culvert.desktop.Tone;
import dev.culvert.desktop.Tray;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A desktop session as freedesktop.org describes it, and what is left of it where there is no session bus. */
public final class LinuxDesktop implements Desktop {
    private final Map<String, String> environment;
    private final Calls calls = new Calls();
    private final SessionBus bus;
    private final LinuxNotifications notifications;
    private final LinuxSingleInstance singleInstance;
    private final StartAtLogin startAtLogin;
    private Optional<Tray> tray = Optional.empty();
    private Optional<Appearance> appearance = Optional.empty();
    private Optional<Sleep> sleep = Optional.empty();

    /**
     * Connects in the background.
     *
     * @param environment this process's, where the session's places stand
     */
    public LinuxDesktop(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        bus = new SessionBus(SessionBus.address(environment));
        notifications = new LinuxNotifications(bus, calls);
        singleInstance = new LinuxSingleInstance(bus, InstanceSocket.of(environment), calls);
        startAtLogin = Autostart.of(environment);
    }

    @Override
    public synchronized Optional<Tray> tray(Tray.Listener listener) {
        tray.ifPresent(Tray::close);
        tray = Optional.of(new LinuxTray(bus, environment, listener, calls));
        return tray;
    }

    @Override
    public Notifications notifications() {
        return notifications;
    }

    @Override
    public synchronized void tone(Consumer<Tone> listener) {
        appearance.ifPresent(Appearance::close);
        appearance = Optional.of(new Appearance(bus, "window-tone", tone -> calls.run(() -> listener.accept(tone))));
    }

    @Override
    public synchronized void woke(Runnable listener) {
        sleep.ifPresent(Sleep::close);
        sleep = Optional.of(new Sleep(SessionBus.systemAddress(environment), () -> calls.run(listener)));
    }

    @Override
    public SingleInstance singleInstance() {
        return singleInstance;
    }

    @Override
    public Optional<StartAtLogin> startAtLogin() {
        return Optional.of(startAtLogin);
    }

    @Override
    public synchronized void close() {
        tray.ifPresent(Tray::close);
        appearance.ifPresent(Appearance::close);
        sleep.ifPresent(Sleep::close);
        notifications.close();
        singleInstance.close();
        bus.close();
        calls.close();
    }
}

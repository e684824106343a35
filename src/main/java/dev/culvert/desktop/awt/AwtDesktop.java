package dev.culvert.desktop.awt;

import dev.culvert.desktop.Desktop;
import dev.culvert.desktop.Notifications;
import dev.culvert.desktop.SingleInstance;
import dev.culvert.desktop.StartAtLogin;
import dev.culvert.desktop.Tone;
import dev.culvert.desktop.Tray;
import java.awt.GraphicsEnvironment;
import java.awt.SystemTray;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What AWT offers on Windows and macOS: a tray icon, and notices at it. Every start is its own instance, and nothing starts at login. Not
 * run by this project's tests. On macOS, JavaFX must be started before the first tray icon is asked for, and the system property
 * {@code apple.awt.enableTemplateImages} be true.
 */
public final class AwtDesktop implements Desktop {
    private final boolean isMac;
    private final ExecutorService calls = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("culvert-desktop").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    private volatile Optional<AwtTray> tray = Optional.empty();

    public AwtDesktop(boolean isMac) {
        this.isMac = isMac;
    }

    @Override
    public synchronized Optional<Tray> tray(Tray.Listener listener) {
        tray.ifPresent(Tray::close);
        tray = GraphicsEnvironment.isHeadless() || !SystemTray.isSupported()
                ? Optional.empty()
                : Optional.of(new AwtTray(SystemTray.getSystemTray(), listener, calls, !isMac));
        return tray.map(Tray.class::cast);
    }

    @Override
    public Notifications notifications() {
        return new Notifications() {
            @Override
            public boolean areShown() {
                return tray.map(Tray::isHosted).orElse(false);
            }

            @Override
            public void send(Notice notice) {
                tray.ifPresent(at -> at.notice(notice));
            }

            @Override
            public void withdraw(String tag) {
                // A balloon goes by itself.
            }
        };
    }

    @Override
    public void tone(Consumer<Tone> listener) {
        // JavaFX knows it here.
    }

    @Override
    public void woke(Runnable listener) {
        // AWT's own event for it is there on macOS alone; the helper's clocks tell too.
    }

    @Override
    public SingleInstance singleInstance() {
        return (files, raise) -> CompletableFuture.completedFuture(true);
    }

    @Override
    public Optional<StartAtLogin> startAtLogin() {
        return Optional.empty();
    }

    @Override
    public synchronized void close() {
        tray.ifPresent(Tray::close);
        calls.shutdown();
    }
}

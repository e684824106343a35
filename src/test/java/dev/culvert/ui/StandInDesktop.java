package dev.culvert.ui;

import dev.culvert.desktop.Desktop;
import dev.culvert.desktop.Notifications;
import dev.culvert.desktop.SingleInstance;
import dev.culvert.desktop.StartAtLogin;
import dev.culvert.desktop.Tone;
import dev.culvert.desktop.Tray;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A desktop without a tray that wants windows as the test says. */
final class StandInDesktop implements Desktop {
    private Consumer<Tone> toned = _ -> {};

    void become(Tone tone) {
        toned.accept(tone);
    }

    @Override
    public Optional<Tray> tray(Tray.Listener listener) {
        return Optional.empty();
    }

    @Override
    public Notifications notifications() {
        return new Notifications() {
            @Override
            public boolean areShown() {
                return false;
            }

            @Override
            public void send(Notice notice) {}

            @Override
            public void withdraw(String tag) {}
        };
    }

    @Override
    public void woke(Runnable listener) {
        // It never sleeps.
    }

    @Override
    public void tone(Consumer<Tone> listener) {
        toned = listener;
    }

    @Override
    public SingleInstance singleInstance() {
        return (_, _) -> CompletableFuture.completedFuture(true);
    }

    @Override
    public Optional<StartAtLogin> startAtLogin() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}

package dev.culvert.cli;

import dev.culvert.control.HelperConnection;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Connects a profile; returns once verified, or stays until it is told to end. */
@Command(name = "up")
final class UpCommand implements Callable<Integer> {
    private final Surroundings here;

    @Parameters(paramLabel = "NAME_OR_FILE", descriptionKey = "NAME_OR_FILE")
    private String profile = "";

    @Option(names = "--foreground")
    private boolean foreground;

    @Option(names = "--json")
    private boolean json;

    UpCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException, InterruptedException {
        Profiles profiles = new Profiles(here);
        StoredProfile stored = profiles.find(profile);
        String name = profiles.require(stored, true).name();
        Progress progress = new Progress(here, json, System::nanoTime);
        try {
            progress.begin(TunnelState.Stage.HELPER);
            try (HelperConnection helper = here.helper().attachOrStart()) {
                return run(helper, name, stored.text(), progress);
            }
        } catch (TunnelException e) {
            progress.end(false);
            return ended(name, e.failure());
        }
    }

    private int run(HelperConnection helper, String name, String text, Progress progress)
            throws TunnelException, InterruptedException {
        AtomicInteger whenTold = new AtomicInteger(ExitStatus.INTERRUPTED);
        AtomicBoolean told = new AtomicBoolean();
        CountDownLatch undone = new CountDownLatch(1);
        IntSupplier undo = () -> {
            told.set(true);
            try {
                return undo(helper, name, progress, whenTold.get());
            } finally {
                undone.countDown();
            }
        };
        try (Interrupts.Guard _ = here.interrupts().whenTold(undo)) {
            helper.up(text, progress);
            progress.end(true);
            TunnelStatus status = status(helper, name);
            if (!json) {
                here.terminal().line(connected(name, status, progress));
            }
            if (!foreground) {
                helper.keep(name);
                return ended(name, null);
            }
            whenTold.set(ExitStatus.DONE);
            return ended(name, stay(helper, name));
        } finally {
            // The tunnel's end is seen before the undoing is done, and closing the connection would cut that short.
            if (told.get()) {
                undone.await();
            }
        }
    }

    private int undo(HelperConnection helper, String name, Progress progress, int status) {
        try {
            helper.down(name, progress);
            progress.end(false);
            return status;
        } catch (TunnelException e) {
            here.terminal().error(here.messages().failure(e.failure()));
            return ExitStatus.of(e.failure().cause().group());
        }
    }

    /** Until the tunnel ends; null when somebody took it down. */
    private @Nullable Failure stay(HelperConnection helper, String name) throws TunnelException, InterruptedException {
        CompletableFuture<@Nullable Failure> end = new CompletableFuture<>();
        StatusText text = new StatusText(here, java.time.Clock.systemUTC());
        helper.onClosed(() -> end.complete(Failure.of(FailureCause.HELPER_UNAVAILABLE)));
        helper.watch(event -> {
            switch (event) {
                case Event.State(String of, TunnelState state)
                when of.equals(name) -> {
                    if (json) {
                        StatusJson.event(event).ifPresent(here.terminal()::line);
                    }
                    complete(end, state);
                }
                case Event.Stats stats ->
                    stats.tunnels().stream()
                            .filter(tunnel -> tunnel.name().equals(name))
                            .forEach(tunnel -> {
                                show(tunnel, text);
                                complete(end, tunnel.state());
                            });
                default -> {}
            }
        });
        TunnelStatus now = status(helper, name);
        complete(end, now == null ? new TunnelState.Disconnected() : now.state());
        try {
            return end.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e); // nothing completes it exceptionally
        } finally {
            here.terminal().settle();
        }
    }

    private void show(TunnelStatus tunnel, StatusText text) {
        if (json) {
            here.terminal().line(StatusJson.stats(tunnel));
        } else {
            here.terminal().live(text.line(tunnel));
        }
    }

    private static void complete(CompletableFuture<@Nullable Failure> end, TunnelState state) {
        switch (state) {
            case TunnelState.Failed(Failure cause) -> end.complete(cause);
            case TunnelState.Disconnected disconnected -> end.complete(null);
            default -> {}
        }
    }

    private int ended(String name, @Nullable Failure failure) {
        int status = failure == null
                ? ExitStatus.DONE
                : ExitStatus.of(failure.cause().group());
        if (json) {
            here.terminal().line(StatusJson.done(name, status, failure));
        }
        if (failure != null) {
            here.terminal().error(here.messages().failure(failure));
        }
        return status;
    }

    private static @Nullable TunnelStatus status(HelperConnection helper, String name) throws TunnelException {
        return helper.status().stream()
                .filter(tunnel -> tunnel.name().equals(name))
                .findAny()
                .orElse(null);
    }

    private String connected(String name, @Nullable TunnelStatus status, Progress progress) {
        String device = status == null ? null : status.interfaceName();
        Double rtt = status == null ? null : status.rttMillis();
        return here.text(
                "cli.up.connected",
                "name",
                name,
                "interface",
                device == null ? "" : device,
                "addresses",
                status == null ? "" : String.join(" ", status.addresses()),
                "rtt",
                rtt == null ? "" : Figures.millis(rtt),
                "time",
                progress.total());
    }
}

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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
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

    @Option(names = "--keep-secret")
    private boolean keepSecret;

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
        if (keepSecret) {
            if (!here.keyring().isThere()) {
                throw new CommandFailure(ExitStatus.USAGE, here.text("cli.keyring.none"));
            }
            here.questions().keepSecrets();
        }
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
        Interruption interruption = new Interruption(helper, name, progress);
        try (Interrupts.Guard _ = here.interrupts().whenTold(interruption::run)) {
            Failure failure = null;
            try {
                helper.up(text, progress);
                progress.end(true);
                if (!json) {
                    here.terminal().line(connected(name, status(helper, name), progress));
                }
                if (foreground) {
                    interruption.status = ExitStatus.DONE;
                    failure = stay(helper, name);
                } else {
                    keep(helper, name, progress);
                }
            } catch (TunnelException e) {
                progress.end(false);
                failure = e.failure();
            }
            // the connection must stay until all is undone
            return interruption.isRunning() ? interruption.awaitEnd() : ended(name, failure);
        }
    }

    /** The tunnel is up whether or not somebody stays to answer for it. */
    private void keep(HelperConnection helper, String name, Progress progress) {
        try {
            helper.keep(name);
        } catch (TunnelException e) {
            String reason = here.messages().fact(e.failure(), "reason");
            progress.accept(new Event.Warning(name, "not-kept", List.of("name", name, "reason", reason)));
            if (json) {
                here.terminal().error(here.text("warning.not-kept", "name", name, "reason", reason));
            }
        }
    }

    /** Ctrl-C: takes the tunnel down in the interrupting thread, while the command waits for that. */
    private final class Interruption {
        private final HelperConnection helper;
        private final String name;
        private final Progress progress;
        private final CompletableFuture<Integer> end = new CompletableFuture<>();
        private volatile boolean running;
        private volatile int status = ExitStatus.INTERRUPTED;

        Interruption(HelperConnection helper, String name, Progress progress) {
            this.helper = helper;
            this.name = name;
            this.progress = progress;
        }

        int run() {
            running = true;
            Failure failure = status == ExitStatus.DONE ? null : Failure.of(FailureCause.CANCELLED);
            try {
                helper.down(name, progress);
            } catch (TunnelException e) {
                failure = e.failure();
            }
            progress.end(false);
            int ended = ended(name, failure);
            end.complete(ended);
            return ended;
        }

        boolean isRunning() {
            return running;
        }

        int awaitEnd() {
            return end.join();
        }
    }

    /** Until the tunnel ends; null when somebody took it down. */
    private @Nullable Failure stay(HelperConnection helper, String name) throws TunnelException, InterruptedException {
        CompletableFuture<@Nullable Failure> end = new CompletableFuture<>();
        StatusText text = new StatusText(here, java.time.Clock.systemUTC());
        helper.onClosed(() -> end.complete(Failure.of(FailureCause.HELPER_UNAVAILABLE, "reason", "ended")));
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

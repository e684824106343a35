package dev.culvert.cli;

import dev.culvert.control.HelperConnection;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the tunnels do. */
@Command(name = "status")
final class StatusCommand implements Callable<Integer> {
    private static final long LOOK_AGAIN_MILLIS = 1000;

    private final Surroundings here;

    @Parameters(paramLabel = "NAME", descriptionKey = "NAME", arity = "0..1")
    private @Nullable String name;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--watch")
    private boolean watch;

    StatusCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException, InterruptedException {
        StatusText text = new StatusText(here, Clock.systemUTC());
        if (watch) {
            watch(text);
        }
        Optional<HelperConnection> attached = here.helper().attach();
        List<TunnelStatus> tunnels = here.helper().leftClosed();
        String privileges = "";
        if (attached.isPresent()) {
            try (HelperConnection helper = attached.get()) {
                tunnels = helper.status();
                privileges = helper.welcome().privileges();
            }
        }
        here.terminal().line(render(tunnels, text, privileges));
        return ExitStatus.DONE;
    }

    /** For as long as the process lives: a helper that ends may come again. */
    private void watch(StatusText text) throws CommandFailure, IOException, InterruptedException {
        while (true) {
            Optional<HelperConnection> attached = here.helper().attach();
            if (attached.isEmpty()) {
                page(render(here.helper().leftClosed(), text, ""));
                Thread.sleep(LOOK_AGAIN_MILLIS);
                continue;
            }
            try (HelperConnection helper = attached.get()) {
                CountDownLatch closed = new CountDownLatch(1);
                helper.onClosed(closed::countDown);
                String privileges = helper.welcome().privileges();
                page(render(helper.status(), text, privileges));
                helper.watch(event -> {
                    if (event instanceof Event.Stats(List<TunnelStatus> tunnels)) {
                        try {
                            page(render(tunnels, text, privileges));
                        } catch (CommandFailure | IOException e) {
                            page(e.getMessage());
                        }
                    }
                });
                closed.await();
            }
        }
    }

    private void page(@Nullable String text) {
        if (json) {
            here.terminal().line(String.valueOf(text));
        } else {
            here.terminal().page(String.valueOf(text));
        }
    }

    private String render(List<TunnelStatus> tunnels, StatusText text, String privileges)
            throws CommandFailure, IOException {
        String shown = render(tunnels, text);
        return json ? shown : shown + text.privileges(privileges);
    }

    private String render(List<TunnelStatus> tunnels, StatusText text) throws CommandFailure, IOException {
        String asked = name;
        if (asked == null) {
            return json ? StatusJson.all(tunnels) : text.table(tunnels);
        }
        for (TunnelStatus tunnel : tunnels) {
            if (tunnel.name().equals(asked)) {
                return json ? StatusJson.one(tunnel) : text.details(tunnel);
            }
        }
        StoredProfile profile = new Profiles(here).stored(asked);
        String mode = profile.reading() instanceof ProfileReading.Valid(Profile valid, var notSupported)
                ? valid.mode().name().toLowerCase(Locale.ROOT)
                : null;
        return json ? StatusJson.disconnected(asked, mode) : here.text("cli.down.notUp", "name", asked);
    }
}

package dev.culvert.cli;

import dev.culvert.control.HelperConnection;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The stored profiles. */
@Command(name = "list")
final class ListCommand implements Callable<Integer> {
    private final Surroundings here;

    @Option(names = "--json")
    private boolean json;

    ListCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws IOException {
        List<StoredProfile> profiles = here.store().list();
        Map<String, TunnelState> states = states();
        if (json) {
            here.terminal().line(JsonLine.array(profiles, (line, stored) -> json(line, stored, states)));
            return ExitStatus.DONE;
        }
        if (profiles.isEmpty()) {
            here.terminal()
                    .line(here.text(
                            "cli.list.none",
                            "directory",
                            here.store().directory().toString()));
            return ExitStatus.DONE;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(here.text("cli.list.head").split("\\|", -1)));
        for (StoredProfile stored : profiles) {
            rows.add(row(stored, states));
        }
        here.terminal().line(Figures.table(rows));
        return ExitStatus.DONE;
    }

    private List<String> row(StoredProfile stored, Map<String, TunnelState> states) {
        TunnelState state = states.getOrDefault(stored.name(), new TunnelState.Disconnected());
        return switch (stored.reading()) {
            case ProfileReading.Valid(Profile profile, var notSupported) ->
                List.of(
                        stored.name(),
                        profile.mode().name().toLowerCase(Locale.ROOT),
                        profile.server().host(),
                        notSupported.isEmpty()
                                ? here.messages().state(state)
                                : here.text("cli.list.notSupported", "name", stored.name()));
            case ProfileReading.Invalid(var problems) ->
                List.of(
                        stored.name(),
                        "-",
                        "-",
                        here.text("cli.list.invalid", "name", stored.name(), "count", "" + problems.size()));
        };
    }

    private static void json(JsonLine line, StoredProfile stored, Map<String, TunnelState> states) {
        Optional<Profile> profile = stored.reading() instanceof ProfileReading.Valid valid
                ? Optional.of(valid.profile())
                : Optional.empty();
        line.put("name", stored.name())
                .put(
                        "mode",
                        profile.map(valid -> valid.mode().name().toLowerCase(Locale.ROOT))
                                .orElse(null))
                .put("host", profile.map(valid -> valid.server().host()).orElse(null))
                .put("valid", profile.isPresent())
                .put("state", StatusJson.name(states.getOrDefault(stored.name(), new TunnelState.Disconnected())))
                .put("file", stored.file().toString());
    }

    /** A list is of use without the helper, too. */
    private Map<String, TunnelState> states() {
        Map<String, TunnelState> states = new HashMap<>();
        try {
            here.helper().leftClosed().forEach(tunnel -> states.put(tunnel.name(), tunnel.state()));
            Optional<HelperConnection> attached = here.helper().attach();
            if (attached.isPresent()) {
                try (HelperConnection helper = attached.get()) {
                    for (TunnelStatus tunnel : helper.status()) {
                        states.put(tunnel.name(), tunnel.state());
                    }
                }
            }
        } catch (TunnelException e) {
            here.terminal().error(here.messages().failure(e.failure()));
        }
        return states;
    }
}

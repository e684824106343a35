package dev.culvert.control.exchange;

import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.profile.Profile;
import dev.culvert.profile.Profile.HostKeys;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person has to know of a profile that came from elsewhere, and agree to, before it is theirs: what it runs, whom it trusts, and whom it
 * passes by.
 *
 * @param fact what {@code kind} is about, as the profile has it
 */
public record Notable(Kind kind, String fact) {
    /** The words are the message bundles' ({@code import.know.NAME}). */
    public enum Kind {
        /** Run on the server, as the login user. */
        COMMAND,
        /** Commands of ssh_config, here. */
        MATCH_EXEC,
        ACCEPTS_HOST_KEYS,
        ASKS_ABOUT_HOST_KEYS,
        KNOWN_HOSTS,
        ALGORITHMS,
        JUMP,
        PROXY,
        /** Outside the folder where ssh has its keys. */
        KEY
    }

    /** In the order of {@link Kind}; empty for a profile that asks for no more than a login as ssh does it. */
    public static List<Notable> of(Profile profile, UserEnvironment environment) {
        List<Notable> all = new ArrayList<>();
        add(all, Kind.COMMAND, profile.remote().up());
        add(all, Kind.COMMAND, profile.remote().down());
        if (profile.server().matchExec()) {
            all.add(new Notable(Kind.MATCH_EXEC, ""));
        }
        Profile.Auth auth = profile.auth();
        HostKeys hostKeys = auth.hostKeys();
        if (hostKeys == HostKeys.ACCEPT_NEW) {
            all.add(new Notable(Kind.ACCEPTS_HOST_KEYS, ""));
        } else if (hostKeys == HostKeys.ASK) {
            all.add(new Notable(Kind.ASKS_ABOUT_HOST_KEYS, ""));
        }
        add(all, Kind.KNOWN_HOSTS, auth.knownHosts());
        Profile.Algorithms algorithms = auth.algorithms();
        addAlgorithms(all, "kex", algorithms.kex());
        addAlgorithms(all, "hostKeys", algorithms.hostKeys());
        addAlgorithms(all, "ciphers", algorithms.ciphers());
        addAlgorithms(all, "macs", algorithms.macs());
        add(all, Kind.JUMP, profile.server().jump());
        String proxy = profile.server().proxy();
        add(all, Kind.PROXY, proxy == null ? List.of() : List.of(proxy));
        add(
                all,
                Kind.KEY,
                auth.keys().stream().filter(each -> !isSshs(each, environment)).toList());
        return List.copyOf(all);
    }

    private static void add(List<Notable> to, Kind kind, List<String> facts) {
        facts.forEach(fact -> to.add(new Notable(kind, fact)));
    }

    private static void addAlgorithms(List<Notable> to, String key, @Nullable String list) {
        if (list != null) {
            to.add(new Notable(Kind.ALGORITHMS, key + ": " + list));
        }
    }

    private static boolean isSshs(String key, UserEnvironment environment) {
        try {
            return environment
                    .expand(key)
                    .normalize()
                    .startsWith(environment.ssh().normalize());
        } catch (InvalidPathException e) {
            // characters that the system's own encoding has not
            return false;
        }
    }
}

package dev.culvert.control.keys;

import dev.culvert.net.HostPort;
import dev.culvert.profile.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Where a profile logs in as whom, ssh_config having filled in what the profile leaves open.
 *
 * @param host what to connect to, and the name its key is known under
 * @param keys key files by name, in order; empty for ssh's own
 */
record LoginTarget(String host, int port, String user, List<Path> keys) {
    private static final int SSH_PORT = 22;

    /** ssh's own names, the strongest first. */
    private static final List<String> DEFAULT_FILES = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    static LoginTarget of(Profile profile, UserEnvironment environment) throws IOException {
        Profile.Server server = profile.server();
        SshConfig.Settings settings = server.useSshConfig()
                ? SshConfig.of(environment, server.host(), server.user())
                : new SshConfig.Settings(null, null, OptionalInt.empty(), List.of());
        String host = settings.hostName() != null ? settings.hostName() : server.host();
        String user =
                server.user() != null ? server.user() : settings.user() != null ? settings.user() : environment.user();
        int port = server.port().orElse(settings.port().orElse(SSH_PORT));
        List<Path> keys = profile.auth().keys().isEmpty()
                ? settings.identityFiles()
                : profile.auth().keys().stream().map(environment::expand).toList();
        return new LoginTarget(host, port, user, keys);
    }

    KeySources sources(UserEnvironment environment) {
        boolean named = !keys.isEmpty();
        List<Path> files = named
                ? keys
                : DEFAULT_FILES.stream().map(environment.ssh()::resolve).toList();
        return new KeySources(files, named, List.of(), false, environment.agentSocket(), null);
    }

    /** As messages name it: {@code host} or {@code host:port}. */
    String server() {
        return port == SSH_PORT ? host : new HostPort(host, port).toString();
    }
}

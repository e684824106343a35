package dev.culvert.control.keys;

import dev.culvert.control.sshconfig.SshConfig;
import dev.culvert.control.sshconfig.SshConfigException;
import dev.culvert.control.sshconfig.SshSettings;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.net.HostPort;
import dev.culvert.profile.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where a profile logs in as whom: what the profile says counts, and ssh_config has filled in what it leaves open.
 *
 * @param settings host, port and user among them
 * @param keys key files, in order
 * @param keysNamed the profile or ssh_config names them, so that one missing is worth a word; else they are ssh's own
 */
record LoginTarget(SshSettings settings, List<Path> keys, boolean keysNamed) {
    /** @throws SshConfigException where ssh_config is not as ssh takes it */
    static LoginTarget of(Profile profile, UserEnvironment environment) throws SshConfigException {
        Profile.Server server = profile.server();
        SshSettings settings = resolve(profile, environment, server.host(), server.user(), server.port());
        SshSettings.Authentication login = settings.authentication();
        List<Path> own = profile.auth().keys().stream().map(environment::expand).toList();
        return own.isEmpty()
                ? new LoginTarget(settings, login.identityFiles(), login.identityFilesNamed())
                : new LoginTarget(settings, own, true);
    }

    /**
     * A host on the way: ssh_config's of that host, with the profile's keys where it names none.
     *
     * @throws SshConfigException where ssh_config is not as ssh takes it
     */
    static LoginTarget of(Profile profile, SshSettings.Jump jump, UserEnvironment environment)
            throws SshConfigException {
        SshSettings settings = resolve(profile, environment, jump.host(), jump.user(), jump.port());
        SshSettings.Authentication login = settings.authentication();
        if (login.identityFilesNamed() || profile.auth().keys().isEmpty()) {
            return new LoginTarget(settings, login.identityFiles(), login.identityFilesNamed());
        }
        List<Path> keys = new ArrayList<>(
                profile.auth().keys().stream().map(environment::expand).toList());
        keys.addAll(login.identityFiles());
        // ssh's own names are among them
        return new LoginTarget(settings, keys, false);
    }

    private static SshSettings resolve(
            Profile profile, UserEnvironment environment, String host, @Nullable String user, OptionalInt port)
            throws SshConfigException {
        if (!profile.server().useSshConfig()) {
            return SshConfig.defaults(environment, host, user, port);
        }
        SshConfig config = SshConfig.of(environment);
        return (profile.server().matchExec() ? config.running(new MatchExec(environment.shell())) : config)
                .resolve(host, user, port);
    }

    /** What to connect to, and the name its key is known under. */
    String host() {
        return settings.hostName();
    }

    int port() {
        return settings.port();
    }

    String user() {
        return settings.user();
    }

    KeySources sources() {
        SshSettings.Authentication login = settings.authentication();
        return new KeySources(
                keys,
                keysNamed,
                login.certificateFiles(),
                login.identitiesOnly(),
                login.agent(),
                login.pkcs11Provider());
    }

    /** As messages name it: {@code host} or {@code host:port}. */
    String server() {
        return port() == SshSettings.PORT ? host() : new HostPort(host(), port()).toString();
    }
}

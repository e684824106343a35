package dev.culvert.control.exchange;

import dev.culvert.control.exchange.Candidate.Note;
import dev.culvert.control.sshconfig.SshConfig;
import dev.culvert.control.sshconfig.SshConfigException;
import dev.culvert.control.sshconfig.SshSettings;
import dev.culvert.control.sshconfig.SshSettings.Forward.End;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.net.HostPort;
import dev.culvert.profile.Profile;
import dev.culvert.profile.Profile.Device;
import dev.culvert.profile.Profile.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Makes profiles of ssh_config's hosts. Such a profile names the host as ssh_config does and goes on reading it there: only what ssh_config
 * has another form for than a login is written down.
 */
public final class HostProfiles {
    private static final String LOOPBACK = "127.0.0.1";

    private final UserEnvironment environment;

    public HostProfiles(UserEnvironment environment) {
        this.environment = environment;
    }

    /**
     * A host that ssh_config has by name.
     *
     * @param where {@code user@host:port} that it leads to
     */
    public record Host(String alias, String where, Mode mode, int forwards) {}

    /** In the order of the files; reads them for each host, and blocks. */
    public List<Host> hosts() throws SshConfigException {
        List<Host> hosts = new ArrayList<>();
        for (String alias : SshConfig.of(environment).aliases()) {
            SshSettings settings = resolve(alias);
            String place = settings.port() == SshSettings.PORT
                    ? settings.hostName()
                    : new HostPort(settings.hostName(), settings.port()).toString();
            hosts.add(new Host(
                    alias,
                    settings.user() + "@" + place,
                    mode(settings),
                    settings.forwards().size()));
        }
        return hosts;
    }

    public Candidate of(String host) throws SshConfigException {
        SshSettings settings = resolve(host);
        List<Note> notes = new ArrayList<>();
        String name = Candidate.nameFrom(host);
        if (!name.equals(host)) {
            notes.add(new Note(Note.Kind.OTHER_NAME, name));
        }
        HostPort socks = null;
        List<Profile.Forward> forwards = new ArrayList<>();
        for (SshSettings.Forward forward : settings.forwards()) {
            HostPort listen = forward.kind() == SshSettings.Forward.Kind.DYNAMIC ? tcp(forward.listen()) : null;
            if (socks == null && listen != null) {
                socks = listen;
            } else {
                forwards.add(forward(forward));
            }
        }
        if (!settings.forwards().isEmpty()) {
            notes.add(new Note(
                    Note.Kind.FORWARDS_NOT_YET,
                    Integer.toString(settings.forwards().size())));
        }
        Mode mode = mode(settings);
        Profile plain = Profile.of(name, mode, Profile.Server.of(host));
        Profile profile = new Profile(
                name,
                mode,
                plain.server(),
                plain.auth(),
                device(settings.tunnel(), mode),
                plain.network(),
                plain.remote(),
                plain.keepalive(),
                plain.reconnect(),
                socks == null ? null : new Profile.Proxy(socks, null, null),
                forwards,
                List.of(),
                List.of(),
                Profile.START_MANUAL);
        return Candidate.of(host, profile, notes);
    }

    private SshSettings resolve(String host) throws SshConfigException {
        return SshConfig.of(environment).resolve(host, null, OptionalInt.empty());
    }

    /** What Tunnel says; without it a tunnel, unless the host is there for its forwards. */
    private static Mode mode(SshSettings settings) {
        return switch (settings.tunnel().mode()) {
            case POINT_TO_POINT -> Mode.TUN;
            case ETHERNET -> Mode.TAP;
            case NO -> settings.forwards().isEmpty() ? Mode.TUN : Mode.PROXY;
        };
    }

    private static Device device(SshSettings.Tunnel tunnel, Mode mode) {
        if (tunnel.mode() == SshSettings.Tunnel.Mode.NO) {
            return Device.DEFAULT;
        }
        String kind = mode == Mode.TAP ? "tap" : "tun";
        String name = tunnel.localUnit().isPresent() ? kind + tunnel.localUnit().getAsInt() : null;
        return new Device(name, tunnel.remoteUnit(), OptionalInt.empty());
    }

    private static Profile.Forward forward(SshSettings.Forward forward) {
        Profile.Forward.Kind kind = switch (forward.kind()) {
            case LOCAL -> Profile.Forward.Kind.LOCAL;
            case REMOTE -> Profile.Forward.Kind.REMOTE;
            case DYNAMIC -> Profile.Forward.Kind.DYNAMIC;
        };
        End target = forward.target();
        return new Profile.Forward(kind, text(forward.listen()), target == null ? null : text(target));
    }

    private static String text(End end) {
        HostPort tcp = tcp(end);
        return tcp == null ? String.valueOf(end.path()) : tcp.toString();
    }

    /** Null for a socket of the file system. */
    private static @Nullable HostPort tcp(End end) {
        if (end.path() != null) {
            return null;
        }
        String host = end.host();
        boolean everywhere = host != null && (host.isEmpty() || host.equals("*"));
        return new HostPort(host == null ? LOOPBACK : everywhere ? "0.0.0.0" : host, end.port());
    }
}

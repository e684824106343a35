package dev.culvert.control.exchange;

import dev.culvert.control.exchange.Candidate.Note;
import dev.culvert.net.HostPort;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.profile.Profile;
import dev.culvert.profile.Profile.AuthMethod;
import dev.culvert.profile.Profile.Mode;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads NetworkManager's file of a VPN by its SSH plugin (nm-settings-keyfile(5); the keys of {@code [vpn]} are
 * NetworkManager-ssh's nm-service-defines.h).
 */
final class NetworkManagerSsh {
    static final String SUFFIX = ".nmconnection";

    private static final String SERVICE = "org.freedesktop.NetworkManager.ssh";
    /** What the plugin takes where the file says nothing. */
    private static final int DEFAULT_REMOTE_UNIT = 100;

    private final String file;
    private final Map<String, Map<String, String>> sections;

    private NetworkManagerSsh(String file, Map<String, Map<String, String>> sections) {
        this.file = file;
        this.sections = sections;
    }

    /** @throws ImportException where it is not for that plugin, or has a value that is none */
    static Candidate read(String file, String text) throws ImportException {
        NetworkManagerSsh connection = new NetworkManagerSsh(file, parse(text));
        if (!connection.value("vpn", "service-type", "").equals(SERVICE)) {
            throw new ImportException(ImportException.Why.NO_SSH_VPN, file);
        }
        try {
            return connection.candidate();
        } catch (IllegalArgumentException e) {
            throw new ImportException(ImportException.Why.BROKEN, file);
        }
    }

    private static Map<String, Map<String, String>> parse(String text) {
        Map<String, Map<String, String>> sections = new HashMap<>();
        Map<String, String> section = new HashMap<>();
        for (String line : text.lines().map(String::strip).toList()) {
            int equals = line.indexOf('=');
            if (line.startsWith("[") && line.endsWith("]")) {
                section = sections.computeIfAbsent(line.substring(1, line.length() - 1), key -> new HashMap<>());
            } else if (equals > 0 && !line.startsWith("#")) {
                section.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        return sections;
    }

    private String value(String section, String key, String otherwise) {
        String value = sections.getOrDefault(section, Map.of()).getOrDefault(key, "");
        return value.isEmpty() ? otherwise : value;
    }

    private @Nullable String vpn(String key) {
        String value = value("vpn", key, "");
        return value.isEmpty() ? null : value;
    }

    private boolean is(String key) {
        return value("vpn", key, "no").equals("yes");
    }

    private OptionalInt number(String key) {
        String value = vpn(key);
        return value == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value));
    }

    private Candidate candidate() {
        List<Note> notes = new ArrayList<>();
        String id = value("connection", "id", file.replace(SUFFIX, ""));
        String name = Candidate.nameFrom(id);
        if (!name.equals(id)) {
            notes.add(new Note(Note.Kind.OTHER_NAME, name));
        }
        boolean forwardsOnly = is("no-tunnel-interface");
        Mode mode = forwardsOnly ? Mode.PROXY : is("tap-dev") ? Mode.TAP : Mode.TUN;
        String extra = vpn("extra-opts");
        if (extra != null) {
            notes.add(new Note(Note.Kind.OPTIONS_LEFT_OUT, extra));
        }
        if (vpn("password") != null || sections.containsKey("vpn-secrets")) {
            notes.add(new Note(Note.Kind.PASSWORD_LEFT_OUT, name));
        }
        HostPort socks = bound("socks-bind-address");
        List<Profile.Forward> forwards = new ArrayList<>();
        addForward(forwards, Profile.Forward.Kind.LOCAL, vpn("local-bind-address"));
        addForward(forwards, Profile.Forward.Kind.REMOTE, vpn("remote-bind-address"));
        int kept = forwards.size() + (socks == null ? 0 : 1);
        if (kept > 0) {
            notes.add(new Note(Note.Kind.FORWARDS_NOT_YET, Integer.toString(kept)));
        }
        Profile.Server server = server();
        Profile plain = Profile.of(name, mode, server);
        Profile profile = new Profile(
                name,
                mode,
                server,
                auth(),
                forwardsOnly
                        ? Profile.Device.DEFAULT
                        : new Profile.Device(
                                null,
                                OptionalInt.of(number("remote-dev").orElse(DEFAULT_REMOTE_UNIT)),
                                number("tunnel-mtu")),
                forwardsOnly ? plain.network() : network(),
                forwardsOnly
                        ? plain.remote()
                        : new Profile.Remote(
                                !is("no-remote-command"), addresses("remote-ip"), false, false, List.of(), List.of()),
                plain.keepalive(),
                plain.reconnect(),
                socks == null ? null : new Profile.Proxy(socks, null, null),
                forwards,
                List.of(),
                List.of(),
                Profile.START_MANUAL);
        return Candidate.of(file, profile, notes);
    }

    private Profile.Server server() {
        String user = value("vpn", "remote-username", "root");
        return new Profile.Server(value("vpn", "remote", ""), number("port"), user, List.of(), null, true, false);
    }

    private Profile.Auth auth() {
        String key = vpn("key-file");
        List<AuthMethod> methods = switch (value("vpn", "auth-type", "")) {
            case "password" -> List.of(AuthMethod.PASSWORD, AuthMethod.KEYBOARD_INTERACTIVE);
            case "key" -> List.of(AuthMethod.KEY);
            case "ssh-agent" -> List.of(AuthMethod.AGENT);
            default -> List.of();
        };
        Profile.Auth plain = Profile.Auth.DEFAULT;
        return new Profile.Auth(
                methods, key == null ? List.of() : List.of(key), List.of(), plain.hostKeys(), plain.algorithms());
    }

    private Profile.Network network() {
        List<IpPrefix> routes = new ArrayList<>();
        List<InetAddress> servers = new ArrayList<>();
        List<String> domains = new ArrayList<>();
        for (String family : List.of("ipv4", "ipv6")) {
            boolean carried = family.equals("ipv4") || is("ip-6");
            if (!carried) {
                continue;
            }
            if (value(family, "never-default", "false").equals("false")) {
                routes.add(family.equals("ipv4") ? IpPrefix.ALL_IPV4 : IpPrefix.ALL_IPV6);
            }
            for (int i = 1; !value(family, "route" + i, "").isEmpty(); i++) {
                routes.add(IpPrefix.parse(value(family, "route" + i, "").replaceFirst("[,;].*", "")));
            }
            list(value(family, "dns", "")).forEach(each -> servers.add(InetAddress.ofLiteral(each)));
            domains.addAll(list(value(family, "dns-search", "")));
        }
        return new Profile.Network(
                addresses("local-ip"),
                false,
                null,
                routes.stream().distinct().toList(),
                List.of(),
                servers.isEmpty()
                        ? null
                        : new Profile.Dns(servers, domains.stream().distinct().toList()),
                false);
    }

    private static List<String> list(String value) {
        return Arrays.stream(value.split("[;,]", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private List<InterfaceAddress> addresses(String key) {
        List<InterfaceAddress> addresses = new ArrayList<>();
        String four = vpn(key);
        if (four != null) {
            addresses.add(InterfaceAddress.parse(four + "/" + bits(value("vpn", "netmask", "255.255.255.252"))));
        }
        String six = vpn(key + "-6");
        if (six != null && is("ip-6")) {
            addresses.add(InterfaceAddress.parse(six + "/" + value("vpn", "netmask-6", "64")));
        }
        return addresses;
    }

    private static int bits(String netmask) {
        int bits = 0;
        for (byte each : Inet4Address.ofLiteral(netmask).getAddress()) {
            bits += Integer.bitCount(each & 0xff);
        }
        return bits;
    }

    private @Nullable HostPort bound(String key) {
        String value = vpn(key);
        return value == null ? null : HostPort.parse(value);
    }

    /** {@code host:port:host:port}. */
    private static void addForward(List<Profile.Forward> to, Profile.Forward.Kind kind, @Nullable String value) {
        if (value == null) {
            return;
        }
        int third = value.indexOf(':', value.indexOf(':') + 1);
        if (third < 0) {
            throw new IllegalArgumentException(value);
        }
        to.add(new Profile.Forward(kind, value.substring(0, third), value.substring(third + 1)));
    }
}

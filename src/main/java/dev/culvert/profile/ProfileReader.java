package dev.culvert.profile;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.profile.JsonTree.Obj;
import dev.culvert.profile.Profile.Algorithms;
import dev.culvert.profile.Profile.Auth;
import dev.culvert.profile.Profile.Device;
import dev.culvert.profile.Profile.Dns;
import dev.culvert.profile.Profile.FilterRule;
import dev.culvert.profile.Profile.Forward;
import dev.culvert.profile.Profile.Keepalive;
import dev.culvert.profile.Profile.Mode;
import dev.culvert.profile.Profile.Network;
import dev.culvert.profile.Profile.Proxy;
import dev.culvert.profile.Profile.Reconnect;
import dev.culvert.profile.Profile.Remote;
import dev.culvert.profile.Profile.Server;
import dev.culvert.profile.ProfileProblem.Place;
import dev.culvert.profile.ProfileProblem.Reason;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads a profile's JSON text, version 1. Finds everything that is wrong at once, and throws nothing for any text. */
public final class ProfileReader {
    /** Bytes of UTF-8 that a profile may have. */
    public static final int MAX_BYTES = 1 << 20;

    private static final Duration MIN_DURATION = Duration.ofMillis(100);
    private static final Duration MAX_DURATION = Duration.ofHours(1);

    /** The largest unit of tun@openssh.com: one more means any (PROTOCOL 2.3). */
    private static final int MAX_UNIT = 0x7ffffffe;

    /** What each host of IPv4 takes, in bytes (RFC 791). */
    private static final int MIN_MTU = 576;

    private final Problems problems = new Problems();
    private final Problems unsupported = new Problems();

    private ProfileReader() {}

    public static ProfileReading read(String text) {
        return new ProfileReader().document(text.startsWith("\ufeff") ? text.substring(1) : text);
    }

    /** Reads a file's bytes: UTF-8, or a problem where they are not. */
    public static ProfileReading read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult end = StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true);
        if (!end.isError() || bytes.length > MAX_BYTES) {
            return read(new String(bytes, StandardCharsets.UTF_8));
        }
        String before = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = before.length() - before.lastIndexOf('\n');
        String octet = "\\x%02x".formatted(bytes[in.position()]);
        return new ProfileReading.Invalid(
                List.of(new ProfileProblem("", new Place(line, column), Reason.NOT_JSON, octet, List.of("UTF-8"))));
    }

    /** The name that a profile gives itself, whatever else is wrong with it; empty when there is none or it is no name. */
    public static Optional<String> nameIn(String text) {
        boolean whole = text.length() <= MAX_BYTES;
        JsonTree tree = whole ? JsonTree.parse(text, new Problems()) : null;
        return tree instanceof Obj root
                ? Optional.ofNullable(new Section("", root, new Problems()).text("name", Forms.NAME))
                : Optional.empty();
    }

    private ProfileReading document(String text) {
        if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            problems.add(
                    "",
                    new Place(1, 1),
                    Reason.OUT_OF_RANGE,
                    Integer.toString(text.length()),
                    "length 1.." + MAX_BYTES);
            return new ProfileReading.Invalid(problems.inOrder());
        }
        JsonTree tree = JsonTree.parse(text, problems);
        if (tree != null && !(tree instanceof Obj)) {
            problems.add("", tree.place(), Reason.WRONG_TYPE, tree.shown(), "object");
        }
        Profile profile = tree instanceof Obj object ? profile(object) : null;
        return profile != null && problems.isEmpty()
                ? new ProfileReading.Valid(profile, unsupported.inOrder())
                : new ProfileReading.Invalid(problems.inOrder());
    }

    private @Nullable Profile profile(Obj root) {
        if (isNewer(root)) {
            return null;
        }
        Section top = new Section("", root, problems);
        top.integer("version", Profile.VERSION, Profile.VERSION);
        String name = top.required("name", Forms.NAME);
        Mode mode = top.required("mode", Forms.MODE);
        if (mode == Mode.TRANSPARENT || mode == Mode.PROXY) {
            top.notSupported("mode", unsupported);
        }
        Server server = server(top);
        Auth auth = auth(top.section("auth"));
        Section deviceSection = top.section("device");
        Device device = device(deviceSection);
        if (mode != null && device.mtu().orElse(0) > Device.mostMtu(mode)) {
            deviceSection.notSupported(
                    "mtu", unsupported, Problems.quote("auto"), MIN_MTU + ".." + Device.mostMtu(mode));
        }

        Section networkSection = top.section("network");
        Network network = network(networkSection);
        Section remoteSection = top.section("remote");
        Remote remote = remote(remoteSection);
        if (problems.noneBelow("/network", "/remote", "/mode", "/device/mtu")) {
            new Contradictions(networkSection, remoteSection).check(mode, device, network, remote);
        }

        Keepalive keepalive = keepalive(top.section("keepalive"));
        Reconnect reconnect = reconnect(top);
        Proxy proxy = proxy(top);
        List<Forward> forwards = forwards(top);
        List<FilterRule> filter = filter(top);
        List<Mode> fallback = fallback(top, mode);
        String start = start(top);
        top.end();
        if (name == null || mode == null || server == null) {
            return null;
        }
        return new Profile(
                name, mode, server, auth, device, network, remote, keepalive, reconnect, proxy, forwards, filter,
                fallback, start);
    }

    /** What a newer version means by its keys is not known here, so nothing else is said about it. */
    private boolean isNewer(Obj root) {
        JsonTree.Member version = root.members().get("version");
        if (version != null && version.value() instanceof JsonTree.Num number) {
            if (number.amount().compareTo(BigDecimal.valueOf(Profile.VERSION)) > 0) {
                problems.add(
                        "/version",
                        number.place(),
                        Reason.NEWER_VERSION,
                        number.text(),
                        Integer.toString(Profile.VERSION));
                return true;
            }
        }
        return false;
    }

    private @Nullable Server server(Section top) {
        if (!top.has("server")) {
            top.missing("server", List.of("{\"host\": \"vpn.example.org\"}"));
        }
        Section section = top.section("server");
        String host = section.required("host", Forms.HOST);
        OptionalInt port = section.integer("port", 1, 65535);
        String user = section.textOrNull("user", Forms.USER);
        List<String> jump = section.list("jump", Forms.JUMP, true);
        String proxy = section.textOrNull("proxy", Forms.PROXY_URL);
        if (proxy != null && !ProxyUrl.parse(proxy).isCarriedOut()) {
            section.notSupported("proxy", unsupported);
        }
        boolean useSshConfig = section.flag("useSshConfig", true);
        boolean matchExec = section.flag("matchExec", false);
        section.end();
        return host == null ? null : new Server(host, port, user, jump, proxy, useSshConfig, matchExec);
    }

    private static Auth auth(Section section) {
        Auth auth = new Auth(
                section.list("methods", Forms.METHOD, true),
                section.list("keys", Forms.PATH, true),
                section.list("knownHosts", Forms.PATH, true),
                section.text("hostKeys", Forms.HOST_KEYS),
                algorithms(section.section("algorithms")));
        section.end();
        return auth;
    }

    private static Algorithms algorithms(Section section) {
        Algorithms algorithms = new Algorithms(
                section.text("kex", Forms.ALGORITHMS),
                section.text("hostKeys", Forms.ALGORITHMS),
                section.text("ciphers", Forms.ALGORITHMS),
                section.text("macs", Forms.ALGORITHMS));
        section.end();
        return algorithms;
    }

    private static Device device(Section section) {
        Device device = new Device(
                section.textOrNull("name", Forms.INTERFACE),
                section.integerOr("any", "remoteUnit", 0, MAX_UNIT),
                section.integerOr("auto", "mtu", MIN_MTU, 65535));
        section.end();
        return device;
    }

    private Network network(Section section) {
        List<InterfaceAddress> addresses = section.listOr("dhcp", "addresses", Forms.INTERFACE_ADDRESS);
        boolean dhcp = addresses == null;
        if (dhcp) {
            section.notSupported("addresses", unsupported);
        }
        Dns dns = dns(section);
        Network network = new Network(
                Objects.requireNonNullElse(addresses, List.of()),
                dhcp,
                section.textOrNull("peer", Forms.UNICAST),
                prefixes(section, "routes"),
                prefixes(section, "exclude"),
                dns,
                section.flag("killSwitch", false));
        section.end();
        return network;
    }

    private static List<IpPrefix> prefixes(Section section, String key) {
        LinkedHashSet<IpPrefix> prefixes = new LinkedHashSet<>();
        section.list(key, Forms.ROUTE, true).forEach(prefixes::addAll);
        return List.copyOf(prefixes);
    }

    private static @Nullable Dns dns(Section network) {
        Section section = network.optionalSection("dns");
        if (section == null) {
            return null;
        }
        Dns dns = new Dns(section.list("servers", Forms.DNS_SERVER, true), section.list("domains", Forms.DOMAIN, true));
        section.end();
        return dns;
    }

    private static Remote remote(Section section) {
        Remote remote = new Remote(
                section.flag("configure", true),
                section.list("addresses", Forms.INTERFACE_ADDRESS, true),
                section.flag("forward", false),
                section.flag("masquerade", false),
                section.list("up", Forms.COMMAND, false),
                section.list("down", Forms.COMMAND, false));
        section.end();
        return remote;
    }

    private static Keepalive keepalive(Section section) {
        Keepalive otherwise = Keepalive.DEFAULT;
        Keepalive keepalive = new Keepalive(
                section.duration("interval", otherwise.interval(), MIN_DURATION, MAX_DURATION),
                section.integer("missed", 1, 100).orElse(otherwise.missed()));
        section.end();
        return keepalive;
    }

    private Reconnect reconnect(Section top) {
        Reconnect otherwise = Reconnect.DEFAULT;
        Section section = top.section("reconnect");
        Reconnect reconnect = new Reconnect(
                section.flag("enabled", otherwise.enabled()),
                section.flag("hold", otherwise.hold()),
                section.duration("maxDelay", otherwise.maxDelay(), MIN_DURATION, MAX_DURATION));
        section.end();
        return reconnect;
    }

    private @Nullable Proxy proxy(Section top) {
        Section section = top.optionalSection("proxy");
        if (section == null) {
            return null;
        }
        top.notSupported("proxy", unsupported);
        Proxy proxy = new Proxy(
                section.textOrNull("socks", Forms.LISTEN),
                section.textOrNull("http", Forms.LISTEN),
                section.textOrNull("username", Forms.LINE));
        section.end();
        return proxy;
    }

    private List<Forward> forwards(Section top) {
        List<Forward> forwards = new ArrayList<>();
        for (Section section : top.sections("forwards")) {
            Forward.Kind kind = section.required("kind", Forms.FORWARD_KIND);
            String listen = section.required("listen", Forms.FORWARD_END);
            String target = kind == Forward.Kind.LOCAL
                    ? section.required("target", Forms.FORWARD_END)
                    : section.textOrNull("target", Forms.FORWARD_END);
            if (kind == Forward.Kind.DYNAMIC && target != null) {
                section.contradiction("target", "kind \"local\"", "kind \"remote\"");
            }
            section.end();
            if (kind != null && listen != null) {
                forwards.add(new Forward(kind, listen, target));
            }
        }
        if (!forwards.isEmpty()) {
            top.notSupported("forwards", unsupported);
        }
        return forwards;
    }

    private List<FilterRule> filter(Section top) {
        List<FilterRule> rules = new ArrayList<>();
        for (Section section : top.sections("filter")) {
            FilterRule.Action action = section.required("action", Forms.FILTER_ACTION);
            String match = section.required("match", Forms.MATCH);
            section.end();
            if (action != null && match != null) {
                rules.add(new FilterRule(action, match));
            }
        }
        if (!rules.isEmpty()) {
            top.notSupported("filter", unsupported);
        }
        return rules;
    }

    private List<Mode> fallback(Section top, @Nullable Mode mode) {
        List<Mode> fallback = top.list("fallback", Forms.FALLBACK, true);
        if (!fallback.isEmpty()) {
            top.notSupported("fallback", unsupported);
        }
        if (mode != null && fallback.contains(mode)) {
            top.contradiction("fallback", "mode \"tun\"", "mode \"tap\"");
        }
        return fallback;
    }

    private String start(Section top) {
        String start = Objects.requireNonNullElse(top.text("start", Forms.START), Profile.START_MANUAL);
        if (!start.equals(Profile.START_MANUAL)) {
            top.notSupported("start", unsupported);
        }
        return start;
    }
}

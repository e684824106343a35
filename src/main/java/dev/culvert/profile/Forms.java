package dev.culvert.profile;

import dev.culvert.net.HostPort;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.InterfaceName;
import dev.culvert.net.IpPrefix;
import dev.culvert.profile.Profile.AuthMethod;
import dev.culvert.profile.Profile.FilterRule;
import dev.culvert.profile.Profile.Forward;
import dev.culvert.profile.Profile.HostKeys;
import dev.culvert.profile.Profile.Mode;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What each kind of string in a profile must look like. */
final class Forms {
    /** Characters; and bytes of UTF-8, which is what file systems count (255 with {@code .json} and a temporary file's suffix). */
    static final int NAME_CHARACTERS = 100;

    private static final int NAME_BYTES = 220;
    private static final int TEXT_CHARACTERS = 4096;

    private static final Pattern DURATION_TEXT = Pattern.compile("(\\d{1,9})(ms|s|m)");
    private static final Pattern HOST_TEXT = Pattern.compile("[^\\s/@\\[\\]\\\\\"'-][^\\s/@\\[\\]\\\\\"']{0,254}");
    private static final Pattern ALGORITHMS_TEXT = Pattern.compile("[+^-]?[A-Za-z0-9@._*?-]+(,[A-Za-z0-9@._*?-]+)*");
    private static final Pattern DOMAIN_TEXT = Pattern.compile(
            "(?=.{1,253}\\.?$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\\.?");

    static final Form<String> NAME = Form.of(Forms::parseName, "office", "home-2");
    static final Form<Mode> MODE = Form.oneOf(Mode.class);
    static final Form<Mode> FALLBACK = Form.of(
            text -> {
                Mode mode = Form.oneOf(Mode.class).parse(text);
                return check(mode, mode == Mode.TRANSPARENT || mode == Mode.PROXY);
            },
            "\"transparent\"",
            "\"proxy\"");
    static final Form<AuthMethod> METHOD = Form.oneOf(AuthMethod.class);
    static final Form<Forward.Kind> FORWARD_KIND = Form.oneOf(Forward.Kind.class);
    static final Form<FilterRule.Action> FILTER_ACTION = Form.oneOf(FilterRule.Action.class);
    static final Form<String> HOST = Form.of(Forms::parseHost, "vpn.example.org", "192.0.2.1", "2001:db8::1");
    static final Form<String> USER =
            Form.of(text -> check(line(text), text.length() <= 255 && !text.startsWith("-")), "root");
    static final Form<String> JUMP = Form.of(Forms::parseJump, "admin@bastion.example.org:22");
    static final Form<String> PROXY_URL = Form.of(
            text -> {
                listening(ProxyUrl.parse(line(text)).at().toString());
                return text;
            },
            "socks5://127.0.0.1:1080",
            "http://proxy.example.org:3128");
    static final Form<HostKeys> HOST_KEYS = Form.oneOf(HostKeys.class);
    static final Form<String> ALGORITHMS = Form.of(
            text -> check(
                    text,
                    text.length() <= TEXT_CHARACTERS
                            && ALGORITHMS_TEXT.matcher(text).matches()),
            "+diffie-hellman-group14-sha1",
            "aes256-gcm@openssh.com,aes256-ctr",
            "-*-cbc");
    static final Form<String> PATH = Form.of(Forms::line, "~/.ssh/id_ed25519");
    static final Form<String> COMMAND = Form.of(
            text -> check(text, !text.isBlank() && text.length() <= TEXT_CHARACTERS && text.indexOf('\0') < 0),
            "systemctl reload something");
    static final Form<String> MATCH = Form.of(Forms::line, "udp and dst port 5353");
    static final Form<String> LINE = Form.of(Forms::line);
    static final Form<String> INTERFACE =
            Form.of(text -> check(text, InterfaceName.isValid(text)), "tun0", "length 1..15", "A-Z a-z 0-9 _ . + -");
    static final Form<InetAddress> ADDRESS = Form.of(InterfaceAddress::address, "10.78.0.2", "fd78::2");
    static final Form<InetAddress> UNICAST = Form.of(Forms::unicast, "10.78.0.2", "fd78::2");
    /** One that a tunnel can lead to. */
    static final Form<InetAddress> DNS_SERVER = Form.of(
            text -> {
                InetAddress address = unicast(text);
                return check(address, !address.isLoopbackAddress() && !address.isLinkLocalAddress());
            },
            "10.78.0.2",
            "fd78::2");

    static final Form<InterfaceAddress> INTERFACE_ADDRESS = Form.of(
            text -> {
                InterfaceAddress address = InterfaceAddress.parse(text);
                unicast(address.address());
                return address;
            },
            "10.78.0.1/24",
            "fd78::1/64");
    static final Form<String> DOMAIN =
            Form.of(text -> check(text, DOMAIN_TEXT.matcher(text).matches()), "corp.example.org");
    static final Form<HostPort> LISTEN = Form.of(Forms::listening, "127.0.0.1:1080", "[::1]:1080");
    static final Form<String> FORWARD_END = Form.of(
            text -> {
                if (!text.startsWith("/")) {
                    listening(text);
                }
                return line(text);
            },
            "127.0.0.1:5432",
            "/run/postgresql/.s.PGSQL.5432");
    static final Form<String> START = Form.of(
            text -> check(
                    text,
                    text.equals("manual")
                            || text.equals("login")
                            || text.equals("boot")
                            || (text.startsWith("network:")
                                    && text.length() > 8
                                    && !line(text).isEmpty())),
            "\"manual\"",
            "\"login\"",
            "\"boot\"",
            "\"network:NAME\"");
    static final Form<Duration> DURATION = Form.of(Forms::parseDuration, "500ms", "10s", "5m");

    /** A prefix or {@code default}; where only host bits are wrong, the network is what is offered. */
    static final Form<List<IpPrefix>> ROUTE = new Form<>() {
        @Override
        public List<IpPrefix> parse(String text) {
            return text.equals("default")
                    ? List.of(IpPrefix.ALL_IPV4, IpPrefix.ALL_IPV6)
                    : List.of(IpPrefix.parse(text));
        }

        @Override
        public List<String> allowed(String text) {
            try {
                return List.of(
                        Problems.quote(InterfaceAddress.parse(text).network().toString()));
            } catch (IllegalArgumentException e) {
                return List.of("10.0.0.0/8", "fd00::/8", "\"default\"");
            }
        }
    };

    private Forms() {}

    /** An enum constant as it stands in a profile: {@code KEYBOARD_INTERACTIVE} is {@code keyboard-interactive}. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Control characters, halves of surrogate pairs, line separators and what turns the direction of text round. */
    static boolean isUnprintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        };
    }

    static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        return millis % 60_000 == 0 && millis > 0 ? millis / 60_000 + "m" : millis / 1000 + "s";
    }

    private static Duration parseDuration(String text) {
        Matcher matcher = DURATION_TEXT.matcher(text);
        check(text, matcher.matches());
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }

    /** Safe as a file's name on every system, as an argument on a command line, and told apart from a path. */
    private static String parseName(String text) {
        boolean safe = text.equals(text.strip())
                && text.codePointCount(0, text.length()) <= NAME_CHARACTERS
                && text.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES
                && text.chars().noneMatch(c -> "/\\:*?\"<>|".indexOf(c) >= 0)
                && !text.startsWith(".")
                && !text.startsWith("-")
                && !text.endsWith(".")
                && !text.toLowerCase(Locale.ROOT).endsWith(".json");
        return check(line(text), safe);
    }

    private static String parseHost(String text) {
        check(line(text), HOST_TEXT.matcher(text).matches());
        if (text.indexOf(':') >= 0) {
            int zone = text.indexOf('%');
            InterfaceAddress.address(zone < 0 ? text : text.substring(0, zone));
        }
        return text;
    }

    private static String parseJump(String text) {
        int at = text.lastIndexOf('@');
        if (at >= 0) {
            USER.parse(text.substring(0, at));
        }
        String host = text.substring(at + 1);
        if (host.startsWith("[") || host.indexOf(':') >= 0) {
            String bare = listening(host.endsWith("]") ? host + ":22" : host).host();
            parseHost(bare);
        } else {
            parseHost(host);
        }
        return text;
    }

    private static HostPort listening(String text) {
        HostPort end = HostPort.parse(line(text));
        parseHost(end.host());
        // Integer.parseInt would take a sign
        return check(end, end.port() > 0 && Character.isDigit(text.charAt(text.lastIndexOf(':') + 1)));
    }

    private static InetAddress unicast(String text) {
        return unicast(InterfaceAddress.address(text));
    }

    private static InetAddress unicast(InetAddress address) {
        return check(address, !address.isMulticastAddress() && !address.isAnyLocalAddress());
    }

    /** One line of printable characters, not empty. */
    private static String line(String text) {
        return check(
                text,
                !text.isBlank()
                        && text.length() <= TEXT_CHARACTERS
                        && text.codePoints().noneMatch(Forms::isUnprintable));
    }

    private static <T> T check(T value, boolean right) {
        if (!right) {
            throw new IllegalArgumentException(value.toString());
        }
        return value;
    }
}

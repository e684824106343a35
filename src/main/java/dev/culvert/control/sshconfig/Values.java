package dev.culvert.control.sshconfig;

import dev.culvert.control.sshconfig.SshSettings.Forward;
import dev.culvert.control.sshconfig.SshSettings.Jump;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms of values, as OpenSSH reads them (misc.c, readconf.c). Empty: not of that form. */
final class Values {
    private static final Pattern NUMBER = Pattern.compile("\\s*\\+?([0-9]{1,18})");
    private static final Pattern TIME_PART = Pattern.compile("\\G([0-9]{1,18})([smhdwSMHDW]|\\z)");
    private static final Map<String, Long> SECONDS =
            Map.of("", 1L, "s", 1L, "m", 60L, "h", 3600L, "d", 86400L, "w", 604800L);
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})([KMGTPE]?)", Pattern.CASE_INSENSITIVE);
    private static final String SIZE_UNITS = "KMGTPE";
    private static final Path SERVICES = Path.of("/etc/services");

    /** The highest unit of a tunnel device (misc.h, SSH_TUNID_MAX). */
    private static final int MOST_UNIT = 0x7fffffff - 2;

    /** The most of a Unix socket's path, in bytes, with the zero at its end (sun_path). */
    private static final int SOCKET_PATH = 108;

    private static final int HOST_NAME = 1025;

    private Values() {}

    static OptionalInt number(String text) {
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            return OptionalInt.empty();
        }
        long value = Long.parseLong(number.group(1));
        return value <= Integer.MAX_VALUE ? OptionalInt.of((int) value) : OptionalInt.empty();
    }

    /** {@code 90}, {@code 1h30m}. */
    static Optional<Duration> time(String text) {
        int read = 0;
        BigInteger total = BigInteger.ZERO;
        Matcher part = TIME_PART.matcher(text);
        while (part.find()) {
            long unit = SECONDS.getOrDefault(part.group(2).toLowerCase(Locale.ROOT), 1L);
            read = part.end();
            total = total.add(new BigInteger(part.group(1)).multiply(BigInteger.valueOf(unit)));
        }
        return read > 0 && read == text.length() && total.bitLength() < Integer.SIZE
                ? Optional.of(Duration.ofSeconds(total.longValue()))
                : Optional.empty();
    }

    /** {@code 1G}: bytes, of units of 1024. */
    static Optional<Long> size(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        int power =
                size.group(2).isEmpty() ? 0 : SIZE_UNITS.indexOf(size.group(2).toUpperCase(Locale.ROOT)) + 1;
        BigInteger bytes = new BigInteger(size.group(1)).shiftLeft(10 * power);
        return bytes.bitLength() < Long.SIZE ? Optional.of(bytes.longValue()) : Optional.empty();
    }

    /** 0..65535, or the name of a TCP service. */
    static OptionalInt port(String text) {
        OptionalInt number = number(text);
        if (number.isPresent()) {
            return number.getAsInt() <= 65535 ? number : OptionalInt.empty();
        }
        return text.matches("[A-Za-z0-9._+-]+") ? service(text) : OptionalInt.empty();
    }

    private static OptionalInt service(String name) {
        if (!Files.isReadable(SERVICES)) {
            return OptionalInt.empty();
        }
        try {
            return Files.readAllLines(SERVICES, StandardCharsets.ISO_8859_1).stream()
                    .map(line -> line.replaceFirst("#.*", "").strip().split("\\s+", -1))
                    .filter(words -> words.length > 1 && words[1].matches("[0-9]{1,5}/tcp"))
                    .filter(words ->
                            List.of(words).indexOf(name) != 1 && List.of(words).contains(name))
                    .mapToInt(words -> Integer.parseInt(words[1].substring(0, words[1].indexOf('/'))))
                    .findFirst();
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    /** Units of a tunnel's two ends, each empty for any. */
    record Units(OptionalInt local, OptionalInt remote) {}

    /** {@code LOCAL[:REMOTE]}. */
    static Optional<Units> units(String text) {
        int colon = text.indexOf(':');
        String local = colon < 0 ? text : text.substring(0, colon);
        String remote = colon < 0 ? "any" : text.substring(colon + 1);
        return isUnit(local) && isUnit(remote) ? Optional.of(new Units(unit(local), unit(remote))) : Optional.empty();
    }

    private static boolean isUnit(String text) {
        return text.equalsIgnoreCase("any")
                || (unit(text).isPresent() && unit(text).getAsInt() <= MOST_UNIT);
    }

    private static OptionalInt unit(String text) {
        return text.equalsIgnoreCase("any") ? OptionalInt.empty() : number(text);
    }

    /** {@code HOP[,HOP]}, each {@code [user@]host[:port]} or an {@code ssh:} URI; the list is empty for {@code none}. */
    static Optional<List<Jump>> jumps(String text) {
        int comment = text.indexOf('#');
        String value = (comment < 0 ? text : text.substring(0, comment)).stripTrailing();
        if (value.equalsIgnoreCase("none")) {
            return Optional.of(List.of());
        }
        List<Jump> jumps = new ArrayList<>();
        for (String hop : value.split(",", -1)) {
            Optional<Jump> jump = jump(hop);
            if (jump.isEmpty()) {
                return Optional.empty();
            }
            jumps.add(jump.get());
        }
        return Optional.of(jumps);
    }

    static Optional<Jump> jump(String hop) {
        boolean uri = hop.startsWith("ssh://");
        String text = uri ? hop.substring("ssh://".length()) : hop;
        int at = uri ? text.indexOf('@') : text.lastIndexOf('@');
        String user = at < 0 ? null : text.substring(0, at);
        if (uri && user != null) {
            user = decoded(user.replaceFirst(";.*", ""));
        }
        String place = text.substring(at + 1);
        int end = place.startsWith("[") ? place.indexOf(']') + 1 : firstOf(place, ":/");
        if ((user != null && user.isEmpty()) || end <= 0) {
            return Optional.empty();
        }
        String host = place.startsWith("[") ? place.substring(1, end - 1) : place.substring(0, end);
        String rest = place.substring(end);
        if (uri && rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        OptionalInt port = rest.length() > 1 && rest.startsWith(":") ? port(rest.substring(1)) : OptionalInt.empty();
        boolean wrong = rest.length() > 1 ? port.orElse(0) <= 0 : !rest.isEmpty() && !rest.equals(":");
        return host.isEmpty() || wrong ? Optional.empty() : Optional.of(new Jump(user, host, port));
    }

    private static @Nullable String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static int firstOf(String text, String characters) {
        int at = 0;
        while (at < text.length() && characters.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private record Field(String text, boolean isPath) {}

    /** One or two words of a forward, with a colon between; variables are replaced already. */
    static Optional<Forward> forward(Forward.Kind kind, String text, boolean socks) {
        List<Field> fields = fields(text.stripLeading());
        Optional<Forward> forward = switch (fields.size()) {
            case 1 -> socks(kind, end(null, fields.get(0)));
            case 2 ->
                fields.get(1).isPath
                        ? forward(kind, end(null, fields.get(0)), path(fields.get(1)))
                        : socks(kind, end(fields.get(0), fields.get(1)));
            case 3 -> {
                if (fields.get(0).isPath) {
                    yield forward(kind, path(fields.get(0)), end(fields.get(1), fields.get(2)));
                }
                yield fields.get(2).isPath
                        ? forward(kind, end(fields.get(0), fields.get(1)), path(fields.get(2)))
                        : forward(kind, end(null, fields.get(0)), end(fields.get(1), fields.get(2)));
            }
            case 4 -> forward(kind, end(fields.get(0), fields.get(1)), end(fields.get(2), fields.get(3)));
            default -> Optional.empty();
        };
        return forward.filter(each -> isSound(each, socks));
    }

    private static boolean isSound(Forward forward, boolean socks) {
        Forward.End target = forward.target();
        if (socks != (target == null) || !fits(forward.listen())) {
            return false;
        }
        boolean listens =
                forward.listen().path() != null || forward.listen().port() > 0 || forward.kind() == Forward.Kind.REMOTE;
        return listens && (target == null || (fits(target) && (target.path() != null || target.port() > 0)));
    }

    private static boolean fits(Forward.End end) {
        String path = end.path();
        String host = end.host();
        return (path == null || path.length() < SOCKET_PATH) && (host == null || host.length() < HOST_NAME);
    }

    private static Optional<Forward> socks(Forward.Kind kind, Optional<Forward.End> listen) {
        return listen.map(end -> new Forward(kind, end, null));
    }

    private static Optional<Forward> forward(
            Forward.Kind kind, Optional<Forward.End> listen, Optional<Forward.End> target) {
        return listen.flatMap(from -> target.map(to -> new Forward(kind, from, to)));
    }

    private static Optional<Forward.End> path(Field field) {
        return field.isPath ? Optional.of(new Forward.End(null, 0, field.text)) : Optional.empty();
    }

    private static Optional<Forward.End> end(@Nullable Field host, Field port) {
        if (port.isPath) {
            return host == null ? path(port) : Optional.empty();
        }
        OptionalInt number = port(port.text);
        return number.isPresent()
                ? Optional.of(new Forward.End(host == null ? null : host.text, number.getAsInt(), null))
                : Optional.empty();
    }

    /** At most four, between colons; brackets keep colons in, a backslash any character. Empty: badly formed. */
    private static List<Field> fields(String text) {
        List<Field> fields = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (fields.size() == 4) {
                return List.of();
            }
            StringBuilder field = new StringBuilder();
            if (text.charAt(at) == '[') {
                int close = text.indexOf(']', at);
                boolean ends = close >= 0 && (close + 1 == text.length() || text.charAt(close + 1) == ':');
                if (!ends) {
                    return List.of();
                }
                field.append(text, at + 1, close);
                at = close + 2;
            } else {
                while (at < text.length() && text.charAt(at) != ':') {
                    if (text.charAt(at) == '\\' && ++at == text.length()) {
                        return List.of();
                    }
                    field.append(text.charAt(at++));
                }
                at++;
            }
            fields.add(new Field(field.toString(), field.indexOf("/") >= 0));
        }
        return fields;
    }
}

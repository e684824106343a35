package dev.culvert.ui.editor;

import dev.culvert.control.words.Messages;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.profile.ProfileProblem;
import dev.culvert.profile.ProfileProblem.Reason;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is said about a finding: at its field, in that field's words. */
final class ProblemWords {
    private static final Pattern IPV4 = Pattern.compile("\\d+(\\.\\d+){3}(/\\d+)?");

    private static final Set<Field> OWN_MISSING =
            EnumSet.of(Field.NAME, Field.HOST, Field.ADDRESSES, Field.REMOTE_ADDRESSES);
    private static final Set<Field> OWN_CLASH = EnumSet.of(
            Field.ADDRESSES, Field.REMOTE_ADDRESSES, Field.PEER, Field.ROUTES, Field.FORWARD, Field.MASQUERADE);

    private final Messages words;
    private final EditorViewModel editor;

    ProblemWords(Messages words, EditorViewModel editor) {
        this.words = words;
        this.editor = editor;
    }

    /** One sentence or two. */
    String of(Finding finding) {
        return switch (finding) {
            case Finding.OverlapsLocal(String route, LocalNetwork network) ->
                words.text(
                        network.isWireless() ? "window.editor.overlap.wireless" : "window.editor.overlap",
                        "route",
                        route,
                        "interface",
                        network.interfaceName());
            case Finding.NotCarriedOut(var field, var problem) ->
                words.text("window.editor.notCarriedOut", "allowed", allowed(problem), "value", value(problem));
            case Finding.Wrong wrong -> wrong(wrong);
        };
    }

    private String wrong(Finding.Wrong wrong) {
        Field field = wrong.field();
        ProfileProblem problem = wrong.problem();
        if (field == null) {
            return inText(problem);
        }
        String value = value(problem);
        if (wrong.isMissing()) {
            return words.text("window.editor.missing" + (OWN_MISSING.contains(field) ? "." + field : ""));
        }
        return switch (problem.reason()) {
            case CONTRADICTION ->
                say(problem, "window.editor.clash" + (OWN_CLASH.contains(field) ? "." + field : ""), "");
            case DUPLICATE_VALUE -> words.text("window.editor.twice", "value", value);
            case OUT_OF_RANGE -> words.text("window.editor.range", "value", value, "allowed", allowed(problem));
            case WRONG_VALUE, WRONG_TYPE ->
                address(field, value)
                        .orElseGet(() -> say(problem, "window.editor.wrong." + form(field), guess(field, problem)));
            default -> inText(problem);
        };
    }

    private String say(ProfileProblem problem, String key, String guess) {
        return words.text(key, "value", value(problem), "allowed", allowed(problem), "guess", guess);
    }

    /** What the field's value should look like: the words' key. */
    private static String form(Field field) {
        return switch (field) {
            case NAME -> "name";
            case HOST -> "host";
            case ADDRESSES, REMOTE_ADDRESSES -> "interface";
            case ROUTES, EXCLUDE -> "network";
            case PEER, DNS_SERVERS -> "address";
            case DNS_DOMAINS -> "domain";
            case DEVICE_NAME -> "device";
            case KEEPALIVE_INTERVAL, RECONNECT_DELAY -> "duration";
            default -> "other";
        };
    }

    /** Problems of the text itself are named as the command line names them, with the key they are at. */
    String inText(ProfileProblem problem) {
        boolean ends = problem.value() == null && problem.reason() == Reason.NOT_JSON;
        String what = words.text(
                "problem." + problem.reason() + (ends ? ".end" : ""),
                "value",
                problem.value() == null ? "" : problem.value(),
                "allowed",
                String.join(", ", problem.allowed()));
        return problem.pointer().isEmpty() ? what : problem.pointer() + ": " + what;
    }

    private Optional<String> address(Field field, String value) {
        boolean isAddress = switch (field) {
            case ADDRESSES, REMOTE_ADDRESSES, ROUTES, EXCLUDE, PEER, DNS_SERVERS -> true;
            default -> false;
        };
        Matcher matcher = IPV4.matcher(value);
        if (!isAddress || !matcher.matches()) {
            return Optional.empty();
        }
        String bare = value.replaceFirst("/.*", "");
        boolean tooLarge = List.of(bare.split("\\.", -1)).stream()
                .anyMatch(part -> part.length() > 3 || Integer.parseInt(part) > 255);
        return tooLarge
                ? Optional.of(words.text(
                        "window.editor.octet",
                        "address",
                        bare,
                        "guess",
                        neighbour(field, value).orElse("")))
                : Optional.empty();
    }

    /** What the reader offers in place of the value, such as the network that an address with host bits is in. */
    private static String guess(Field field, ProfileProblem problem) {
        boolean offered = (field == Field.ROUTES || field == Field.EXCLUDE)
                && problem.allowed().size() == 1;
        return offered ? unquote(problem.allowed().getFirst()) : "";
    }

    /** An address of the other end's network, as long as that end is right. */
    private Optional<String> neighbour(Field field, String value) {
        Field other = switch (field) {
            case ADDRESSES -> Field.REMOTE_ADDRESSES;
            case REMOTE_ADDRESSES -> Field.ADDRESSES;
            default -> null;
        };
        if (other == null) {
            return Optional.empty();
        }
        for (String text : editor.list(other).get()) {
            try {
                InterfaceAddress end = InterfaceAddress.parse(text);
                boolean sameNetwork = value.endsWith("/" + end.prefixLength());
                if (!end.network().isIpv6() && sameNetwork && end.prefixLength() < 31) {
                    return free(end).map(address -> address + "/" + end.prefixLength());
                }
            } catch (IllegalArgumentException e) {
                // that end has its own problem
            }
        }
        return Optional.empty();
    }

    private static Optional<String> free(InterfaceAddress end) {
        byte[] network = end.network().address().getAddress();
        for (int host = 1; host <= 2; host++) {
            String address = "%d.%d.%d.%d"
                    .formatted(network[0] & 0xff, network[1] & 0xff, network[2] & 0xff, (network[3] & 0xff) | host);
            InetAddress candidate = InterfaceAddress.address(address);
            if (!candidate.equals(end.address())
                    && IpPrefix.of(candidate, end.prefixLength()).equals(end.network())) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }

    private static String allowed(ProfileProblem problem) {
        return String.join(
                ", ", problem.allowed().stream().map(ProblemWords::unquote).toList());
    }

    private static String value(ProfileProblem problem) {
        return unquote(problem.value());
    }

    private static String unquote(@Nullable String json) {
        if (json == null) {
            return "";
        }
        boolean quoted = json.length() > 1 && json.startsWith("\"") && json.endsWith("\"");
        return quoted
                ? json.substring(1, json.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\")
                : json;
    }
}

package dev.culvert.control.sshconfig;

import dev.culvert.control.sshconfig.SshConfigException.Problem;
import dev.culvert.control.sshconfig.SshSettings.Place;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code %x}, <code>${NAME}</code> and {@code ~} stand for (ssh_config(5), TOKENS). What replaces them is not looked at again.
 *
 * @param values by letter
 */
record Tokens(UserEnvironment environment, Map<Character, String> values) {
    /** For commands that reach the server. */
    static final String PROXY = "hnpr";
    /** For paths, sockets and {@code Match exec}. */
    static final String CLIENT = "CdhijkLlnpru";

    /**
     * @param remoteHost what is connected to
     * @param host as the person named it
     * @param alias HostKeyAlias, or null
     * @param jumps ProxyJump as written, or empty
     */
    static Tokens of(
            UserEnvironment environment,
            String remoteHost,
            String host,
            int port,
            String user,
            @Nullable String alias,
            String jumps) {
        String local = environment.localHost();
        int dot = local.indexOf('.');
        Map<Character, String> values = Map.ofEntries(
                Map.entry('C', hash(local + remoteHost + port + user + jumps)),
                Map.entry('d', environment.home().toString()),
                Map.entry('h', remoteHost),
                Map.entry(
                        'i',
                        environment.uid().isPresent() ? "" + environment.uid().getAsInt() : ""),
                Map.entry('j', jumps),
                Map.entry('k', alias == null ? host : alias),
                Map.entry('L', dot < 0 ? local : local.substring(0, dot)),
                Map.entry('l', local),
                Map.entry('n', host),
                Map.entry('p', Integer.toString(port)),
                Map.entry('r', user),
                Map.entry('u', environment.user()));
        return new Tokens(environment, values);
    }

    /** {@code %h} alone, for HostName. */
    static Tokens ofHostName(UserEnvironment environment, String host) {
        return new Tokens(environment, Map.of('h', host));
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** @param letters that this keyword takes; any other is an error */
    String expand(String text, String letters, @Nullable Place place) throws SshConfigException {
        return expand(text, letters, false, place);
    }

    /** A path of the user's: {@code ~}, tokens and variables. */
    Path path(String text, @Nullable Place place) throws SshConfigException {
        return environment.expand(expand(withHome(text, place), CLIENT, true, place));
    }

    private String expand(String text, String letters, boolean variables, @Nullable Place place)
            throws SshConfigException {
        StringBuilder expanded = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (variables && c == '$' && text.startsWith("{", at)) {
                int close = text.indexOf('}', at);
                expanded.append(variable(environment, text, at + 1, close, place));
                at = close + 1;
            } else if (c == '%') {
                char letter = at < text.length() ? text.charAt(at++) : 0;
                String value = letter == '%' ? "%" : letters.indexOf(letter) < 0 ? null : values.get(letter);
                if (value == null) {
                    throw new SshConfigException(Problem.BAD_TOKEN, place, letter == 0 ? "%" : "%" + letter);
                }
                expanded.append(value);
            } else {
                expanded.append(c);
            }
        }
        return expanded.toString();
    }

    /** Replaces <code>${NAME}</code> alone. */
    static String variables(UserEnvironment environment, String text, @Nullable Place place) throws SshConfigException {
        StringBuilder expanded = new StringBuilder();
        int at = 0;
        for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", at)) {
            int close = text.indexOf('}', start);
            expanded.append(text, at, start).append(variable(environment, text, start + 2, close, place));
            at = close + 1;
        }
        return expanded.append(text, at, text.length()).toString();
    }

    private static String variable(UserEnvironment environment, String text, int from, int to, @Nullable Place place)
            throws SshConfigException {
        String name = to < from ? "" : text.substring(from, to);
        String value = environment.variables().get(name);
        if (value == null || name.isEmpty()) {
            throw new SshConfigException(Problem.BAD_VARIABLE, place, to < from ? text : "${" + name + "}");
        }
        return value;
    }

    private String withHome(String text, @Nullable Place place) throws SshConfigException {
        int slash = text.indexOf('/');
        if (!text.startsWith("~") || slash == 1 || text.length() == 1) {
            return text.startsWith("~") ? environment.home() + text.substring(1) : text;
        }
        String name = slash < 0 ? text.substring(1) : text.substring(1, slash);
        return UserEnvironment.homeOf(name).orElseThrow(() -> new SshConfigException(Problem.BAD_VALUE, place, text))
                + (slash < 0 ? "" : text.substring(slash));
    }
}

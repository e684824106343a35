package dev.culvert.control.sshconfig;

import dev.culvert.control.sshconfig.Options.Value;
import dev.culvert.control.sshconfig.SshConfigException.Problem;
import dev.culvert.net.InterfaceAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds what {@code ssh HOST} would do by the user's and the system's ssh_config (ssh_config(5), OpenSSH 9.2): the files are read, the name is
 * made canonical where they ask for it, and then they are read once more where {@code Match final} or a canonical name asks for that.
 */
public final class SshConfig {
    private static final Pattern NO_HOST = Pattern.compile("^-|^$|['`\"$\\\\;&<>|(){}\\s\\p{Cntrl}]");
    private static final Pattern NO_USER = Pattern.compile("^-|^$|['`\";&<>|(){}]|\\s-|\\\\$");

    private final UserEnvironment environment;
    private final @Nullable Predicate<String> exec;
    private final Predicate<String> resolves;
    private final @Nullable Path file;

    private SshConfig(
            UserEnvironment environment,
            @Nullable Predicate<String> exec,
            Predicate<String> resolves,
            @Nullable Path file) {
        this.environment = environment;
        this.exec = exec;
        this.resolves = resolves;
        this.file = file;
    }

    /** {@code Match exec} runs nothing and does not match. */
    public static SshConfig of(UserEnvironment environment) {
        return new SshConfig(environment, null, SshConfig::isKnown, null);
    }

    /** @param exec runs what {@code Match exec} names and says whether it ended with 0 */
    public SshConfig running(Predicate<String> exec) {
        return new SshConfig(environment, exec, resolves, file);
    }

    /** @param resolves whether a full name, with a dot at its end, has an address; only asked where CanonicalizeHostname says so */
    SshConfig resolvingBy(Predicate<String> resolves) {
        return new SshConfig(environment, exec, resolves, file);
    }

    /** Another file in place of the user's and the system's, as {@code ssh -F}. */
    SshConfig in(Path file) {
        return new SshConfig(environment, exec, resolves, file);
    }

    /** What holds where no ssh_config is read. */
    public static SshSettings defaults(
            UserEnvironment environment, String host, @Nullable String user, OptionalInt port)
            throws SshConfigException {
        Options options = given(environment, host, user, port);
        return new SettingsOf(environment, options, host, lowered(host)).settings(null);
    }

    /**
     * @param host as the person names it
     * @param user given before any file is read; null: by the files, else the name here
     * @param port the same; empty: by the files, else 22
     */
    public SshSettings resolve(String host, @Nullable String user, OptionalInt port) throws SshConfigException {
        try {
            return resolved(host, user, port);
        } catch (InvalidPathException e) {
            // characters that the system's own encoding has not
            throw new SshConfigException(Problem.BAD_VALUE, null, e.getInput());
        }
    }

    private SshSettings resolved(String host, @Nullable String user, OptionalInt port) throws SshConfigException {
        Options options = given(environment, host, user, port);
        Matching matching = new Matching(environment, host, options, exec);
        ConfigFiles files = new ConfigFiles(environment, options, matching);
        read(files);
        String hostName = hostName(options, host);
        boolean canonical = !options.word("canonicalizehostname", "no").equals("no");
        if (canonical) {
            hostName = canonical(options, hostName);
        }
        if (canonical || matching.wantsFinalPass()) {
            matching.beginFinalPass(hostName);
            options.replace("hostname", hostName);
            read(files);
        }
        return new SettingsOf(environment, options, host, hostName).settings(matching.skippedExec());
    }

    /** The hosts that Host has by name and not by pattern, in the order of the files. */
    public List<String> aliases() throws SshConfigException {
        Options options = new Options(environment);
        ConfigFiles files = new ConfigFiles(environment, options, new Matching(environment, "", options, null));
        read(files);
        return files.aliases();
    }

    private void read(ConfigFiles files) throws SshConfigException {
        if (file == null) {
            files.readBoth();
        } else {
            files.readOnly(file);
        }
    }

    /** Names that a ProxyCommand's shell could take for something else are refused, as ssh.c's valid_hostname and valid_ruser do. */
    private static Options given(UserEnvironment environment, String host, @Nullable String user, OptionalInt port)
            throws SshConfigException {
        if (NO_HOST.matcher(host).find()) {
            throw new SshConfigException(Problem.BAD_VALUE, null, host);
        }
        if (user != null && NO_USER.matcher(user).find()) {
            throw new SshConfigException(Problem.BAD_VALUE, null, user);
        }
        Options options = new Options(environment);
        if (user != null) {
            options.set("user", List.of(user), null);
        }
        if (port.isPresent()) {
            options.set("port", List.of(Integer.toString(port.getAsInt())), null);
        }
        return options;
    }

    private String hostName(Options options, String host) throws SshConfigException {
        Optional<Value> named = options.value("hostname");
        String name = named.isEmpty()
                ? host
                : Tokens.ofHostName(environment, host)
                        .expand(named.get().words().getFirst(), "h", named.get().place());
        return lowered(name);
    }

    /** In lower case, and an address in its usual form. */
    private static String lowered(String name) {
        if (name.indexOf('%') >= 0) {
            // an address with the interface it is reached by
            return name;
        }
        try {
            return InterfaceAddress.text(
                    name.indexOf(':') < 0 ? Inet4Address.ofPosixLiteral(name) : Inet6Address.ofLiteral(name));
        } catch (IllegalArgumentException e) {
            return name.indexOf(':') < 0 ? name.toLowerCase(Locale.ROOT) : name;
        }
    }

    /** The name with the first of CanonicalDomains under which it is known (ssh.c, resolve_canonicalize). */
    private String canonical(Options options, String name) throws SshConfigException {
        boolean direct = isNone(options.word("proxycommand")) && isNone(options.word("proxyjump"));
        boolean wanted = direct || options.is("canonicalizehostname", "always");
        if (!wanted || isAddress(name)) {
            return name;
        }
        if (name.endsWith(".")) {
            if (resolves.test(name)) {
                return name.substring(0, name.length() - 1);
            }
        } else {
            long dots = name.chars().filter(c -> c == '.').count();
            if (dots > Values.number(options.word("canonicalizemaxdots", "1")).orElse(1)) {
                return name;
            }
            List<String> domains =
                    options.value("canonicaldomains").map(Value::words).orElse(List.of());
            for (String domain : domains) {
                if (!domain.equalsIgnoreCase("none") && resolves.test(name + "." + domain + ".")) {
                    return name + "." + domain;
                }
            }
        }
        if (options.is("canonicalizefallbacklocal", "no")) {
            throw new SshConfigException(Problem.NOT_RESOLVED, null, name);
        }
        return name;
    }

    private static boolean isNone(@Nullable String word) {
        return word == null || word.equalsIgnoreCase("none");
    }

    private static boolean isAddress(String name) {
        try {
            InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException e) {
            return name.indexOf(':') >= 0;
        }
    }

    private static boolean isKnown(String name) {
        try {
            return InetAddress.getAllByName(name).length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}

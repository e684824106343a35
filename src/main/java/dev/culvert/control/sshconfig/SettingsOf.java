package dev.culvert.control.sshconfig;

import dev.culvert.control.sshconfig.Options.Value;
import dev.culvert.control.sshconfig.SshSettings.AddressFamily;
import dev.culvert.control.sshconfig.SshSettings.Algorithms;
import dev.culvert.control.sshconfig.SshSettings.Authentication;
import dev.culvert.control.sshconfig.SshSettings.Connection;
import dev.culvert.control.sshconfig.SshSettings.Forward;
import dev.culvert.control.sshconfig.SshSettings.HostKeys;
import dev.culvert.control.sshconfig.SshSettings.Jump;
import dev.culvert.control.sshconfig.SshSettings.Place;
import dev.culvert.control.sshconfig.SshSettings.Strict;
import dev.culvert.control.sshconfig.SshSettings.Tunnel;
import dev.culvert.control.sshconfig.SshSettings.Update;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes {@link SshSettings} of what the files said, with OpenSSH's defaults for the rest (readconf.c, fill_default_options). */
final class SettingsOf {
    /** OpenSSH's own key files, in its order, without those of kinds that are no more. */
    private static final List<String> DEFAULT_IDENTITIES =
            List.of("id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk");

    private static final String DEFAULT_KNOWN_HOSTS = "~/.ssh/known_hosts";

    private final UserEnvironment environment;
    private final Options options;
    private final String host;
    private final String hostName;
    private final int port;
    private final String user;
    private final @Nullable String alias;
    private final Tokens tokens;

    SettingsOf(UserEnvironment environment, Options options, String host, String hostName) {
        this.environment = environment;
        this.options = options;
        this.host = host;
        this.hostName = hostName;
        port = Values.port(options.word("port", "")).orElse(SshSettings.PORT);
        user = options.word("user", environment.user());
        String named = options.word("hostkeyalias");
        alias = named == null ? null : named.toLowerCase(Locale.ROOT);
        tokens = Tokens.of(environment, hostName, host, port, user, alias, options.word("proxyjump", ""));
    }

    SshSettings settings(@Nullable Place skippedExec) throws SshConfigException {
        boolean cleared = is("clearallforwardings", false);
        return new SshSettings(
                host,
                hostName,
                port,
                user,
                connection(),
                authentication(),
                hostKeys(),
                algorithms(),
                tunnel(cleared),
                cleared ? List.of() : forwards(),
                options.word("tag"),
                skippedExec);
    }

    private Connection connection() throws SshConfigException {
        List<Jump> jumps = options.value("proxyjump")
                .flatMap(value -> Values.jumps(value.words().getFirst()))
                .orElse(List.of());
        Optional<Value> command = options.value("proxycommand").filter(value -> !isNone(value));
        return new Connection(
                expanded(jumps),
                command.isEmpty()
                        ? null
                        : tokens.expand(
                                command.get().words().getFirst(),
                                Tokens.PROXY,
                                command.get().place()),
                time("connecttimeout"),
                number("connectionattempts", 1),
                AddressFamily.valueOf(options.word("addressfamily", "any").toUpperCase(Locale.ROOT)),
                options.word("bindaddress"),
                options.word("bindinterface"),
                time("serveraliveinterval"),
                number("serveralivecountmax", 3),
                is("tcpkeepalive", true));
    }

    /** ProxyJump is a ProxyCommand to OpenSSH, and so takes its tokens. */
    private List<Jump> expanded(List<Jump> jumps) throws SshConfigException {
        List<Jump> expanded = new ArrayList<>();
        for (Jump jump : jumps) {
            String hop = tokens.expand(jump.host(), Tokens.PROXY, null);
            String login = jump.user() == null ? null : tokens.expand(jump.user(), Tokens.PROXY, null);
            expanded.add(new Jump(login, hop, jump.port()));
        }
        return expanded;
    }

    private Authentication authentication() throws SshConfigException {
        Map<String, Place> named = options.files("identityfile");
        return new Authentication(
                named.isEmpty()
                        ? DEFAULT_IDENTITIES.stream()
                                .map(environment.ssh()::resolve)
                                .toList()
                        : paths(named),
                !named.isEmpty(),
                is("identitiesonly", false),
                agent(),
                paths(options.files("certificatefile")),
                noneIsNull("pkcs11provider"),
                !options.is("pubkeyauthentication", "no"),
                is("passwordauthentication", true),
                is("kbdinteractiveauthentication", true),
                list(options.word("preferredauthentications", "")),
                number("numberofpasswordprompts", 3),
                is("batchmode", false));
    }

    private List<Path> paths(Map<String, Place> words) throws SshConfigException {
        Set<Path> paths = new LinkedHashSet<>();
        for (Map.Entry<String, Place> word : words.entrySet()) {
            if (!word.getKey().equalsIgnoreCase("none")) {
                paths.add(tokens.path(word.getKey(), word.getValue()));
            }
        }
        return List.copyOf(paths);
    }

    private Optional<Path> agent() throws SshConfigException {
        Optional<Value> value = options.value("identityagent");
        if (value.isEmpty()) {
            return environment.agentSocket();
        }
        String word = value.get().words().getFirst();
        if (word.equalsIgnoreCase("none")) {
            return Optional.empty();
        }
        if (word.equals("SSH_AUTH_SOCK")) {
            return environment.agentSocket();
        }
        return word.startsWith("$") && !word.startsWith("${")
                ? environment.path(word.substring(1))
                : Optional.of(tokens.path(word, value.get().place()));
    }

    private HostKeys hostKeys() throws SshConfigException {
        Optional<Value> userFiles = options.value("userknownhostsfile");
        List<Path> users = new ArrayList<>();
        for (String word :
                userFiles.map(Value::words).orElse(List.of(DEFAULT_KNOWN_HOSTS, DEFAULT_KNOWN_HOSTS + "2"))) {
            if (!word.equalsIgnoreCase("none")) {
                users.add(tokens.path(word, userFiles.map(Value::place).orElse(null)));
            }
        }
        Path system = environment.systemSsh();
        List<Path> globals = options.value("globalknownhostsfile")
                .map(value -> value.words().stream()
                        .filter(word -> !word.equalsIgnoreCase("none"))
                        .map(environment::expand)
                        .toList())
                .orElse(List.of(system.resolve("ssh_known_hosts"), system.resolve("ssh_known_hosts2")));
        Optional<Value> revoked = options.value("revokedhostkeys").filter(value -> !isNone(value));
        return new HostKeys(
                Strict.valueOf(options.word("stricthostkeychecking", "ask")
                        .toUpperCase(Locale.ROOT)
                        .replace('-', '_')),
                alias,
                users,
                globals,
                revoked.isEmpty()
                        ? null
                        : tokens.path(
                                revoked.get().words().getFirst(), revoked.get().place()),
                is("hashknownhosts", false),
                update(userFiles),
                is("checkhostip", false),
                is("nohostauthenticationforlocalhost", false),
                is("visualhostkey", false),
                !options.word("verifyhostkeydns", "no").equals("no"),
                noneIsNull("knownhostscommand"));
    }

    /** By itself only where keys are kept in the usual file. */
    private Update update(Optional<Value> userFiles) {
        boolean usual = options.word("verifyhostkeydns", "no").equals("no")
                && (userFiles.isEmpty() || userFiles.get().words().equals(List.of(DEFAULT_KNOWN_HOSTS)));
        return Update.valueOf(
                options.word("updatehostkeys", usual ? "yes" : "no").toUpperCase(Locale.ROOT));
    }

    private Algorithms algorithms() {
        String size = options.word("rekeylimit", "default");
        return new Algorithms(
                options.word("ciphers"),
                options.word("kexalgorithms"),
                options.word("macs"),
                options.word("hostkeyalgorithms"),
                options.word("pubkeyacceptedalgorithms"),
                options.word("casignaturealgorithms"),
                number("requiredrsasize", 1024),
                Values.size(size).orElse(0L),
                time(Options.REKEY_INTERVAL));
    }

    private Tunnel tunnel(boolean cleared) {
        Values.Units units = Values.units(options.word("tunneldevice", "any"))
                .orElse(new Values.Units(OptionalInt.empty(), OptionalInt.empty()));
        Tunnel.Mode mode = cleared
                ? Tunnel.Mode.NO
                : Tunnel.Mode.valueOf(
                        options.word("tunnel", "no").toUpperCase(Locale.ROOT).replace('-', '_'));
        return new Tunnel(mode, units.local(), units.remote());
    }

    /** Sockets' paths take tokens, and only these. */
    private List<Forward> forwards() throws SshConfigException {
        List<Forward> forwards = new ArrayList<>();
        for (Forward forward : options.forwards()) {
            Forward.End target = forward.target();
            forwards.add(
                    new Forward(forward.kind(), expanded(forward.listen()), target == null ? null : expanded(target)));
        }
        return forwards;
    }

    private Forward.End expanded(Forward.End end) throws SshConfigException {
        String path = end.path();
        return path == null ? end : new Forward.End(null, 0, tokens.expand(path, Tokens.CLIENT, null));
    }

    private boolean is(String keyword, boolean otherwise) {
        return options.word(keyword, otherwise ? "yes" : "no").equals("yes");
    }

    private int number(String keyword, int otherwise) {
        return Values.number(options.word(keyword, "")).orElse(otherwise);
    }

    private Duration time(String keyword) {
        return Values.time(options.word(keyword, "")).orElse(Duration.ZERO);
    }

    private @Nullable String noneIsNull(String keyword) {
        return options.value(keyword).filter(value -> !isNone(value)).isEmpty() ? null : options.word(keyword);
    }

    private static boolean isNone(Value value) {
        return value.words().getFirst().equalsIgnoreCase("none");
    }

    private static List<String> list(String words) {
        return words.isEmpty() ? List.of() : List.of(words.split(",", -1));
    }
}

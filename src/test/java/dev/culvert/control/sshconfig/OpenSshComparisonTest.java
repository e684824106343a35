package dev.culvert.control.sshconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What we make of a configuration is what {@code ssh -G} of this machine makes of it, in every field that we have. Files in resources/sshconfig:
 * the first line names the hosts to ask for, {@code @DIR@} stands for the folder. What is different on purpose:
 * <ul>
 *   <li>{@code ssh -G} shows key files, certificates, RevokedHostKeys and ProxyCommand before their tokens are replaced; here its lines have them
 *       replaced by this test, so that the values are compared.
 *   <li>The default names of key files depend on ssh's version; they are compared only where files are named.
 *   <li>PubkeyAuthentication's {@code unbound} and {@code host-bound} are yes: ours binds where the server can.
 *   <li>VerifyHostKeyDNS {@code ask} is yes.
 *   <li>Debian's ssh sets ServerAliveInterval to 300 with BatchMode (its man page says so); other ssh do not.
 *   <li>With ProxyJump, {@code ssh -G} may show the ssh that it would run as ProxyCommand.
 *   <li>Names of algorithms that this ssh does not know are not refused: the next version may know them.
 * </ul>
 */
class OpenSshComparisonTest {
    private static final Path RESOURCES = Path.of("src/test/resources/sshconfig");
    private static final Pattern TOKEN = Pattern.compile("%(.)|\\$\\{([^}]*)}");
    private static final List<String> TOKENS_LATER =
            List.of("identityfile", "certificatefile", "revokedhostkeys", "proxycommand");
    private static final Map<String, String> MEANS_YES =
            Map.of("true", "yes", "false", "no", "unbound", "yes", "host-bound", "yes");

    @TempDir
    static Path directory;

    static UserEnvironment environment;
    static OpenSsh ssh;

    @BeforeAll
    static void copy() throws Exception {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.putAll(Map.of("AGENT_DIR", "/run/agents", "SSH_AUTH_SOCK", "/run/auth.sock"));
        environment = new UserEnvironment(
                Path.of(System.getProperty("user.home")),
                System.getProperty("user.name"),
                variables,
                Path.of("/etc/ssh"));
        ssh = new OpenSsh(Map.of("AGENT_DIR", "/run/agents", "SSH_AUTH_SOCK", "/run/auth.sock"));
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(RESOURCES.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file).replace("@DIR@", directory.toString()));
            }
        }
    }

    static Stream<String> configurations() throws IOException {
        return names(RESOURCES);
    }

    static Stream<String> refused() throws IOException {
        return names(RESOURCES.resolve("refused"));
    }

    private static Stream<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".conf"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Test
    void thereAreEnoughOfThem() throws Exception {
        assertThat(configurations()).hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void saysWhatSshSays(String name) throws Exception {
        Path file = directory.resolve(name);
        String hosts = Files.readString(file).lines().findFirst().orElseThrow().replaceFirst("# hosts: *", "");
        for (String host : LineWords.split(hosts.strip()).orElseThrow()) {
            OpenSsh.Answer answer = ssh.of(file, host);
            assertThat(answer.status()).as(host + ": " + answer.err()).isZero();
            int at = host.indexOf('@');
            SshSettings ours = SshConfig.of(environment)
                    .in(file)
                    .resolve(host.substring(at + 1), at < 0 ? null : host.substring(0, at), OptionalInt.empty());
            compare(host, ours, answer.values());
        }
    }

    /** What {@code -F} leaves out: the files of whoever runs this, and the system's. */
    @Test
    void saysWhatSshSaysOfTheFilesOfThisMachine() throws Exception {
        for (String host : List.of("localhost", "host.example.org", "10.0.0.1")) {
            OpenSsh.Answer answer = ssh.of(null, host);
            assertThat(answer.status()).as(answer.err()).isZero();
            compare(host, SshConfig.of(environment).resolve(host, null, OptionalInt.empty()), answer.values());
        }
    }

    private static void compare(String host, SshSettings ours, Map<String, List<String>> theirs) {
        Map<String, List<String>> mine = SshG.of(ours, ssh);
        Map<String, List<String>> expected = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> line : theirs.entrySet()) {
            expected.put(
                    line.getKey(),
                    line.getValue().stream()
                            .map(value -> asOurs(line.getKey(), value, ours))
                            .filter(value -> !(line.getKey().equals("identityfile") && value.equals("none")))
                            .distinct()
                            .toList());
        }
        expected.putIfAbsent("identityagent", List.of("/run/auth.sock"));
        if (!ours.authentication().identityFilesNamed()) {
            expected.remove("identityfile");
        }
        if (ours.authentication().batchMode()) {
            expected.remove("serveraliveinterval");
            mine.remove("serveraliveinterval");
        }
        if (mine.containsKey("proxyjump")) {
            expected.remove("proxycommand");
        }
        for (String keyword : KEYWORDS) {
            assertThat(mine.getOrDefault(keyword, List.of()))
                    .as(host + ": " + keyword)
                    .isEqualTo(expected.getOrDefault(keyword, List.of()));
        }
        assertThat(KEYWORDS).containsAll(mine.keySet());
    }

    private static final List<String> KEYWORDS = List.of(
            ("user hostname port proxyjump proxycommand connecttimeout connectionattempts addressfamily bindaddress bindinterface"
                            + " serveraliveinterval serveralivecountmax tcpkeepalive identityfile identitiesonly identityagent certificatefile"
                            + " pkcs11provider pubkeyauthentication passwordauthentication kbdinteractiveauthentication"
                            + " preferredauthentications numberofpasswordprompts batchmode stricthostkeychecking hostkeyalias"
                            + " userknownhostsfile globalknownhostsfile revokedhostkeys hashknownhosts updatehostkeys checkhostip"
                            + " nohostauthenticationforlocalhost visualhostkey verifyhostkeydns ciphers macs kexalgorithms"
                            + " hostkeyalgorithms pubkeyacceptedalgorithms casignaturealgorithms requiredrsasize rekeylimit tunnel"
                            + " tunneldevice localforward remoteforward dynamicforward")
                    .split(" ", -1));

    private static String asOurs(String keyword, String value, SshSettings ours) {
        if (keyword.equals("proxyjump")) {
            return SshG.jumps(Values.jumps(value).orElseThrow());
        }
        if (keyword.equals("identityagent")) {
            return agent(value);
        }
        if (keyword.equals("pubkeyauthentication")) {
            return MEANS_YES.getOrDefault(value, value);
        }
        if (keyword.equals("verifyhostkeydns")) {
            return value.equals("no") || value.equals("false") ? "no" : "yes";
        }
        if (!TOKENS_LATER.contains(keyword)) {
            return value;
        }
        String expanded = TOKEN.matcher(value).replaceAll(token -> Matcher.quoteReplacement(token(token, ours)));
        boolean path = !keyword.equals("proxycommand") && !value.equals("none");
        return path ? environment.expand(expanded).toString() : expanded;
    }

    private static String agent(String value) {
        return switch (value) {
            case "none" -> "none";
            case "SSH_AUTH_SOCK" -> "/run/auth.sock";
            case "$AGENT_DIR" -> "/run/agents";
            default -> value;
        };
    }

    private static String token(MatchResult token, SshSettings settings) {
        String letter = token.group(1);
        if (letter == null) {
            return environment.variables().getOrDefault(token.group(2), "");
        }
        String local = environment.localHost();
        String alias = settings.hostKeys().alias();
        return switch (letter.charAt(0)) {
            case 'd' -> environment.home().toString();
            case 'h' -> settings.hostName();
            case 'i' -> Integer.toString(environment.uid().orElseThrow());
            case 'k' -> alias == null ? settings.host() : alias;
            case 'L' -> local.replaceFirst("\\..*", "");
            case 'l' -> local;
            case 'n' -> settings.host();
            case 'p' -> Integer.toString(settings.port());
            case 'r' -> settings.user();
            case 'u' -> environment.user();
            case '%' -> "%";
            case 'C' -> hash(local + settings.hostName() + settings.port() + settings.user());
            default -> token.group();
        };
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The line that ssh names as the mistake's is ours too. */
    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatSshRefuses(String name) throws Exception {
        Path file = directory.resolve("refused").resolve(name);
        OpenSsh.Answer answer = ssh.of(file, "a");
        assertThat(answer.status()).isNotZero();
        List<Integer> lines = new ArrayList<>();
        Matcher line = Pattern.compile("line ([0-9]+)").matcher(answer.err());
        while (line.find()) {
            lines.add(Integer.parseInt(line.group(1)));
        }
        assertThatThrownBy(() -> SshConfig.of(environment).in(file).resolve("a", null, OptionalInt.empty()))
                .isInstanceOfSatisfying(
                        SshConfigException.class,
                        e -> assertThat(e.place())
                                .as(answer.err())
                                .isNotNull()
                                .satisfies(place -> assertThat(lines).contains(place.line())));
    }

    /** The tokens that {@code ssh -G} leaves alone, as {@code ssh -v} replaces them. */
    @Test
    void keyFilesAreThoseThatSshOpens() throws Exception {
        Path keys = Files.createDirectory(directory.resolve("keys"));
        Path file = directory.resolve("tokens");
        List<String> written = List.of("%%-%d-%h-%i-%k-%L-%l-%n-%p-%r-%u", "%C", "${AGENT_DIR}-%h", "plain name");
        StringBuilder text = new StringBuilder("""
                Host tok
                  HostName real.example.org
                  Port 2200
                  User bob
                  HostKeyAlias Alias
                  ProxyCommand true
                  BatchMode yes
                """);
        for (String each : written) {
            text.append(" IdentityFile \"")
                    .append(keys)
                    .append('/')
                    .append(each)
                    .append("\"\n");
        }
        Files.writeString(file, text);
        OpenSsh.Ran ran = ssh.run(List.of("ssh", "-v", "-F", file.toString(), "tok"));
        List<String> opened = ran.err()
                .lines()
                .filter(line -> line.startsWith("debug1: identity file ") && !line.contains("-cert type"))
                .map(line -> line.replaceFirst("debug1: identity file (.*) type .*", "$1"))
                .map(path -> Path.of(path).toString())
                .toList();
        SshSettings ours = SshConfig.of(environment).in(file).resolve("tok", null, OptionalInt.empty());
        assertThat(ours.authentication().identityFiles().stream().map(Path::toString))
                .as(ran.err())
                .hasSize(written.size())
                .containsExactlyElementsOf(opened);
    }

    @Test
    void aFileInAnyEncodingIsRead() throws Exception {
        Path file = Files.write(
                directory.resolve("latin"), "# b\u00fcro\nHost a\n User b\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(SshConfig.of(environment)
                        .in(file)
                        .resolve("a", null, OptionalInt.empty())
                        .user())
                .isEqualTo("b");
    }
}

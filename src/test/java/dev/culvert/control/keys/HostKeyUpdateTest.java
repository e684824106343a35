package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.LoginSide;
import dev.culvert.control.keys.HostPolicy.Update;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.ipc.Event;
import dev.culvert.lab.Await;
import dev.culvert.net.AlgorithmKind;
import dev.culvert.ssh.LoginCallbacks;
import dev.culvert.ssh.RealSshd;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.SshConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real sshd lists its keys; ssh and Culvert make the same of it, file by file. */
class HostKeyUpdateTest {
    @TempDir
    static Path shared;

    @TempDir
    Path home;

    static RealSshd sshd;
    static SshConnector connector;
    static Path user;
    static Path ecdsa;
    static Path rsa;
    static Path gone;

    /** What the server listed once, all of it true. */
    static Event.ShownHostKeys shown;

    @BeforeAll
    static void start() throws Exception {
        ecdsa = Keygen.key(shared.resolve("ecdsa"), "ecdsa -b 256");
        rsa = Keygen.key(shared.resolve("rsa"), "rsa -b 2048");
        gone = Keygen.key(shared.resolve("gone"), "ecdsa -b 384");
        user = Keygen.key(shared.resolve("user"));
        // the harness adds an ed25519 key
        sshd = RealSshd.start(shared.resolve("sshd"), "HostKey " + ecdsa, "HostKey " + rsa);
        sshd.authorize(Keygen.publicLine(user));
        connector = new SshConnector();
        shown = list();
    }

    @AfterAll
    static void stop() {
        connector.close();
        sshd.close();
    }

    private static String name() {
        return "[127.0.0.1]:" + sshd.port();
    }

    private static String own() throws Exception {
        return Keygen.publicLine(sshd.directory().resolve("host_key"));
    }

    private static LoginSide side(Path home, ScriptedPerson person, String... config) throws Exception {
        Path folder = Files.createDirectories(home.resolve(".ssh"));
        Path file = folder.resolve("config");
        Files.write(file, List.of(config));
        file.toFile().setWritable(true, true);
        String json = """
                {"name": "test", "mode": "tun", "server": {"host": "127.0.0.1", "port": %d, "user": "%s"},
                 "auth": {"methods": ["key"], "keys": ["%s"]}}""".formatted(sshd.port(), sshd.user(), user);
        UserEnvironment environment = new UserEnvironment(home, sshd.user(), Map.of(), home.resolve("etc"));
        return new UserLogins(environment, person, () -> Messages.of(Locale.ENGLISH))
                .of(LoginWithSshd.profile(json), LoginSide.Carried.NOTHING);
    }

    private static Event.ShownHostKeys list() throws Exception {
        AtomicReference<LoginCallbacks.@Nullable HostKeysShown> heard = new AtomicReference<>();
        Path home = shared.resolve("listening");
        Files.createDirectories(home.resolve(".ssh"));
        Files.writeString(home.resolve(".ssh/known_hosts"), name() + " " + own() + "\n");
        try (LoginSide side = side(home, new ScriptedPerson(false))) {
            LoginCallbacks callbacks = new LoginCallbacks() {
                private final SideCallbacks plain = new SideCallbacks(side, 0);

                @Override
                public dev.culvert.net.@Nullable Failure hostKey(HostKeyQuestion question) {
                    return plain.hostKey(question);
                }

                @Override
                public byte @Nullable [] sign(SignatureQuestion question) {
                    return plain.sign(question);
                }

                @Override
                public @Nullable List<String> secrets(SecretQuestion question) {
                    return plain.secrets(question);
                }

                @Override
                public void banner(String text) {}

                @Override
                public void hostKeys(HostKeysShown all) {
                    heard.set(all);
                }
            };
            try (SshConnection _ = LoginWithSshd.connect(connector, side, callbacks)) {
                Await.until("the server's list", Duration.ofSeconds(10), () -> heard.get() != null);
            }
        }
        LoginCallbacks.HostKeysShown all = java.util.Objects.requireNonNull(heard.get());
        return new Event.ShownHostKeys(
                1, "test", 0, all.sessionId(), all.hostKey(), all.hostSignature(), all.keys(), all.signatures());
    }

    private HostTrust trust(Update update, boolean hash, ScriptedPerson person, Path... files) {
        HostPolicy policy = new HostPolicy(
                HostName.of("127.0.0.1", sshd.port()),
                List.of(files),
                List.of(home.resolve("system")),
                HostPolicy.Strictness.STRICT,
                hash,
                Optional.empty(),
                AlgorithmKind.CA_SIGNATURE.proposed(),
                update);
        return new HostTrust(policy, "127.0.0.1", person.person(), List.of());
    }

    private List<String> algorithms = AlgorithmKind.HOST_KEY.proposed();

    private List<String> learned(Update update, boolean hash, Event.ShownHostKeys list, String... lines)
            throws Exception {
        Path file = Files.write(home.resolve("known_hosts"), List.of(lines));
        ScriptedPerson person = new ScriptedPerson(false);
        new HostKeyUpdate(trust(update, hash, person, file), algorithms, person.person()).learn(list);
        return Files.readAllLines(file);
    }

    private List<String> bySsh(String... lines) throws Exception {
        return bySsh(AlgorithmKind.HOST_KEY.proposed(), lines);
    }

    private List<String> bySsh(List<String> algorithms, String... lines) throws Exception {
        Path file = Files.write(home.resolve("for-ssh"), List.of(lines));
        RealSshd.run(
                "ssh",
                "-F",
                "none",
                "-o",
                "BatchMode=yes",
                "-o",
                "UpdateHostKeys=yes",
                "-o",
                "HostKeyAlgorithms=" + String.join(",", algorithms),
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "UserKnownHostsFile=" + file,
                "-o",
                "GlobalKnownHostsFile=/dev/null",
                "-i",
                user.toString(),
                "-p",
                Integer.toString(sshd.port()),
                "127.0.0.1",
                "sleep 0.2");
        return Files.readAllLines(file);
    }

    @Test
    void learnsAndForgetsAsSshDoes() throws Exception {
        String key = " " + own().split(" ", -1)[0] + " " + own().split(" ", -1)[1];
        String old = Keygen.publicLine(gone);
        String[][] files = {
            {name() + key},
            {"# kept", name() + key, "other.test " + Keygen.publicLine(user)},
            {name() + key, name() + " " + old},
            {name() + key, name() + " " + Keygen.publicLine(rsa), name() + " " + Keygen.publicLine(ecdsa)},
            {name() + key, "other.test " + Keygen.publicLine(rsa)},
            {name() + key, name() + " " + old, "other.test " + old},
            {"[127.0.0.*]:*" + key},
            {name() + ",a.test,b.test" + key},
            {name() + key, "@cert-authority * " + Keygen.publicLine(user)},
            {"127.0.0.1" + key},
        };
        int changed = 0;
        for (String[] lines : files) {
            List<String> ours = learned(Update.YES, false, shown, lines);
            assertThat(ours).as(String.join("\n", lines)).isEqualTo(bySsh(lines));
            changed += ours.equals(List.of(lines)) ? 0 : 1;
        }
        assertThat(changed).isEqualTo(3);
    }

    /** A key that no login would be let in by is neither learned nor kept. */
    @Test
    void onlyWhatHostKeyAlgorithmsTake() throws Exception {
        String first = name() + " " + own().split(" ", -1)[0] + " " + own().split(" ", -1)[1];
        for (List<String> each : List.of(List.of("ssh-ed25519"), List.of("ssh-ed25519", "rsa-sha2-256"))) {
            algorithms = each;
            for (List<String> lines :
                    List.of(List.of(first), List.of(first, name() + " " + Keygen.publicLine(ecdsa)))) {
                String[] file = lines.toArray(String[]::new);
                assertThat(learned(Update.YES, false, shown, file))
                        .as("%s with %s", lines, each)
                        .isEqualTo(bySsh(each, file));
            }
        }
    }

    @Test
    void hashedWhereThatIsWanted() throws Exception {
        learned(Update.YES, true, shown, name() + " " + own());
        Path file = home.resolve("known_hosts");
        assertThat(Files.readAllLines(file)).hasSize(3);
        assertThat(Files.readAllLines(file).getLast()).startsWith("|1|");
        assertThat(RealSshd.run("ssh-keygen", "-F", name(), "-f", file.toString())
                        .lines()
                        .filter(line -> !line.startsWith("#")))
                .hasSize(3);
    }

    @Test
    void onlyWhereItIsWanted() throws Exception {
        for (Update update : List.of(Update.NO, Update.ASK)) {
            assertThat(learned(update, false, shown, name() + " " + own())).hasSize(1);
        }
    }

    /** A helper that was taken over can only repeat what a server said. */
    @Test
    void nothingIsLearnedWithoutProof() throws Exception {
        String line = name() + " " + own();
        byte[] session = shown.sessionId().clone();
        session[3] ^= 1;
        byte[] signature = shown.hostSignature().clone();
        signature[signature.length - 1] ^= 1;
        List<byte[]> foreign = new ArrayList<>(shown.keys());
        foreign.add(Keygen.publicKey(gone).blob());
        List<byte[]> signatures = new ArrayList<>(shown.signatures());
        signatures.add(shown.signatures().getFirst());
        List<Event.ShownHostKeys> forged = List.of(
                changed(session, shown.hostKey(), shown.hostSignature(), shown.keys(), shown.signatures()),
                changed(shown.sessionId(), shown.hostKey(), signature, shown.keys(), shown.signatures()),
                changed(shown.sessionId(), shown.hostKey(), shown.hostSignature(), foreign, signatures),
                changed(shown.sessionId(), shown.hostKey(), shown.hostSignature(), foreign, shown.signatures()),
                changed(
                        shown.sessionId(),
                        Keygen.publicKey(ecdsa).blob(),
                        shown.hostSignature(),
                        shown.keys(),
                        shown.signatures()),
                changed(shown.sessionId(), shown.hostKey(), shown.hostSignature(), List.of(), List.of()));
        for (Event.ShownHostKeys each : forged) {
            assertThat(learned(Update.YES, false, each, line)).containsExactly(line);
        }
        assertThat(learned(Update.YES, false, shown, line)).hasSize(3);
    }

    private static Event.ShownHostKeys changed(
            byte[] session, byte[] hostKey, byte[] hostSignature, List<byte[]> keys, List<byte[]> signatures) {
        return new Event.ShownHostKeys(1, "test", 0, session, hostKey, hostSignature, keys, signatures);
    }

    /** Bytes changed at random are learned nothing from, and end in nothing but a word in the log. */
    @Test
    void nonsenseIsLeftAlone() throws Exception {
        String line = name() + " " + own();
        Path file = Files.write(home.resolve("known_hosts"), List.of(line));
        ScriptedPerson person = new ScriptedPerson(false);
        HostKeyUpdate update = new HostKeyUpdate(trust(Update.YES, false, person, file), algorithms, person.person());
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            List<byte[]> keys = new ArrayList<>(shown.keys());
            int at = random.nextInt(keys.size());
            byte[] key = keys.get(at).clone();
            key[random.nextInt(key.length)] ^= (byte) (1 + random.nextInt(255));
            keys.set(at, i % 3 == 0 ? Arrays.copyOf(key, random.nextInt(key.length)) : key);
            update.learn(changed(shown.sessionId(), shown.hostKey(), shown.hostSignature(), keys, shown.signatures()));
        }
        // a type that is not known is passed over, the others are learned
        List<String> allowed = new ArrayList<>(List.of(line));
        shown.keys().forEach(key -> allowed.add(KnownHostsLine.written(name(), SshKey.of(key), false)));
        assertThat(allowed).containsAll(Files.readAllLines(file));
    }
}

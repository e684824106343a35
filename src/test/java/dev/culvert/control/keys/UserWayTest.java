package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.LoginSide;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.lab.Await;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.ssh.RealSshd;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.SshConnector;
import dev.culvert.ssh.Way;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way to a server as ssh_config and a profile tell it, gone by {@code ssh} and by this program to the same real servers. */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserWayTest {
    private final SshConnector connector = new SshConnector();
    private final Map<String, String> variables = new HashMap<>();
    private RealSshd bastion;
    private RealSshd server;

    @TempDir
    Path home;

    @BeforeAll
    void start(@TempDir Path shared) throws Exception {
        bastion = RealSshd.start(shared.resolve("bastion"));
        server = RealSshd.start(shared.resolve("server"));
    }

    @AfterAll
    void stop() {
        connector.close();
        server.close();
        bastion.close();
    }

    @BeforeEach
    void keys() throws Exception {
        variables.clear();
        Files.createDirectories(home.resolve(".ssh"));
        bastion.authorize(Keygen.publicLine(Keygen.key(home.resolve("bastion_key"))));
        server.authorize(Keygen.publicLine(Keygen.key(home.resolve("server_key"))));
        known("bastion", bastion, "server", server);
    }

    /** Alternates an alias and the server whose key it has. */
    private void known(Object... aliases) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < aliases.length; i += 2) {
            RealSshd sshd = (RealSshd) aliases[i + 1];
            lines.append("[127.0.0.1]:")
                    .append((aliases[i].equals("bastion") ? bastion : server).port())
                    .append(' ')
                    .append(Keygen.publicLine(sshd.directory().resolve("host_key")))
                    .append('\n');
        }
        Files.writeString(home.resolve(".ssh/known_hosts"), lines);
    }

    private void config(String... lines) throws Exception {
        Files.writeString(home.resolve(".ssh/config"), """
                Host bastion
                  HostName 127.0.0.1
                  Port %d
                  IdentityFile %s
                Host server
                  HostName 127.0.0.1
                  Port %d
                  IdentityFile %s
                %s
                Host *
                  UserKnownHostsFile %s
                  GlobalKnownHostsFile none
                  IdentitiesOnly yes
                """.formatted(
                        bastion.port(),
                        home.resolve("bastion_key"),
                        server.port(),
                        home.resolve("server_key"),
                        String.join("\n", lines),
                        home.resolve(".ssh/known_hosts")));
    }

    private LoginSide side(String keys, ScriptedPerson person) throws Exception {
        UserEnvironment environment = new UserEnvironment(home, server.user(), variables, home.resolve("etc"));
        Profile profile = LoginWithSshd.profile(
                "{\"name\": \"test\", \"mode\": \"tun\", \"server\": {\"host\": \"server\"" + keys + "}}");
        return new UserLogins(environment, person, () -> Messages.of(Locale.ENGLISH))
                .of(profile, LoginSide.Carried.NOTHING);
    }

    /** As the helper does, without a socket between. */
    private SshConnection connect(LoginSide side) throws Exception {
        LoginOffer offer = side.offer();
        List<Way.Hop> hops = new ArrayList<>();
        for (LoginOffer.Hop hop : offer.hops()) {
            boolean direct = hops.isEmpty();
            hops.add(new Way.Hop(
                    new SshConnector.Target(
                            hop.host(),
                            hop.port(),
                            direct ? List.of(InetAddress.getByName(hop.host())) : List.of(),
                            hop.user()),
                    new SshConnector.Offer(
                            hop.methods(),
                            hop.identities().stream()
                                    .map(LoginOffer.Identity::publicKey)
                                    .toList(),
                            hop.terms()),
                    new SideCallbacks(side, hops.size()),
                    Duration.ofSeconds(5)));
        }
        Way.Reach reach = offer.reach() instanceof LoginOffer.Reach.Stream
                ? (Way.Stream) () -> StandInDoor.stream(home, side)
                : new Way.Direct(List.of());
        return connector.connect(
                new Way(reach, hops), new Profile.Keepalive(Duration.ofSeconds(10), 3), (stage, hop) -> {});
    }

    /** The failure's cause, or {@code IN}; and what {@code ssh} with the same files says. */
    private void sameAsSsh(boolean in, String keys, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "ssh",
                "-F",
                home.resolve(".ssh/config").toString(),
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=yes"));
        command.addAll(List.of(options));
        command.addAll(List.of("server", "echo", "in"));
        Process ssh = new ProcessBuilder(command).redirectErrorStream(true).start();
        ssh.getOutputStream().close();
        String said = new String(ssh.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(ssh.waitFor() == 0 && said.contains("in")).as(said).isEqualTo(in);
        try (LoginSide side = side(keys, new ScriptedPerson(false));
                SshConnection connection = connect(side)) {
            assertThat(in)
                    .as("logged in to %s, where ssh says %s", connection.facts(), said)
                    .isTrue();
            assertThat(connection.exec("echo in", Duration.ofSeconds(5)).out()).isEqualTo("in\n");
        } catch (TunnelException e) {
            assertThat(in).as("%s, where ssh says %s", e.failure(), said).isFalse();
        }
    }

    @Test
    void proxyJump() throws Exception {
        config("  ProxyJump bastion");
        sameAsSsh(true, "");
        sameAsSsh(true, ", \"jump\": [\"bastion\"]", "-J", "bastion");
        config();
        sameAsSsh(true, ", \"jump\": [\"%s@bastion\"]".formatted(bastion.user()), "-J", bastion.user() + "@bastion");
        // ssh_config may name an address and a port, and no key for it
        String at = "127.0.0.1:" + bastion.port();
        sameAsSsh(false, ", \"jump\": [\"%s\"]".formatted(at), "-J", at);
        config("  ProxyJump none", "Host server", "  ProxyJump nowhere.invalid");
        sameAsSsh(true, "");
        config("  ProxyJump ssh://bastion:1");
        sameAsSsh(false, "");
    }

    @Test
    void aJumpHostOfAJumpHost() throws Exception {
        config(
                "  ProxyJump again",
                "Host again",
                "  HostName 127.0.0.1",
                "  Port " + server.port(),
                "  IdentityFile " + home.resolve("server_key"),
                "  ProxyJump bastion");
        sameAsSsh(true, "");
        try (LoginSide side = side("", new ScriptedPerson(false))) {
            assertThat(side.offer().hops())
                    .extracting(LoginOffer.Hop::port)
                    .containsExactly(bastion.port(), server.port(), server.port());
        }
        config("  ProxyJump a", "Host a", "  ProxyJump b", "Host b", "  ProxyJump a");
        try (LoginSide side = side("", new ScriptedPerson(false))) {
            throw new AssertionError(
                    "a way that never ends: " + side.offer().hops().size());
        } catch (TunnelException e) {
            assertThat(e.failure().cause()).isEqualTo(FailureCause.TOO_MANY_JUMPS);
        }
    }

    @Test
    void hostKeysOfEachHostAreItsOwn() throws Exception {
        config("  ProxyJump bastion");
        known("bastion", bastion, "server", bastion);
        sameAsSsh(false, "");
        known("bastion", server, "server", server);
        sameAsSsh(false, "");
        known("server", server);
        sameAsSsh(false, "");
        ScriptedPerson person = new ScriptedPerson(true);
        try (LoginSide side = side("", person);
                SshConnection connection = connect(side)) {
            assertThat(connection.facts().isOpenSsh()).isTrue();
            // what is trusted for one host is not for another
            LoginSide.HostKey only = side.carried().hostKeys().getFirst();
            assertThat(only.hop()).isZero();
            assertThat(SshKey.of(only.key()))
                    .isEqualTo(Keygen.publicKey(bastion.directory().resolve("host_key")));
        }
    }

    @Test
    void aHelperGetsNothingOfOneHopAtAnother() throws Exception {
        config("  ProxyJump bastion");
        ScriptedPerson person = new ScriptedPerson(false, "secret");
        try (LoginSide side = side("", person)) {
            byte[] ofBastion =
                    Keygen.publicKey(bastion.directory().resolve("host_key")).blob();
            byte[] ofServer =
                    Keygen.publicKey(server.directory().resolve("host_key")).blob();
            assertThat(side.answer(new Event.NeedHostKeyDecision(1, "test", 1, "127.0.0.1", bastion.port(), ofBastion))
                            .trusted())
                    .isFalse();
            assertThat(side.answer(new Event.NeedHostKeyDecision(2, "test", 0, "127.0.0.1", bastion.port(), ofBastion))
                            .trusted())
                    .isTrue();
            // the server's own key is not trusted yet: no password for it
            assertThat(side.answer(password(1)).secrets()).isNull();
            assertThat(side.answer(password(7)).secrets()).isNull();
            assertThat(side.answer(password(-1)).secrets()).isNull();
            assertThat(person.asked).isEmpty();
            assertThat(side.answer(new Event.NeedHostKeyDecision(3, "test", 1, "", 0, ofServer))
                            .trusted())
                    .isTrue();
            assertThat(side.answer(password(1)).secrets()).containsExactly("secret");
            assertThat(person.asked.toString()).contains("127.0.0.1:" + server.port());
            // there is no proxy, and no command
            assertThat(side.answer(new Event.NeedSecret(5, "test", 0, "proxy-password", "u", "h", "", "", List.of()))
                            .secrets())
                    .isNull();
            assertThat(side.answer(new Event.NeedStream(6, "test", "t"), (token, shell, command) -> {
                                throw new AssertionError("nothing to connect");
                            })
                            .trusted())
                    .isNull();
        }
    }

    private static Event.NeedSecret password(int hop) {
        return new Event.NeedSecret(
                4, "test", hop, "password", "u", "h", "", "", List.of(new Event.NeedSecret.Prompt("", false)));
    }

    @Test
    void proxyCommand() throws Exception {
        // where there is netcat people write nc %h %p; bash and ssh -W are on every machine of these tests
        // what it leaves behind holds nothing of this test's open
        String relay = "exec 3<>/dev/tcp/$0/$1; exec 2>/dev/null; cat <&3 & exec cat >&3";
        config("  ProxyCommand bash -c '" + relay + "' %h %p");
        sameAsSsh(true, "");
        config("  ProxyCommand ssh -F " + home.resolve(".ssh/config") + " -W '%h:%p' bastion");
        sameAsSsh(true, "");
        config("  ProxyCommand bash -c 'echo \"a \\\"quoted\\\" word\" >&2; " + relay + "' %h %p");
        sameAsSsh(true, "");
        config("  ProxyCommand none");
        sameAsSsh(true, "");
        config("  ProxyCommand false");
        sameAsSsh(false, "");
        config("  ProxyCommand no-such-command %h");
        sameAsSsh(false, "");
        // of a host on the way
        config("  ProxyJump bastion", "Host bastion", "  ProxyCommand bash -c '" + relay + "' %h %p");
        sameAsSsh(true, "");
    }

    @Test
    void aProxyCommandThatFailsIsToldOf() throws Exception {
        config("  ProxyCommand sh -c 'echo no way >&2; exit 7'");
        ScriptedPerson person = new ScriptedPerson(false);
        try (LoginSide side = side("", person)) {
            assertThat(failureOf(side).cause()).isEqualTo(FailureCause.PROXY_COMMAND_FAILED);
            for (String said : List.of("no way", "status 7")) {
                Await.until(
                        "told: " + said,
                        Duration.ofSeconds(10),
                        () -> person.told.toString().contains(said));
            }
        }
    }

    @Test
    void aProxyCommandEndsWithItsConnection() throws Exception {
        Path pid = home.resolve("pid");
        config("  ProxyCommand sh -c 'echo $$ > " + pid + "; exec ssh -F " + home.resolve("plain")
                + " -W %h:%p bastion'");
        Files.writeString(home.resolve("plain"), Files.readString(home.resolve(".ssh/config")));
        LoginSide login = side("", new ScriptedPerson(false));
        Runnable over = login::close;
        try (LoginSide side = login) {
            ProcessHandle command;
            try (SshConnection connection = connect(side)) {
                command = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                        .orElseThrow();
                assertThat(command.isAlive()).isTrue();
                assertThat(connection.facts().isOpenSsh()).isTrue();
            }
            command.onExit().get(10, TimeUnit.SECONDS);

            try (SshConnection second = connect(side)) {
                assertThat(second.facts().isOpenSsh()).isTrue();
                command = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                        .orElseThrow();
                // as up does when the keeper answers instead, and one login when another takes its place
                over.run();
                assertThat(second.exec("echo in", Duration.ofSeconds(5)).out()).isEqualTo("in\n");
            }
            command.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    /** However often it is asked: a helper is believed nothing. */
    @Test
    void oneProxyCommandRunsAtATime() throws Exception {
        Path pids = home.resolve("pids");
        config("  ProxyCommand sh -c 'echo $$ >> " + pids + "; exec sleep 600'");
        LoginSide login = side("", new ScriptedPerson(false));
        Runnable over = login::close;
        try (LoginSide side = login;
                SocketChannel first = StandInDoor.stream(home, side)) {
            ProcessHandle command = StandInDoor.running(pids, 0);
            try (SocketChannel second = StandInDoor.stream(home, side)) {
                assertThat(command.isAlive()).isFalse();
                assertThat(first.read(ByteBuffer.allocate(1))).isNegative();
                command = StandInDoor.running(pids, 1);
                assertThat(command.isAlive()).isTrue();
                over.run();
                Command.Answer late = side.answer(new Event.NeedStream(2, "test", "late"), (token, shell, what) -> {
                    throw new AssertionError("nobody logs in any more");
                });
                assertThat(late.trusted()).isNull();
                assertThat(command.isAlive()).isTrue();
                assertThat(second.isOpen()).isTrue();
            }
            command.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aProxyCommandThatNeverAnswers() throws Exception {
        config("  ProxyCommand sleep 600", "  ConnectTimeout 1");
        try (LoginSide side = side("", new ScriptedPerson(false))) {
            assertThat(side.offer().server().timeoutSeconds()).isEqualTo(1);
            assertThat(failureOf(side).cause()).isEqualTo(FailureCause.CONNECT_TIMED_OUT);
        }
    }

    private Failure failureOf(LoginSide side) throws Exception {
        try (SshConnection connection = connect(side)) {
            throw new AssertionError("logged in to " + connection.facts());
        } catch (TunnelException e) {
            return e.failure();
        }
    }
}

package dev.culvert.control.keys;

import dev.culvert.control.LoginSide;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.net.Failure;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import dev.culvert.ssh.LoginCallbacks;
import dev.culvert.ssh.RealSshd;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.SshConnector;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The user's side of a login, its helper's side, and a real sshd for both to log in to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LoginWithSshd {
    @TempDir
    Path home;

    RealSshd sshd;
    private SshConnector connector;

    final Map<String, String> variables = new HashMap<>();

    @BeforeAll
    void start(@TempDir Path shared) throws Exception {
        sshd = RealSshd.start(shared.resolve("sshd"), "MaxAuthTries 20");
        connector = new SshConnector();
    }

    @AfterAll
    void stop() {
        connector.close();
        sshd.close();
    }

    @BeforeEach
    void folders() throws Exception {
        variables.clear();
        Files.createDirectories(
                home.resolve(".ssh"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        trust("127.0.0.1");
    }

    void trust(String host) throws Exception {
        Files.writeString(
                home.resolve(".ssh/known_hosts"),
                "[" + host + "]:" + sshd.port() + " "
                        + Keygen.publicLine(sshd.directory().resolve("host_key")) + "\n");
    }

    LoginSide login(String auth, ScriptedPerson person, LoginSide.Carried carried) throws Exception {
        String json = """
                {"name": "test", "mode": "tun",
                 "server": {"host": "127.0.0.1", "port": %d, "user": "%s"},
                 "auth": {%s}}""".formatted(sshd.port(), sshd.user(), auth);
        UserEnvironment environment = new UserEnvironment(home, sshd.user(), variables, home.resolve("etc"));
        return new UserLogins(environment, person, () -> Messages.of(Locale.ENGLISH)).of(profile(json), carried);
    }

    static Profile profile(String json) {
        return ((ProfileReading.Valid) ProfileReader.read(json)).profile();
    }

    SshConnection connect(LoginSide side) throws Exception {
        return connect(connector, side);
    }

    static SshConnection connect(SshConnector connector, LoginSide side) throws Exception {
        return connect(connector, side, new SideCallbacks(side, 0));
    }

    static SshConnection connect(SshConnector connector, LoginSide side, LoginCallbacks callbacks) throws Exception {
        var offer = side.offer().server();
        return connector.connect(
                new SshConnector.Target(
                        offer.host(), offer.port(), List.of(InetAddress.getLoopbackAddress()), offer.user()),
                new SshConnector.Offer(
                        offer.methods(),
                        offer.identities().stream()
                                .map(each -> each.publicKey())
                                .toList(),
                        offer.terms()),
                new Profile.Keepalive(Duration.ofSeconds(10), 3),
                callbacks,
                stage -> {});
    }

    Failure failureOf(LoginSide side) throws Exception {
        try (SshConnection connection = connect(side)) {
            throw new AssertionError("logged in to " + connection.facts());
        } catch (TunnelException e) {
            return e.failure();
        }
    }
}

package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.control.LoginSide;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.ssh.RealSshd;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.SshConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password at OpenSSH's sshd: needs a user of its own, made and removed here. */
@Tag("lab")
class PasswordLabTest {
    private static final String PASSWORD = "right horse";

    @TempDir
    Path home;

    final String user = "culvert-test-" + ProcessHandle.current().pid();
    final SshConnector connector = new SshConnector();
    Process watchdog;
    RealSshd sshd;

    @BeforeEach
    void start() throws Exception {
        // removes the user when the pipe to this JVM closes, however this JVM ends
        watchdog = new ProcessBuilder(
                        "setsid",
                        "sh",
                        "-c",
                        "trap '' INT TERM HUP; cat >/dev/null; userdel -f \"$1\" 2>/dev/null",
                        "sh",
                        user)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String hash = RealSshd.run("openssl", "passwd", "-6", PASSWORD).strip();
        RealSshd.run("useradd", "--no-create-home", "--home-dir", "/", "--shell", "/bin/sh", "--password", hash, user);
        sshd = RealSshd.start(
                home.resolve("sshd"),
                "PasswordAuthentication yes",
                "KbdInteractiveAuthentication no",
                "AllowUsers " + user);
        Files.createDirectories(home.resolve(".ssh"));
        Files.writeString(
                home.resolve(".ssh/known_hosts"),
                "[127.0.0.1]:" + sshd.port() + " "
                        + Keygen.publicLine(sshd.directory().resolve("host_key")) + "\n");
    }

    @AfterEach
    void stop() throws Exception {
        connector.close();
        if (sshd != null) {
            sshd.close();
        }
        watchdog.getOutputStream().close();
        watchdog.waitFor();
    }

    SshConnection connect(String password, ScriptedPerson person) throws Exception {
        Path file = home.resolve("password");
        Files.writeString(file, password + "\n");
        UserEnvironment environment =
                new UserEnvironment(home, user, Map.of("CULVERT_PASSWORD_FILE", file.toString()), home.resolve("etc"));
        String json = """
                {"name": "test", "mode": "tun", "server": {"host": "127.0.0.1", "port": %d}}""".formatted(sshd.port());
        try (LoginSide side = new UserLogins(environment, person, () -> Messages.of(Locale.ENGLISH))
                .of(LoginWithSshd.profile(json), LoginSide.Carried.NOTHING)) {
            return LoginWithSshd.connect(connector, side);
        }
    }

    @Test
    void theRightOneAndTheWrongOne() throws Exception {
        ScriptedPerson person = new ScriptedPerson(true);
        try (SshConnection connection = connect(PASSWORD, person)) {
            assertThat(connection.exec("id -un", Duration.ofSeconds(10)).out()).isEqualTo(user + "\n");
        }
        assertThatThrownBy(() -> connect("wrong", person)).isInstanceOfSatisfying(TunnelException.class, e -> {
            assertThat(e.failure().cause()).isEqualTo(FailureCause.LOGIN_REFUSED);
            assertThat(e.failure().facts()).containsEntry("methods", "password");
        });
        assertThat(sshd.log()
                        .lines()
                        .filter(line -> line.startsWith("Failed password"))
                        .toList())
                .hasSize(1);
        assertThat(person.asked).isEmpty();
    }
}

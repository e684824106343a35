package dev.culvert.control.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.Keyring;
import dev.culvert.control.Keyring.Item;
import dev.culvert.control.Keyring.Kind;
import dev.culvert.desktop.linux.PrivateBus;
import dev.culvert.lab.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GNOME's keyring, the real one, on a bus of the test's own. */
class SecretServiceTest {
    private static final Path UNPACKED = Path.of("target", "dns", "KEYRING").toAbsolutePath();
    private static final Item FILE = new Item(Kind.PASSPHRASE, "/home/ann/.ssh/id with a space");
    private static final Item LOGIN = new Item(Kind.PASSWORD, "ann@one.test:2222");

    @TempDir
    Path home;

    PrivateBus bus;
    Process daemon;
    Keyring keyring;

    @BeforeEach
    void start() throws Exception {
        bus = PrivateBus.start(home);
        keyring = SystemKeyring.of(bus.environment());
        assertThat(keyring.isThere()).isFalse();
        daemon = daemon();
        Await.until("a keyring", Duration.ofSeconds(20), keyring::isThere);
    }

    /** Unlocked with a password of the test's, as a login does it. */
    private Process daemon() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        UNPACKED.resolve("usr/bin/gnome-keyring-daemon").toString(),
                        "--foreground",
                        "--unlock",
                        "--components=secrets")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("keyring.log").toFile());
        Map<String, String> environment = builder.environment();
        environment.putAll(bus.environment());
        environment.put("HOME", home.toString());
        environment.put("XDG_RUNTIME_DIR", home.toString());
        environment.put("XDG_DATA_HOME", home.resolve("data").toString());
        environment.put("LD_LIBRARY_PATH", libraries());
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write("password".getBytes(StandardCharsets.UTF_8));
        }
        return process;
    }

    private static String libraries() throws IOException {
        try (Stream<Path> folders = Files.list(UNPACKED.resolve("usr/lib"))) {
            return folders.filter(each -> each.toString().endsWith("-linux-gnu"))
                    .map(Path::toString)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @AfterEach
    void stop() {
        daemon.destroyForcibly().onExit().join();
        bus.close();
    }

    @Test
    void keepsFindsReplacesAndForgets() throws Exception {
        assertThat(keyring.find(FILE)).isEmpty();
        keyring.keep(FILE, "first");
        keyring.keep(FILE, "zweites Wörtchen");
        keyring.keep(LOGIN, "of another");
        assertThat(keyring.find(FILE)).contains("zweites Wörtchen");
        assertThat(keyring.find(LOGIN)).contains("of another");

        keyring.forget(FILE);
        keyring.forget(FILE);
        assertThat(keyring.find(FILE)).isEmpty();
        assertThat(keyring.forgetAll()).isEqualTo(1);
        assertThat(keyring.find(LOGIN)).isEmpty();
    }

    /** It outlives this process and the daemon, on disk and not in clear. */
    @Test
    void whatIsKeptIsThereTheNextTime() throws Exception {
        keyring.keep(FILE, "kept words");
        daemon.destroy();
        daemon.onExit().join();
        Await.until("no keyring", Duration.ofSeconds(20), () -> !keyring.isThere());
        try (Stream<Path> files = Files.walk(home.resolve("data"))) {
            assertThat(files.filter(Files::isRegularFile).map(SecretServiceTest::bytes))
                    .isNotEmpty()
                    .noneMatch(text -> text.contains("kept words"));
        }
        daemon = daemon();
        Await.until("a keyring", Duration.ofSeconds(20), keyring::isThere);
        assertThat(SystemKeyring.of(bus.environment()).find(FILE)).contains("kept words");
    }

    private static String bytes(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

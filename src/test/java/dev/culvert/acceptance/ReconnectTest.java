package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A tunnel that is lost comes back by itself; what runs through it sees a pause and no end. */
@Tag("lab")
class ReconnectTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** One TCP connection inside the tunnel lives through every way to lose the one that carries it. */
    @Test
    void aConnectionInsideSurvives() {
        try (Lab lab = Lab.start()) {
            String profile = lab.profile("office", lab.sshd())
                    .with("/network/routes", "[\"192.0.2.0/24\"]")
                    .with("/keepalive", "{\"interval\": \"1s\", \"missed\": 2}")
                    .with("/reconnect", "{\"maxDelay\": \"1s\"}")
                    .with("/remote/forward", "true")
                    .file();
            lab.server().run("ip", "addr", "add", "192.0.2.1/24", "dev", "lo").ok();
            lab.culvert("up", profile).ok();
            long device = index(lab);
            lab.server().start("busybox", "nc", "-ll", "-p", "7", "-e", "cat");
            try (Conversation inside = Conversation.with(lab, "192.0.2.1", 7)) {
                inside.says("before");

                // the connection is reset
                Processes.killSshdSessions(lab);
                recovered(lab, inside, "after a reset");

                // the wire falls silent: nobody says that the connection is dead, and the server's end stays with
                // device and addresses
                lab.client().run("nft", "add", "table", "inet", "silence").ok();
                lab.client()
                        .run("nft", "add chain inet silence in { type filter hook input priority 0; }")
                        .ok();
                lab.client()
                        .run("nft", "add rule inet silence in iifname \"vc\" drop")
                        .ok();
                Await.until("noticed", SOON, () -> state(lab).equals("reconnecting"));
                assertThat(lab.client()
                                .run("ip", "route", "show", "dev", "tun0")
                                .out())
                        .as("held meanwhile")
                        .contains("192.0.2.0/24");
                lab.client().run("nft", "delete", "table", "inet", "silence").ok();
                recovered(lab, inside, "after silence");

                // the network goes and comes back with another address
                lab.client().run("ip", "link", "set", "vc", "down").ok();
                Await.until("noticed", SOON, () -> state(lab).equals("reconnecting"));
                lab.client().run("ip", "addr", "flush", "dev", "vc").ok();
                lab.client()
                        .run("ip", "addr", "add", "10.77.0.7/24", "dev", "vc")
                        .ok();
                lab.client().run("ip", "link", "set", "vc", "up").ok();
                recovered(lab, inside, "after moving");
                assertThat(index(lab)).as("the interface is the same").isEqualTo(device);
            }
            lab.culvert("down", "office").ok();
            assertThat(lab.server().interfaces()).containsExactlyInAnyOrder("lo", "vs");
        }
    }

    private static void recovered(Lab lab, Conversation inside, String words) {
        try {
            inside.says(words);
        } catch (AssertionError e) {
            throw new AssertionError(
                    lab.culvert("status", "office", "--json").out()
                            + lab.culvert("logs").out(),
                    e);
        }
        Await.until("connected", SOON, () -> state(lab).equals("connected"));
    }

    /** A TCP connection to an echo server; what is said on it comes back. */
    private record Conversation(Path said, Background process) implements AutoCloseable {
        static Conversation with(Lab lab, String address, int port) {
            try {
                Path said = Files.createFile(lab.dir().resolve("said"));
                return new Conversation(
                        said,
                        lab.client().start("sh", "-c", "tail -f said | busybox nc %s %d".formatted(address, port)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void says(String words) {
            try {
                Files.writeString(said, words + "\n", StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            process.awaitText(words, Duration.ofSeconds(40));
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private static String state(Lab lab) {
        return Status.of(lab, "office").state();
    }

    private static long index(Lab lab) {
        return Long.parseLong(lab.client()
                .run("cat", "/sys/class/net/tun0/ifindex")
                .ok()
                .out()
                .strip());
    }
}

package dev.culvert.tun.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.lab.Await;
import dev.culvert.net.FailureCause;
import dev.culvert.net.Layer;
import dev.culvert.net.PacketBatch;
import dev.culvert.net.TunnelException;
import dev.culvert.tun.TunDevice;
import dev.culvert.tun.TunOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's own devices, without addresses, in the namespace the tests run in. Needs root. */
@Tag("lab")
@Timeout(30)
class LinuxTunDeviceTest {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Test
    void takesTheKernelsChoiceOfName() throws IOException {
        try (TunDevice tun = LinuxTunDevice.open(new TunOptions(Layer.IP, null));
                TunDevice tap = LinuxTunDevice.open(new TunOptions(Layer.ETHERNET, null))) {
            assertThat(tun.name()).matches("tun[0-9]+");
            assertThat(tap.name()).matches("tap[0-9]+");
            // linux/if_arp.h: ARPHRD_NONE, ARPHRD_ETHER
            assertThat(sysfs(tun.name()).resolve("type")).hasContent("65534");
            assertThat(sysfs(tap.name()).resolve("type")).hasContent("1");
        }
    }

    @Test
    void isGoneWhenClosed() throws IOException {
        String name = freshName();
        TunDevice device = LinuxTunDevice.open(new TunOptions(Layer.IP, name));
        assertThat(device.name()).isEqualTo(name);
        assertThat(sysfs(name)).exists();
        device.close();
        device.close();
        assertThat(sysfs(name)).doesNotExist();
        assertThat(device.read(new PacketBatch(1, 1500))).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "a/b", "a:b", "a b", "tun%d", "eth0#x", "-tun", "sixteen-bytes-16", "ünïcödé-nämé"
            })
    void namesWhatIsNoName(String name) {
        assertCause(name, FailureCause.DEVICE_NAME_INVALID);
    }

    @Test
    void takesOverNoInterface() throws IOException {
        assertCause("lo", FailureCause.DEVICE_NAME_TAKEN);
        String name = freshName();
        try (TunDevice first = LinuxTunDevice.open(new TunOptions(Layer.IP, name))) {
            assertCause(first.name(), FailureCause.DEVICE_NAME_TAKEN);
        }
        run("ip", "tuntap", "add", "dev", name, "mode", "tun");
        try {
            assertCause(name, FailureCause.DEVICE_NAME_TAKEN);
        } finally {
            run("ip", "tuntap", "del", "dev", name, "mode", "tun");
        }
    }

    @Test
    void closingWakesAReader() throws IOException {
        TunDevice device = LinuxTunDevice.open(new TunOptions(Layer.IP, freshName()));
        AtomicInteger result = new AtomicInteger();
        Thread reader = Thread.ofPlatform().start(() -> result.set(read(device, new PacketBatch(4, 1500))));
        Await.until("the reader waits", TIMEOUT, () -> isInPoll(reader));
        device.close();
        Await.until("the reader is woken", TIMEOUT, () -> !reader.isAlive());
        assertThat(result.get()).isEqualTo(-1);
    }

    @Test
    void carriesPacketsBothWaysInBatches() throws Exception {
        try (TunDevice device = LinuxTunDevice.open(new TunOptions(Layer.IP, freshName()))) {
            run("sysctl", "-qw", "net.ipv6.conf." + device.name() + ".disable_ipv6=1");
            long pid = ProcessHandle.current().pid();
            String network = "10.79." + (pid >> 8 & 0xff) + ".";
            String own = network + (pid & 0xfe);
            String peer = network + ((pid & 0xfe) | 1);
            run("ip", "addr", "add", own, "peer", peer, "dev", device.name());
            run("ip", "link", "set", device.name(), "up");
            Process ping = new ProcessBuilder("ping", "-q", "-n", "-c", "3", "-i", "0.01", "-W", "5", peer)
                    .redirectErrorStream(true)
                    .start();
            PacketBatch batch = new PacketBatch(4, 1500);
            for (int answered = 0; answered < 3; ) {
                assertThat(device.read(batch)).isPositive();
                for (int i = 0; i < batch.size(); i++) {
                    assertThat(batch.length(i)).isEqualTo(84);
                    answer(batch.bytes(), batch.offset(i));
                    answered++;
                }
                device.write(batch);
                for (int i = 0; i < batch.size(); i++) {
                    assertThat(batch.length(i)).as("not refused").isEqualTo(84);
                }
            }
            assertThat(ping.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(ping.exitValue()).isZero();
        }
    }

    @Test
    void dropsWhatTheInterfaceRefuses() throws IOException {
        try (TunDevice device = LinuxTunDevice.open(new TunOptions(Layer.IP, freshName()))) {
            PacketBatch batch = new PacketBatch(3, 1500);
            byte[] packet = ByteBuffer.allocate(28)
                    .put(0, (byte) 0x45)
                    .putShort(2, (short) 28)
                    .array();
            batch.add(packet, 0, 28);
            device.write(batch);
            assertThat(batch.length(0)).as("while DOWN").isZero();

            run("ip", "link", "set", device.name(), "up");
            batch.clear();
            batch.add(packet, 0, 28);
            batch.add(new byte[] {0x75, 0, 0, 1}, 0, 4);
            batch.add(packet, 0, 28);
            device.write(batch);
            assertThat(batch.length(0)).isEqualTo(28);
            assertThat(batch.length(1)).as("version 7").isZero();
            assertThat(batch.length(2)).isEqualTo(28);
        }
    }

    @Test
    void saysWhenSomebodyRemovesTheInterface() throws Exception {
        try (TunDevice device = LinuxTunDevice.open(new TunOptions(Layer.IP, freshName()))) {
            CompletableFuture<Integer> reading =
                    CompletableFuture.supplyAsync(() -> read(device, new PacketBatch(1, 1500)));
            run("ip", "link", "del", device.name());
            assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS))
                    .rootCause()
                    .isInstanceOfSatisfying(
                            TunnelException.class,
                            e -> assertThat(e.failure().cause()).isEqualTo(FailureCause.DEVICE_GONE));
        }
    }

    private static void assertCause(String name, FailureCause cause) {
        assertThatThrownBy(() -> LinuxTunDevice.open(new TunOptions(Layer.IP, name)))
                .isInstanceOfSatisfying(
                        TunnelException.class,
                        e -> assertThat(e.failure().cause()).isEqualTo(cause));
    }

    /** Makes an echo request a reply; the checksum of the whole header changes by what the type does (RFC 792, RFC 1624). */
    private static void answer(ByteBuffer bytes, int packet) {
        int source = bytes.getInt(packet + 12);
        bytes.putInt(packet + 12, bytes.getInt(packet + 16)).putInt(packet + 16, source);
        bytes.put(packet + 20, (byte) 0);
        int sum = (bytes.getShort(packet + 22) & 0xffff) + 0x0800;
        bytes.putShort(packet + 22, (short) (sum + (sum >> 16)));
    }

    private static int read(TunDevice device, PacketBatch batch) {
        try {
            return device.read(batch);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isInPoll(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("poll")) {
                return true;
            }
        }
        return false;
    }

    private static Path sysfs(String device) {
        return Path.of("/sys/class/net", device);
    }

    private static String freshName() {
        return "ct" + ProcessHandle.current().pid() % 10_000_000 + "-" + NAMES.incrementAndGet();
    }

    private static void run(String... command) throws IOException {
        Path out = Files.createTempFile("culvert-", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + Files.readString(out));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            Files.delete(out);
        }
    }
}

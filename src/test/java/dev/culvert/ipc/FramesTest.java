package dev.culvert.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.TrafficStats;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    private static final LoginOffer.Hop BASTION = new LoginOffer.Hop(
            "bastion.example.org", 2222, "admin", List.of("password"), List.of(), LoginTerms.DEFAULT, 30);

    private static final LoginOffer.Hop SERVER = new LoginOffer.Hop(
            "vpn.example.org",
            22,
            "ann",
            List.of("publickey", "password"),
            List.of(new LoginOffer.Identity(new byte[] {0, 1, -1}, "ann@laptop")),
            new LoginTerms(
                    List.of("curve25519-sha256"),
                    List.of("ssh-ed25519"),
                    List.of("aes128-ctr", "aes256-cbc"),
                    List.of(),
                    List.of("rsa-sha2-256"),
                    1 << 30,
                    600,
                    1,
                    true),
            0);

    private static final LoginOffer OFFER = LoginOffer.direct(SERVER);

    private static LoginOffer through(LoginOffer.Reach reach) {
        return new LoginOffer(reach, List.of(BASTION, SERVER), new LoginOffer.Alive(15, 4));
    }

    static List<Command> commands() {
        return List.of(
                new Command.Hello(Command.PROTOCOL, "0.1"),
                new Command.Up(1, "{\"name\":\"büro\"}", OFFER),
                new Command.Down(2, "office"),
                new Command.DownAll(3),
                new Command.Status(4),
                new Command.Plan(5, "{}", OFFER),
                new Command.Plan(5, "{}", through(new LoginOffer.Reach.Stream())),
                new Command.Plan(
                        5, "{}", through(new LoginOffer.Reach.Direct(LoginOffer.Reach.Family.IPV6, "::1", null))),
                new Command.Plan(
                        5,
                        "{}",
                        through(new LoginOffer.Reach.Proxy(LoginOffer.Reach.Kind.SOCKS5H, "proxy", 1080, "ann"))),
                new Command.Watch(6),
                new Command.Adopt(7, "office"),
                new Command.Attach(Command.PROTOCOL, "00ff"),
                new Command.Answer(1, new byte[] {1, 2}, null, null, null),
                new Command.Answer(2, null, List.of("secret"), null, null),
                new Command.Answer(3, null, null, true, null),
                new Command.Answer(4, null, null, false, Failure.of(FailureCause.HOST_KEY_CHANGED, "host", "a")));
    }

    static List<Event> events() {
        TunnelStatus.Server server = new TunnelStatus.Server("192.0.2.1:22", "ssh-ed25519 SHA256:x", "c", "k", "b");
        TunnelStatus status = new TunnelStatus(
                "office",
                "tun",
                new TunnelState.Connected("tun0", Instant.parse("2026-01-02T03:04:05.678Z")),
                "tun0",
                null,
                1500,
                List.of("10.0.0.1/30"),
                List.of("10.0.0.2/30"),
                new TrafficStats(1, 2, 3),
                TrafficStats.NONE,
                1.5,
                3.3,
                server,
                List.of(new TunnelStatus.Via(TunnelStatus.Via.Kind.HOST, "admin@bastion:22")),
                "00ff");
        return List.of(
                new Event.Welcome(Command.PROTOCOL, "0.1", 42, "root"),
                new Event.State("office", new TunnelState.Connecting(TunnelState.Stage.HOST_KEY)),
                new Event.State("office", new TunnelState.Failed(Failure.of(FailureCause.CONNECT_TIMED_OUT))),
                new Event.Stats(List.of(status)),
                new Event.Snapshot(9, List.of()),
                new Event.Planned(9, List.of(new Event.PlannedStep(true, "ip link set tun0 up", null))),
                new Event.Done(9, null),
                new Event.Warning("office", "key", List.of("fact")),
                new Event.LoggedIn(1, "office", 1),
                new Event.NeedStream(1, "office", "00ff"),
                new Event.NeedSecret(
                        1,
                        "office",
                        1,
                        "password",
                        "ann",
                        "h",
                        "",
                        "",
                        List.of(new Event.NeedSecret.Prompt("p", false))));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandComesOutAsItWentIn(Command command) throws IOException {
        Command read = Frames.read(channel(bytes(command)), Command.class);

        assertThat(read).usingRecursiveComparison().isEqualTo(command);
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventComesOutAsItWentIn(Event event) throws IOException {
        Event read = Frames.read(channel(bytes(event)), Event.class);

        assertThat(read).usingRecursiveComparison().isEqualTo(event);
    }

    @Test
    void theLengthStandsInFrontInNetworkOrder() {
        byte[] frame = bytes(new Command.Status(4));

        assertThat(frame).startsWith(0, 0, 0, frame.length - 4);
        assertThat(new String(frame, 4, frame.length - 4, StandardCharsets.UTF_8))
                .isEqualTo("{\"command\":\"status\",\"request\":4}");
    }

    @Test
    void theEndBetweenTwoFramesIsNoError() throws IOException {
        ReadableByteChannel channel = channel(bytes(new Command.Status(4)));

        assertThat(Frames.read(channel, Command.class)).isEqualTo(new Command.Status(4));
        assertThat(Frames.read(channel, Command.class)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, Frames.MAX_BYTES + 1})
    void aLengthBeyondTheCapIsRefusedBeforeAnythingIsReadOrAllocated(int length) {
        ReadableByteChannel channel =
                channel(ByteBuffer.allocate(4).putInt(length).array());

        assertThatThrownBy(() -> Frames.read(channel, Command.class))
                .isInstanceOf(Wire.BadFrameException.class)
                .hasMessageContaining(Integer.toUnsignedString(length));
    }

    @Test
    void everyHalfFrameIsAnEndInsideAFrame() {
        byte[] whole = bytes(new Command.Up(1, "{}", OFFER));
        for (int length = 1; length < whole.length; length++) {
            ReadableByteChannel channel = channel(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Frames.read(channel, Command.class)).isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{}",
                "{\"command\":\"reboot\",\"request\":1}",
                "{\"command\":7}",
                "{\"command\":\"status\"}",
                "{\"command\":\"status\",\"request\":null}",
                "{\"command\":\"status\",\"request\":\"1\"}",
                "{\"command\":\"status\",\"request\":1.0}",
                "{\"command\":\"status\",\"request\":true}",
                "{\"command\":\"status\",\"request\":1e99}",
                "{\"command\":\"status\",\"request\":99999999999999999999999}",
                "{\"command\":\"status\",\"request\":1,\"more\":2}",
                "{\"command\":\"status\",\"request\":1,\"request\":2}",
                "{\"command\":\"status\",\"command\":\"down-all\",\"request\":2}",
                "{\"command\":\"status\",\"request\":1} {}",
                "{\"command\":\"down\",\"request\":1}",
                "{\"command\":\"down\",\"request\":1,\"name\":null}",
                "{\"command\":\"down\",\"request\":1,\"name\":7}",
                "{\"command\":\"answer\",\"question\":1,\"signature\":null}",
                "{\"command\":\"down\",\"request\":1,\"name\":[\"office\"]}",
                "{\"command\":\"up\",\"request\":1,\"profile\":\"{}\"}",
                "{\"command\":\"up\",\"request\":1,\"profile\":\"{}\",\"login\":{\"host\":\"h\",\"port\":22,\"user\":\"u\","
                        + "\"methods\":[null],\"identities\":[],\"hostKeyAlgorithms\":[]}}",
                "{\"command\":\"up\",\"request\":1,\"profile\":\"{}\",\"login\":{\"host\":\"h\",\"port\":22,\"user\":\"u\","
                        + "\"methods\":[],\"identities\":[{\"publicKey\":null,\"comment\":\"c\"}],\"hostKeyAlgorithms\":[]}}",
                "{\"command\":\"answer\",\"question\":1,\"secrets\":null,\"trusted\":null,\"refusal\":null,"
                        + "\"signature\":\"###\"}",
                "{\"command\":\"answer\",\"question\":1,\"signature\":null,\"secrets\":null,\"trusted\":null,"
                        + "\"refusal\":{\"cause\":\"NO_SUCH\",\"facts\":{}}}",
                "{\"command\":\"answer\",\"question\":1,\"signature\":null,\"secrets\":null,\"trusted\":null,"
                        + "\"refusal\":{\"cause\":3,\"facts\":{}}}",
                "{\"command\":\"answer\",\"question\":1,\"signature\":null,\"secrets\":null,\"trusted\":null,"
                        + "\"refusal\":{\"cause\":\"INTERNAL\",\"facts\":{\"a\":null}}}",
                "{\"@class\":\"java.lang.Object\",\"command\":\"status\",\"request\":1}",
            })
    void whatIsNoCommandIsRefused(String json) {
        assertThatThrownBy(() -> Frames.read(channel(frame(json.getBytes(StandardCharsets.UTF_8))), Command.class))
                .isInstanceOf(Wire.BadFrameException.class);
    }

    @Test
    void deepNestingIsRefused() {
        String json = "{\"command\":\"down\",\"request\":1,\"name\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatThrownBy(() -> Frames.read(channel(frame(json.getBytes(StandardCharsets.UTF_8))), Command.class))
                .isInstanceOf(Wire.BadFrameException.class);
    }

    @Test
    void randomAndDamagedBytesAreRefusedOrReadAndNothingElse() {
        Random random = new Random(42);
        byte[] good = bytes(new Command.Up(1, "{\"name\":\"office\"}", OFFER));
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = round % 2 == 0 ? damaged(good, random) : noise(random);
            try {
                Command read = Frames.read(channel(bytes), Command.class);
                assertThat(bytes.length == 0 || read != null).isTrue();
            } catch (IOException e) {
                assertThat(e).isInstanceOfAny(Wire.BadFrameException.class, EOFException.class);
            }
        }
    }

    @Test
    void aMessageThatFitsNoFrameIsNotSent() {
        Command.Down long_ = new Command.Down(1, "x".repeat(Frames.MAX_BYTES));

        assertThatThrownBy(() -> Frames.encode(long_)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
            bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (bytes.length >= 4 && random.nextBoolean()) {
            ByteBuffer.wrap(bytes).putInt(bytes.length - 4);
        }
        return bytes;
    }

    private static byte[] bytes(Object message) {
        return Frames.encode(message).array();
    }

    private static byte[] frame(byte[] json) {
        return ByteBuffer.allocate(4 + json.length)
                .putInt(json.length)
                .put(json)
                .array();
    }

    private static ReadableByteChannel channel(byte[] bytes) {
        return Channels.newChannel(new ByteArrayInputStream(bytes));
    }
}

package dev.culvert.demo;

import dev.culvert.control.words.Messages;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.Layer;
import dev.culvert.net.TrafficStats;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.net.TunnelException;
import dev.culvert.pipeline.EchoProbe;
import dev.culvert.pipeline.PacketPath;
import dev.culvert.pipeline.TrafficCounters;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import dev.culvert.server.DeviceOpener;
import dev.culvert.server.EchoPeers;
import dev.culvert.server.HostKeys;
import dev.culvert.server.TunServer;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.SshConnector;
import dev.culvert.ssh.TunChannel;
import dev.culvert.tun.TunDevice;
import dev.culvert.tun.TunOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel within this machine, to see it work before anything is set up: an embedded server on loopback, and the client as
 * {@code up} uses it. Over a real device where this process may make one, else over one in memory. Leaves nothing behind.
 */
public final class TunnelDemo {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Messages words;
    private final PrintStream out;
    private final DeviceOpener system;

    /** @param system opens this system's devices */
    public TunnelDemo(Messages words, PrintStream out, DeviceOpener system) {
        this.words = words;
        this.out = out;
        this.system = system;
    }

    /**
     * Brings the tunnel up, verifies it, prints a line of figures each second for {@code duration}, and takes it down. Blocks;
     * interrupt the thread to end it early.
     *
     * @throws TunnelException for whatever cause it did not work; all is undone by then
     */
    public void run(Duration duration) throws TunnelException {
        Profile profile = profile();
        try (NearEnd end = nearEnd(profile)) {
            connect(profile, end, duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(Failure.of(FailureCause.CANCELLED), e);
        } catch (TunnelException e) {
            throw e;
        } catch (IOException e) {
            throw new TunnelException(Failure.of(FailureCause.INTERNAL, "reason", String.valueOf(e.getMessage())), e);
        }
        say("demo.undone");
    }

    private void connect(Profile profile, NearEnd end, Duration duration) throws IOException, InterruptedException {
        KeyPair hostKey = HostKeys.ephemeral();
        KeyPair key = HostKeys.ephemeral();
        DemoLogin login = new DemoLogin(key, hostKey.getPublic());
        Set<InetAddress> peers =
                end.addresses().remote().stream().map(InterfaceAddress::address).collect(Collectors.toSet());
        try (TunServer server = TunServer.builder()
                        .hostKey(hostKey)
                        .authorize(key.getPublic())
                        .devices(new EchoPeers(peers))
                        .start();
                SshConnector connector = new SshConnector()) {
            say("demo.server", "port", Integer.toString(server.port()));
            SshConnector.Target target = new SshConnector.Target(
                    profile.server().host(), server.port(), List.of(InetAddress.getLoopbackAddress()), "demo");
            try (SshConnection connection =
                    connector.connect(target, login.offer(), profile.keepalive(), login, stage -> {})) {
                carry(connection, end, duration);
            }
        }
    }

    private void carry(SshConnection connection, NearEnd end, Duration duration)
            throws IOException, InterruptedException {
        SshConnection.Facts facts = connection.facts();
        say("demo.connected", "hostKey", facts.hostKey(), "cipher", facts.cipher(), "kex", facts.kex());
        BlockingQueue<Failure> ended = new LinkedBlockingQueue<>();
        connection.onLost(ended::add);
        TunChannel channel = connection.openTun(Layer.IP, OptionalInt.empty());
        TrafficCounters counters = new TrafficCounters();
        try (PacketPath path = PacketPath.of(end.device(), counters, ended::add)) {
            path.join(channel, ended::add);
            end.configure();
            String addresses = end.addresses().local().stream()
                    .map(InterfaceAddress::toString)
                    .collect(Collectors.joining(", "));
            say("demo.device", "interface", end.device().name(), "addresses", addresses);
            verify(path, end.addresses());
            watch(end, counters, ended, duration);
        }
    }

    private void verify(PacketPath path, TunnelAddresses addresses) throws IOException, InterruptedException {
        for (InterfaceAddress remote : addresses.remote()) {
            InetAddress peer = remote.address();
            InetAddress source = addresses.sourceFor(peer).orElseThrow();
            Duration rtt = EchoProbe.tun(path, source, peer)
                    .measure(ANSWER)
                    .orElseThrow(
                            () -> new TunnelException(FailureCause.NOT_VERIFIED, "peer", InterfaceAddress.text(peer)));
            say("demo.verified", "peer", InterfaceAddress.text(peer), "millis", millis(rtt));
        }
    }

    private void watch(NearEnd end, TrafficCounters counters, BlockingQueue<Failure> ended, Duration duration)
            throws TunnelException, InterruptedException {
        List<InetAddress> peers =
                end.addresses().remote().stream().map(InterfaceAddress::address).toList();
        try (Pings pings = new Pings(end, peers)) {
            pings.start();
            Pings.Figures before = Pings.Figures.NONE;
            long start = System.nanoTime();
            for (long second = 1; second <= duration.toSeconds(); second++) {
                long left = start + TimeUnit.SECONDS.toNanos(second) - System.nanoTime();
                Failure failure = ended.poll(left, TimeUnit.NANOSECONDS);
                if (failure != null) {
                    throw new TunnelException(failure);
                }
                Pings.Figures now = pings.figures();
                print(second, counters, now.since(before));
                before = now;
            }
        }
    }

    private void print(long second, TrafficCounters counters, Pings.Figures pings) {
        TrafficStats sent = counters.sent();
        TrafficStats received = counters.received();
        say(
                "demo.second",
                "second",
                Long.toString(second),
                "sentPackets",
                Long.toString(sent.packets()),
                "sentKilobytes",
                Long.toString(sent.bytes() / 1000),
                "receivedPackets",
                Long.toString(received.packets()),
                "receivedKilobytes",
                Long.toString(received.bytes() / 1000),
                "millis",
                pings.mean().map(TunnelDemo::millis).orElse(""));
    }

    /** Null where this process cannot have one; says so. */
    private @Nullable TunDevice realDevice() throws IOException {
        try {
            TunDevice device = system.open(new TunOptions(Layer.IP, null));
            say("demo.kernel", "interface", device.name());
            return device;
        } catch (TunnelException e) {
            if (e.failure().cause() != FailureCause.NO_PRIVILEGE && e.failure().cause() != FailureCause.NO_TUN_NODE) {
                throw e;
            }
            say("demo.memory." + e.failure().cause().name());
            return null;
        }
    }

    private NearEnd nearEnd(Profile profile) throws IOException {
        TunDevice device = realDevice();
        if (device == null) {
            return new MemoryEnd();
        }
        try {
            return new KernelEnd(device, profile);
        } catch (TunnelException e) {
            device.close();
            throw e;
        }
    }

    private static Profile profile() {
        String text = """
                {"version": 1, "name": "demo", "mode": "tun", "server": {"host": "localhost"}}
                """;
        return switch (ProfileReader.read(text)) {
            case ProfileReading.Valid valid -> valid.profile();
            case ProfileReading.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.2f", duration.toNanos() / 1e6);
    }

    private void say(String key, String... facts) {
        out.println(words.text(key, facts));
    }
}

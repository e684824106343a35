package dev.culvert.demo;

import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.net.TunnelException;
import dev.culvert.net.UsedPrefixes;
import dev.culvert.network.AddressChooser;
import dev.culvert.network.DnsControl;
import dev.culvert.network.IpCommand;
import dev.culvert.network.IpTool;
import dev.culvert.network.Journal;
import dev.culvert.network.KernelProbe;
import dev.culvert.network.LocalNetwork;
import dev.culvert.network.NetworkConfigurator;
import dev.culvert.network.NetworkPlan;
import dev.culvert.network.NetworkPlanner;
import dev.culvert.profile.Profile;
import dev.culvert.tun.TunDevice;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A device of this system, configured as {@code up} configures it; pings are UDP datagrams sent by the kernel. */
final class KernelEnd implements NearEnd {
    private static final int MTU = 1500;
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int ECHO_PORT = 7;
    private static final int PAYLOAD = 1000;

    private final TunDevice device;
    private final TunnelAddresses addresses;
    private final NetworkPlan plan;
    private final NetworkConfigurator configurator;
    private int sequence;

    /**
     * @param device closed by {@link #close}, not when this fails
     * @throws TunnelException when this machine's network cannot be read
     */
    KernelEnd(TunDevice device, Profile profile) throws TunnelException {
        this.device = device;
        IpTool ip = new IpCommand();
        LocalNetwork network = LocalNetwork.read(ip).without(device.name(), List.of());
        UsedPrefixes used = network.used();
        addresses = AddressChooser.choose(
                profile,
                new UsedPrefixes(used.connected(), used.routed(), used.ipv6() && takesIpv6(device.name())),
                UsedPrefixes.NONE);
        plan = NetworkPlanner.plan(
                profile, device.name(), List.of(InetAddress.getLoopbackAddress()), addresses, MTU, network);
        configurator = new NetworkConfigurator(ip, unusedJournal(), DnsControl.NONE);
    }

    /** A kernel with IPv6 may still have it off for new interfaces, as in many containers. */
    private static boolean takesIpv6(String interfaceName) throws TunnelException {
        Path off = Path.of("/proc/sys/net/ipv6/conf", interfaceName, "disable_ipv6");
        try {
            return Files.exists(off) && Files.readString(off).startsWith("0");
        } catch (IOException e) {
            throw failed("read " + off, e);
        }
    }

    /** All that is done here is on the device and goes with it, so nothing is ever written. */
    private static Journal unusedJournal() throws TunnelException {
        try {
            return Journal.open(Path.of("/nonexistent"));
        } catch (IOException e) {
            throw failed("journal", e);
        }
    }

    private static TunnelException failed(String step, IOException reason) {
        return new TunnelException(
                FailureCause.LOCAL_STEP_FAILED, "step", step, "reason", String.valueOf(reason.getMessage()));
    }

    @Override
    public TunDevice device() {
        return device;
    }

    @Override
    public TunnelAddresses addresses() {
        return addresses;
    }

    /** Also waits until the kernel itself has had an answer. */
    @Override
    public void configure() throws TunnelException {
        configurator.applyAddresses(plan);
        InetAddress peer = addresses.peer();
        try {
            if (!KernelProbe.reaches(device.name(), source(peer), peer, ANSWER)) {
                throw new TunnelException(
                        FailureCause.NOT_VERIFIED, "peer", peer.getHostAddress(), "interface", device.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(FailureCause.CANCELLED);
        }
    }

    private InetAddress source(InetAddress peer) {
        return addresses.sourceFor(peer).orElseThrow();
    }

    @Override
    public Optional<Duration> ping(InetAddress peer, Duration timeout) throws IOException {
        int asked = ++sequence;
        byte[] payload = ByteBuffer.allocate(PAYLOAD).putInt(asked).array();
        long start = System.nanoTime();
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(source(peer), 0))) {
            socket.connect(peer, ECHO_PORT);
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            socket.send(new DatagramPacket(payload, payload.length));
            DatagramPacket answer = new DatagramPacket(new byte[PAYLOAD], PAYLOAD);
            socket.receive(answer);
            return Optional.of(Duration.ofNanos(System.nanoTime() - start));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws TunnelException {
        try {
            configurator.undo();
        } finally {
            device.close();
        }
    }
}

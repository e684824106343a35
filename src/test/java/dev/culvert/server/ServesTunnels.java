package dev.culvert.server;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.tun.linux.LinuxTunDevice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/**
 * A {@link TunServer} as a process of its own, for a namespace of the lab. Arguments: address and port to listen on, host key
 * file, authorized_keys, {@link PermitTunnel}, then addresses of the peer in memory, or none for devices of the system.
 */
final class ServesTunnels {
    static final String READY = "listening";

    private ServesTunnels() {}

    public static void main(String[] args) throws Exception {
        TunServer.Builder builder = TunServer.builder()
                .listen(new InetSocketAddress(args[0], Integer.parseInt(args[1])))
                .hostKey(HostKeys.loadOrCreate(Path.of(args[2])))
                .permit(PermitTunnel.valueOf(args[4]))
                .devices(devices(Arrays.copyOfRange(args, 5, args.length)))
                .commands(true);
        for (AuthorizedKeyEntry entry : AuthorizedKeyEntry.readAuthorizedKeys(Path.of(args[3]))) {
            builder.authorize(entry.resolvePublicKey(null, PublicKeyEntryResolver.FAILING));
        }
        try (TunServer server = builder.start()) {
            System.out.println(READY + " " + server.port());
            new CountDownLatch(1).await();
        }
    }

    private static DeviceOpener devices(String[] peer) throws IOException {
        if (peer.length == 0) {
            return LinuxTunDevice::open;
        }
        return new EchoPeers(Arrays.stream(peer).map(InterfaceAddress::address).collect(Collectors.toSet()));
    }
}

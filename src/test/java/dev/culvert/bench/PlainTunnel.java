package dev.culvert.bench;

import dev.culvert.net.Layer;
import dev.culvert.pipeline.PacketPath;
import dev.culvert.pipeline.TrafficCounters;
import dev.culvert.ssh.KeyLogin;
import dev.culvert.tun.TunOptions;
import dev.culvert.tun.linux.LinuxTunDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/**
 * A tunnel and nothing around it: HOST PORT KEY tun|tap UNIT DEVICE CIPHER. Says {@code ready}; runs until it is killed or the
 * tunnel ends, and says why then.
 */
final class PlainTunnel {
    private PlainTunnel() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Layer layer = arguments[3].equals("tun") ? Layer.IP : Layer.ETHERNET;
        CountDownLatch ended = new CountDownLatch(1);
        try (KeyLogin login = KeyLogin.to(
                        arguments[0],
                        Integer.parseInt(arguments[1]),
                        Path.of(arguments[2]),
                        KeyLogin.cipher(arguments[6]));
                PacketPath path = PacketPath.start(
                        LinuxTunDevice.open(new TunOptions(layer, arguments[5])),
                        login.openTun(layer, OptionalInt.of(Integer.parseInt(arguments[4]))),
                        new TrafficCounters(),
                        failure -> {
                            System.out.println("ended: " + failure);
                            ended.countDown();
                        })) {
            System.out.println("ready: " + path);
            ended.await();
        }
    }
}

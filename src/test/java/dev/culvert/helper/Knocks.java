package dev.culvert.helper;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Connects to the socket named and says how that went; the JDK is all it needs, so any user can run it. */
final class Knocks {
    private Knocks() {}

    public static void main(String[] arguments) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            try {
                channel.connect(UnixDomainSocketAddress.of(arguments[0]));
            } catch (IOException e) {
                System.out.println("not connected: " + e.getMessage());
                return;
            }
            byte[] hello =
                    "{\"command\":\"hello\",\"protocol\":1,\"build\":\"knocks\"}".getBytes(StandardCharsets.UTF_8);
            try {
                channel.write(ByteBuffer.allocate(4 + hello.length)
                        .putInt(hello.length)
                        .put(hello)
                        .flip());
                int read = channel.read(ByteBuffer.allocate(1));
                System.out.println(read < 0 ? "closed" : "welcome");
            } catch (IOException e) {
                System.out.println("closed");
            }
        }
    }
}

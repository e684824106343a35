package dev.culvert.bench;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Sends packets that no tunnel should carry out of an interface, past the kernel's IP layer: DEVICE COUNT SHORTEST. Empty as far as the
 * kernel lets them be, with wrong versions, lengths that contradict the header, longer than the MTU, random (packet(7)).
 */
final class StrayPackets {
    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM = 2;
    private static final int ETH_P_IP = 0x0800;
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int SOCKADDR_LENGTH = 20;

    static {
        Native.register(StrayPackets.class, "c");
    }

    private StrayPackets() {}

    static native int socket(int family, int type, int protocol) throws LastErrorException;

    static native int if_nametoindex(String name) throws LastErrorException;

    static native long sendto(int socket, long bytes, long length, int flags, long address, int addressLength);

    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[1]);
        int shortest = Integer.parseInt(arguments[2]);
        int socket = socket(AF_PACKET, SOCK_DGRAM, 0);
        Random random = new Random(7);
        int sent = 0;
        Map<Integer, Integer> refused = new TreeMap<>();
        try (Memory bytes = new Memory(70_000);
                Memory address = new Memory(SOCKADDR_LENGTH)) {
            address.clear();
            address.setShort(0, (short) AF_PACKET);
            address.setInt(4, if_nametoindex(arguments[0]));
            for (int i = 0; i < count; i++) {
                byte[] packet = packet(i, shortest, random);
                bytes.write(0, packet, 0, packet.length);
                short protocol = (short) (random.nextBoolean() ? ETH_P_IP : ETH_P_IPV6);
                address.setShort(2, Short.reverseBytes(protocol));
                long done = sendto(
                        socket,
                        Pointer.nativeValue(bytes),
                        packet.length,
                        0,
                        Pointer.nativeValue(address),
                        SOCKADDR_LENGTH);
                if (done >= 0) {
                    sent++;
                } else {
                    refused.merge(Native.getLastError(), 1, Integer::sum);
                }
            }
        }
        // the kernel itself refuses some: longer than the MTU, or its queue is full
        if (sent < count / 4) {
            throw new AssertionError("only " + sent + " of " + count + " packets left; errno: " + refused);
        }
        System.out.println("sent " + sent + " of " + count);
    }

    private static byte[] packet(int kind, int shortest, Random random) {
        byte[] packet = switch (kind % 6) {
            case 0 -> new byte[0];
            case 1 -> new byte[1 + random.nextInt(19)];
            case 2 -> new byte[20 + random.nextInt(1400)];
            case 3 -> new byte[40 + random.nextInt(60)];
            case 4 -> new byte[1400 + random.nextInt(40_000)];
            default -> new byte[28];
        };
        if (packet.length < shortest) {
            packet = new byte[shortest];
        }
        random.nextBytes(packet);
        if (packet.length >= 20 && kind % 6 != 2) {
            // nearly a packet: the version is right and the length is not
            packet[0] = 0x45;
            ByteBuffer.wrap(packet).putShort(2, (short) (packet.length + 1 + random.nextInt(2000)));
        }
        return packet;
    }
}

package dev.culvert.network;

import dev.culvert.net.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** What is left of a prefix when others are cut out of it. */
public final class PrefixComplement {
    private PrefixComplement() {}

    /**
     * The fewest prefixes that together are {@code whole} less {@code holes}, in the order of their addresses. One hole of a
     * single address leaves as many prefixes as the address has bits more than {@code whole}.
     */
    public static List<IpPrefix> of(IpPrefix whole, List<IpPrefix> holes) {
        List<IpPrefix> left = new ArrayList<>();
        cut(whole, holes, left);
        return List.copyOf(left);
    }

    /** Its two halves. {@code prefix} must be longer than one address. */
    static List<IpPrefix> halves(IpPrefix prefix) {
        byte[] upper = prefix.address().getAddress();
        upper[prefix.length() / 8] |= (byte) (0x80 >> (prefix.length() % 8));
        try {
            return List.of(
                    new IpPrefix(prefix.address(), prefix.length() + 1),
                    new IpPrefix(InetAddress.getByAddress(upper), prefix.length() + 1));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void cut(IpPrefix whole, List<IpPrefix> holes, List<IpPrefix> left) {
        List<IpPrefix> inside = holes.stream().filter(whole::overlaps).toList();
        if (inside.isEmpty()) {
            left.add(whole);
        } else if (inside.stream().noneMatch(hole -> hole.contains(whole))) {
            for (IpPrefix half : halves(whole)) {
                cut(half, inside, left);
            }
        }
    }
}

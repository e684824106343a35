package dev.culvert.net;

import java.net.InetAddress;

/** An address as an interface has it, with the length of its network's prefix: {@code 10.78.0.1/24}. */
public record InterfaceAddress(InetAddress address, int prefixLength) {
    public InterfaceAddress {
        int bits = address.getAddress().length * 8;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " is not between 0 and " + bits);
        }
    }

    /** Reads {@code ADDRESS/LENGTH}; a bare address has its full length. Resolves no names. */
    public static InterfaceAddress parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0) {
            return new InterfaceAddress(address, address.getAddress().length * 8);
        }
        String length = text.substring(slash + 1);
        if (length.isEmpty() || length.length() > 3 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("not a prefix length: " + length);
        }
        return new InterfaceAddress(address, Integer.parseInt(length));
    }

    /** Reads an IPv4 address of four decimal parts or an IPv6 address without a zone; resolves no names. */
    public static InetAddress address(String text) {
        try {
            if (text.indexOf('%') >= 0) {
                throw new IllegalArgumentException("a zone: " + text);
            }
            return text.indexOf(':') >= 0 ? java.net.Inet6Address.ofLiteral(text) : strictIpv4(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an IP address: " + text, e);
        }
    }

    private static InetAddress strictIpv4(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            throw new IllegalArgumentException(text);
        }
        return java.net.Inet4Address.ofLiteral(text);
    }

    public IpPrefix network() {
        return IpPrefix.of(address, prefixLength);
    }

    /** An address as people and {@code ip} write it: IPv6 in the short form of RFC 5952. */
    public static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        int zeros = 0;
        int length = 0;
        for (int from = 0; from < 8; from++) {
            int to = from;
            while (to < 8 && groups[to] == 0) {
                to++;
            }
            if (to - from > length) {
                zeros = from;
                length = to - from;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (length > 1 && i == zeros) {
                text.append("::");
                i += length - 1;
            } else {
                boolean afterGroup = !text.isEmpty() && text.charAt(text.length() - 1) != ':';
                text.append(afterGroup ? ":" : "").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return text(address) + "/" + prefixLength;
    }
}

package dev.culvert.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** A block of IPv4 or IPv6 addresses: {@code 10.0.0.0/8}, {@code fd78::/64}; host bits are zero (RFC 4632, RFC 4291). */
public record IpPrefix(InetAddress address, int length) {
    public static final IpPrefix ALL_IPV4 = parse("0.0.0.0/0");
    public static final IpPrefix ALL_IPV6 = parse("::/0");

    public IpPrefix {
        int bits = address.getAddress().length * 8;
        if (length < 0 || length > bits) {
            throw new IllegalArgumentException("prefix length " + length + " is not between 0 and " + bits);
        }
        if (!mask(address.getAddress(), length).equals(address)) {
            throw new IllegalArgumentException("host bits are set: the network is "
                    + InterfaceAddress.text(mask(address.getAddress(), length)) + "/" + length);
        }
    }

    /** Reads {@code ADDRESS/LENGTH}, or a bare address as a prefix of that address alone. Resolves no names. */
    public static IpPrefix parse(String text) {
        InterfaceAddress parsed = InterfaceAddress.parse(text);
        return new IpPrefix(parsed.address(), parsed.prefixLength());
    }

    /** The network that {@code address} lies in. */
    public static IpPrefix of(InetAddress address, int length) {
        return new IpPrefix(mask(address.getAddress(), length), length);
    }

    public boolean isIpv6() {
        return address.getAddress().length == 16;
    }

    public boolean contains(InetAddress other) {
        return other.getAddress().length == address.getAddress().length
                && mask(other.getAddress(), length).equals(address);
    }

    public boolean contains(IpPrefix other) {
        return other.length >= length && contains(other.address);
    }

    public boolean overlaps(IpPrefix other) {
        return contains(other) || other.contains(this);
    }

    private static InetAddress mask(byte[] bytes, int length) {
        byte[] masked = Arrays.copyOf(bytes, bytes.length);
        for (int i = 0; i < masked.length; i++) {
            int keep = Math.clamp(length - i * 8L, 0, 8);
            masked[i] &= (byte) (0xff00 >> keep);
        }
        try {
            return InetAddress.getByAddress(masked);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public String toString() {
        return InterfaceAddress.text(address) + "/" + length;
    }
}

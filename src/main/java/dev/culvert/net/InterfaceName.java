package dev.culvert.net;

import java.util.regex.Pattern;

/**
 * Names that Culvert gives to an interface. Linux takes more (dev_valid_name in net/core/dev.c); {@code ip -batch} takes some of
 * that for comments or quotes, and TUNSETIFF takes {@code %} for a pattern.
 */
public final class InterfaceName {
    /** Letters, digits, {@code _ . + -}, not beginning with one of the last three; 15 at most (IFNAMSIZ, netdevice(7)). */
    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]{0,14}");

    private InterfaceName() {}

    public static boolean isValid(String name) {
        return TEXT.matcher(name).matches();
    }

    /** @throws IllegalArgumentException when it is none */
    public static void require(String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException("no name of an interface: " + name);
        }
    }
}

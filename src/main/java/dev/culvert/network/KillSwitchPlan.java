package dev.culvert.network;

import dev.culvert.net.HostPort;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.profile.Profile;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one profile's kill switch keeps in and lets out.
 *
 * @param user whose profile it is: two users' profiles may have one name
 * @param mode the profile's, in lower case
 * @param claims what must leave by the tunnel alone
 * @param exclude what stays reachable all the same
 * @param servers where the SSH connection goes
 * @param helper as which user id it is made
 * @param device the kernel's number of the tunnel's interface, which unlike its name does not pass to another; empty before it
 *     is there
 */
public record KillSwitchPlan(
        long user,
        String mode,
        String name,
        List<IpPrefix> claims,
        List<IpPrefix> exclude,
        List<InetSocketAddress> servers,
        long helper,
        OptionalInt device) {
    private static final int ID_BYTES = 8;

    public KillSwitchPlan {
        claims = List.copyOf(claims);
        exclude = List.copyOf(exclude);
        servers = List.copyOf(servers);
    }

    static KillSwitchPlan of(Profile profile, long user, long helper, List<InetSocketAddress> servers) {
        return new KillSwitchPlan(
                user,
                profile.mode().name().toLowerCase(Locale.ROOT),
                profile.name(),
                profile.network().routes(),
                profile.network().exclude(),
                servers,
                helper,
                OptionalInt.empty());
    }

    KillSwitchPlan through(int interfaceIndex) {
        return new KillSwitchPlan(user, mode, name, claims, exclude, servers, helper, OptionalInt.of(interfaceIndex));
    }

    /** Marks what is of this profile in the table, for a name may have any characters: 16 hex digits. */
    String id() {
        return id(user, name);
    }

    static String id(long user, String name) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest((user + " " + name).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** One line that says what it does, for a plan; the rules themselves are {@link KillSwitchRules}'. */
    public String describe(String interfaceName) {
        String let = Stream.concat(
                        servers.stream()
                                .map(server ->
                                        new HostPort(InterfaceAddress.text(server.getAddress()), server.getPort())
                                                + " (uid " + helper + ")"),
                        exclude.stream().map(IpPrefix::toString))
                .collect(Collectors.joining(", "));
        return "nft add table inet " + KillSwitchRules.TABLE + ": " + KillSwitchRules.baseChains(id()) + " reject "
                + claims.stream().map(IpPrefix::toString).collect(Collectors.joining(", ")) + " but to "
                + interfaceName + ", lo, " + let + ", DHCP, ND";
    }

    public String describeUndo() {
        return "nft delete chain inet " + KillSwitchRules.TABLE + " " + KillSwitchRules.baseChains(id())
                + "; after the last: nft delete table inet " + KillSwitchRules.TABLE;
    }
}

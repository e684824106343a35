package dev.culvert.remote;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every change to the server's end that one tunnel makes, in order.
 *
 * @param fallbackDevice the device's name where the server does not tell it; empty when only the server knows
 * @param local this machine's addresses in the tunnel
 */
public record ServerPlan(List<ServerStep> steps, String fallbackDevice, Layer layer, List<InterfaceAddress> local) {
    public ServerPlan {
        steps = List.copyOf(steps);
        local = List.copyOf(local);
    }

    /**
     * Plans a profile's server end; pure. Empty where the profile says to leave the server alone.
     *
     * @param mtu bytes
     */
    public static ServerPlan plan(Profile profile, TunnelAddresses addresses, int mtu) {
        Profile.Remote remote = profile.remote();
        List<ServerStep> steps = new ArrayList<>();
        if (remote.configure()) {
            steps.add(new ServerStep.SetMtu(mtu));
            addresses.remote().forEach(address -> steps.add(new ServerStep.AddAddress(address)));
            steps.add(new ServerStep.LinkUp());
            addresses.local().stream()
                    .map(address ->
                            IpPrefix.of(address.address(), address.address().getAddress().length * 8))
                    .filter(host -> addresses.remote().stream()
                            .noneMatch(address -> address.network().contains(host)))
                    .forEach(host -> steps.add(new ServerStep.AddRoute(host)));
            for (boolean ipv6 : new boolean[] {false, true}) {
                List<IpPrefix> networks = addresses.local().stream()
                        .map(InterfaceAddress::network)
                        .filter(network -> network.isIpv6() == ipv6)
                        .distinct()
                        .toList();
                if (!networks.isEmpty() && remote.forward()) {
                    steps.add(new ServerStep.Forward(ipv6));
                }
                if (!networks.isEmpty() && remote.masquerade()) {
                    steps.add(new ServerStep.Masquerade(ipv6, networks));
                }
            }
            if (!remote.down().isEmpty()) {
                steps.add(new ServerStep.RunAtEnd(remote.down()));
            }
            remote.up().forEach(command -> steps.add(new ServerStep.Run(command)));
        }
        return new ServerPlan(steps, device(profile), profile.layer(), addresses.local());
    }

    private static String device(Profile profile) {
        OptionalInt unit = profile.device().remoteUnit();
        String kind = profile.layer() == Layer.ETHERNET ? "tap" : "tun";
        return unit.isPresent() ? kind + unit.getAsInt() : "";
    }

    /**
     * That nobody but the server's root can carry this out, with how: facts {@code user}, {@code reason}, {@code commands} to run as
     * root, one a line, and what the profile has to say then: {@code unit}, {@code here} and {@code there} as JSON.
     *
     * @param reason {@code root}, {@code device} or {@code shell}
     * @param opened the device that the server opened; empty for one that is to be made
     */
    public Failure notConfigurable(ServerFacts facts, String user, String opened, String reason) {
        String kind = layer == Layer.IP ? "tun" : "tap";
        String device = !opened.isEmpty()
                ? opened
                : fallbackDevice.isEmpty() ? ServerFacts.deviceName(layer, facts.freeUnit(layer)) : fallbackDevice;
        List<String> commands = new ArrayList<>();
        boolean toBeMade = opened.isEmpty()
                && facts.devices().stream().noneMatch(there -> there.name().equals(device));
        if (toBeMade) {
            commands.add("ip tuntap add dev " + device + " mode " + kind + " user " + Script.word(user));
        }
        steps.stream().flatMap(step -> Stream.ofNullable(step.describe(device))).forEach(commands::add);
        return Failure.of(
                FailureCause.REMOTE_NOT_CONFIGURABLE,
                "user",
                user,
                "reason",
                reason,
                "commands",
                String.join("\n", commands),
                "unit",
                device.matches(kind + "\\d{1,9}") ? device.substring(kind.length()) : "",
                "here",
                json(local.stream()),
                "there",
                json(steps.stream()
                        .filter(ServerStep.AddAddress.class::isInstance)
                        .map(step -> ((ServerStep.AddAddress) step).address())));
    }

    private static String json(Stream<InterfaceAddress> addresses) {
        return addresses.map(address -> "\"" + address + "\"").collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * Looks for the server's addresses in networks it has already, on any device but one that has this very address.
     *
     * @throws TunnelException ADDRESS_CLASH (facts address, other, interface)
     */
    public void check(ServerFacts facts) throws TunnelException {
        for (ServerStep step : steps) {
            if (!(step instanceof ServerStep.AddAddress(InterfaceAddress ours))) {
                continue;
            }
            boolean linkLocal = ours.address().isLinkLocalAddress();
            for (ServerFacts.Address other : facts.addresses()) {
                boolean prepared = other.address().equals(ours)
                        && facts.devices().stream()
                                .anyMatch(device ->
                                        device.isPersistent() && device.name().equals(other.interfaceName()));
                if (!linkLocal && !prepared && other.address().network().overlaps(ours.network())) {
                    throw new TunnelException(
                            FailureCause.ADDRESS_CLASH,
                            "address",
                            ours.toString(),
                            "other",
                            other.address().toString(),
                            "interface",
                            other.interfaceName(),
                            "where",
                            "server");
                }
            }
        }
    }
}

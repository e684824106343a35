package dev.culvert.soak;

import dev.culvert.acceptance.Processes;
import dev.culvert.acceptance.Status;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabProfile;
import dev.culvert.lab.Namespace;
import dev.culvert.lab.SshServer;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Two machines with one tunnel whose server's unit is fixed, so that an old end of it is in the way of the next. */
final class Place {
    static final String NAME = "soak";
    static final String HERE = LabProfile.HERE4;
    static final String THERE = LabProfile.THERE4;
    static final String SERVER_DEVICE = "tun7";

    private final Lab lab;
    private final SshServer sshd;
    private int address = 1;

    Place(Lab lab) {
        this.lab = lab;
        // a server that gives a silent client up soon, as after a night's sleep
        sshd = lab.sshd("ClientAliveInterval 4", "ClientAliveCountMax 2");
    }

    Lab lab() {
        return lab;
    }

    LabProfile profile() {
        return lab.profile(NAME, sshd)
                .with("/device/remoteUnit", "7")
                .with("/network/routes", "[\"192.0.2.0/24\", \"2001:db8:1::/64\"]")
                .with("/remote/forward", "true")
                .with("/remote/masquerade", "true")
                .with("/keepalive", "{\"interval\": \"2s\", \"missed\": 3}")
                .with("/reconnect", "{\"maxDelay\": \"5s\"}");
    }

    void startSshd() {
        lab.restart(sshd);
    }

    /** An address in the wire's network that this machine has not. */
    String otherAddress() {
        address = address == 1 ? 7 : 1;
        return "10.77.0." + address;
    }

    void dropOnTheWire() {
        Namespace client = lab.client();
        client.run("nft", "add table inet loss").ok();
        for (String hook : List.of("input", "output")) {
            String device = hook.equals("input") ? "iifname" : "oifname";
            client.run("nft", "add chain inet loss %s { type filter hook %s priority 0; }".formatted(hook, hook))
                    .ok();
            client.run("nft", "add rule inet loss %s %s \"vc\" drop".formatted(hook, device))
                    .ok();
        }
    }

    void dropNoMore() {
        lab.client().run("nft", "delete table inet loss").ok();
    }

    void signalCulvert(String signal) {
        Stream.concat(Processes.helpers(lab).stream(), Processes.keepers(lab).stream())
                .forEach(pid -> lab.client().run("kill", "-" + signal, Long.toString(pid)));
    }

    String state() {
        return Status.of(lab, NAME).state();
    }

    /** Whether it was connected after a moment, in seconds since the epoch: so quickly that no request had to wait. */
    boolean isUpSince(double moment) {
        String since = Status.of(lab, NAME).json().path("since").asString("");
        return !since.isEmpty() && Instant.parse(since).toEpochMilli() / 1e3 > moment;
    }

    /** What both machines have of the tunnel, and what else they have that could be its leavings. */
    String belongings() {
        return Stream.of(lab.client(), lab.server())
                .map(machine -> String.join(
                        "\n",
                        String.join(" ", machine.interfaces()),
                        text(machine, "ip -o addr show scope global | grep -o ' tun.* scope'"),
                        text(machine, "ip -4 route show table main | grep -v ' v[cs] '"),
                        text(machine, "ip -6 route show table main | grep -v -e ' v[cs] ' -e fe80"),
                        text(machine, "ip rule; ip -6 rule"),
                        text(machine, "nft list ruleset"),
                        text(machine, "cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding")))
                .collect(Collectors.joining("\n--\n"));
    }

    private static String text(Namespace machine, String command) {
        return machine.run("sh", "-c", command).out();
    }
}

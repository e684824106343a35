package dev.culvert.control.words;

import dev.culvert.net.Failure;
import dev.culvert.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be done about a failure, the likeliest first, with lines to copy: the one source of both the command line and the window.
 * The lines name the real user, device and addresses, as far as the failure's facts or the profile tell them; what a server or a
 * stranger's profile put there is quoted, for the lines go into a shell.
 */
public final class Remedies {
    private final List<Remedy> found = new ArrayList<>();
    private final Failure failure;
    private final @Nullable Profile profile;
    private final Messages words;

    private Remedies(Failure failure, @Nullable Profile profile, Messages words) {
        this.failure = failure;
        this.profile = profile;
        this.words = words;
    }

    /**
     * One thing to do.
     *
     * @param text what, and where
     * @param blocks lines to copy, a block each; may be empty
     */
    public record Remedy(String text, List<String> blocks) {
        public Remedy {
            blocks = List.copyOf(blocks);
        }
    }

    /** The second line of the cause's message stands where nothing more exact is known; empty where that has none. */
    public static List<Remedy> of(Failure failure, @Nullable Profile profile, Messages words) {
        Remedies remedies = new Remedies(failure, profile, words);
        remedies.find();
        if (remedies.found.isEmpty()) {
            words.failure(failure).lines().skip(1).forEach(line -> remedies.found.add(new Remedy(line, List.of())));
        }
        return List.copyOf(remedies.found);
    }

    private void find() {
        switch (failure.cause()) {
            case TUNNEL_NOT_PERMITTED -> notPermitted();
            case TUNNEL_REFUSED -> {
                add("permit", "PermitTunnel yes", reload());
                makeDevice();
            }
            case REMOTE_DEVICE_DENIED -> denied();
            case REMOTE_DEVICE_OTHERS -> {
                String device = word("device", mode() + "N");
                add("give", sudo("ip tuntap del dev " + device + " mode " + mode()), makeLine(device));
                otherUnit();
            }
            case REMOTE_DEVICE_BUSY -> busy();
            case REMOTE_TUN_MISSING -> tunMissing();
            case REMOTE_UNIT_FORCED -> {
                unit(fact("forced"));
                add("keyUnit", "tunnel=\"" + word("unit", "N") + "\"");
            }
            case REMOTE_DEVICE_NOT_OPENED -> {
                add("log", sshdLog());
                if (!fact("free").isEmpty()) {
                    makeDevice();
                }
                if (fact("unit").matches("\\d+")) {
                    add("anyUnit", "\"device\": { \"remoteUnit\": \"any\" }");
                }
            }
            case REMOTE_NOT_CONFIGURABLE -> notConfigurable();
            case REMOTE_IPV6_FAULT -> add("upgrade", "sshd -V; freebsd-version");
            case REMOTE_NOT_FORWARDING -> notForwarding();
            case REMOTE_NO_WAY_BACK -> noWayBack();
            case HOST_KEY_CHANGED ->
                add(
                        "hostKey",
                        "ssh-keygen -R " + word("host", host())
                                + (fact("file").isEmpty() ? "" : " -f " + word("file", "")));
            case LOGIN_REFUSED -> loginRefused();
            case TOO_MANY_KEYS -> {
                add("fewerKeys", "\"auth\": { \"methods\": [\"key\"], \"keys\": [\"~/.ssh/id_ed25519\"] }");
                add(
                        "identitiesOnly",
                        "Host " + host() + "\n    IdentitiesOnly yes\n    IdentityFile ~/.ssh/id_ed25519");
                add("moreTries", "MaxAuthTries " + (fact("keys").isEmpty() ? "20" : fact("keys")), reload());
            }
            case NO_COMMON_ALGORITHM -> weakAlgorithms();
            case JUMP_DENIED -> {
                add("forwarding", "Match User " + user() + "\n    AllowTcpForwarding yes", reload());
                add(
                        "effectiveForwarding",
                        sudo("sshd -T -C user=" + user() + ",host=any,addr=any")
                                + " | grep -iE 'forwarding|permitopen'");
            }
            case NO_TUN_NODE -> {
                add("module", "sudo modprobe tun");
                add("container", "--device /dev/net/tun --cap-add NET_ADMIN");
            }
            case CONNECTION_REFUSED -> add("sshd", sudo("systemctl status ssh sshd"), sudo("ss -ltnp"));
            case CONNECTION_PUT_OFF -> {
                add("wait");
                add("log", sshdLog());
                add("exempt", "PerSourcePenaltyExemptList ADDRESS", reload());
            }
            case CONNECTION_LOST -> {
                add("keepalive", "\"keepalive\": { \"interval\": \"5s\", \"missed\": 3 }");
                alive();
            }
            case NOT_VERIFIED -> add("firewall", sudo("nft list ruleset"), "ip address; ip route");
            case TUNNEL_SILENT -> {
                String name = profile == null ? "NAME" : quoted(profile.name());
                add("reconnect", "culvert down " + name + " && culvert up " + name);
                add("firewall", sudo("nft list ruleset"), "ip address; ip route");
            }
            default -> {}
        }
    }

    private void notPermitted() {
        String kind = mode().equals("tap") ? "ethernet" : "point-to-point";
        add("permit", "Match User " + user() + "\n    PermitTunnel " + kind, reload());
        String permits = fact("permits");
        if (!permits.isEmpty()) {
            add("otherKind", "\"mode\": \"" + permits + "\"");
        }
        if (!isRoot()) {
            makeDevice();
        }
        add(
                "effective",
                sudo("sshd -T -C user=" + user() + ",host=any,addr=any")
                        + " | grep -iE 'permittunnel|disableforwarding'");
    }

    private void denied() {
        if (fact("own").isEmpty()) {
            makeDevice();
        } else {
            unit(fact("own"));
        }
        add("root", "\"server\": { \"user\": \"root\" }");
    }

    private void makeDevice() {
        String free = fact("free").isEmpty() ? "101" : fact("free");
        add("device", makeLine(mode() + free));
        unit(free);
    }

    private String makeLine(String device) {
        return sudo("ip tuntap add dev " + device + " mode " + mode() + " user " + user());
    }

    private void otherUnit() {
        if (fact("own").isEmpty()) {
            makeDevice();
        } else {
            unit(fact("own"));
        }
    }

    private void unit(String number) {
        add("unit", "\"device\": { \"remoteUnit\": " + (number.isEmpty() ? "N" : quoted(number)) + " }");
    }

    private void busy() {
        String pid = fact("pid");
        if (pid.isEmpty()) {
            add("findHolder", sudo("grep -l \"^iff:.*" + word("device", mode() + "N") + "$\" /proc/[0-9]*/fdinfo/*"));
        } else {
            add("holder", sudo("kill " + quoted(pid)));
        }
        if (isRoot()) {
            add("anyUnit", "\"device\": { \"remoteUnit\": \"any\" }");
        } else {
            otherUnit();
        }
        alive();
    }

    private void alive() {
        add("alive", "ClientAliveInterval 15\nClientAliveCountMax 3", reload());
    }

    private void tunMissing() {
        if (fact("lacks").equals("/dev/net/tun")) {
            add("module", sudo("modprobe tun"), "ls -l /dev/net/tun");
        }
        add("container", "--device /dev/net/tun --cap-add NET_ADMIN");
        add(
                "lxc",
                "lxc.cgroup2.devices.allow = c 10:200 rwm\n"
                        + "lxc.mount.entry = /dev/net/tun dev/net/tun none bind,create=file");
    }

    private void notConfigurable() {
        String commands = fact("commands");
        if (!commands.isEmpty()) {
            add("byHand", commands);
            List<String> lines = new ArrayList<>();
            if (!fact("unit").isEmpty()) {
                lines.add("\"device\": { \"remoteUnit\": " + quoted(fact("unit")) + " }");
            }
            lines.add("\"network\": { \"addresses\": " + fact("here") + " }");
            lines.add("\"remote\": { \"configure\": false, \"addresses\": " + fact("there") + " }");
            add("notConfigure", String.join(",\n", lines));
        }
        if (fact("reason").equals("root")) {
            add("sudo", user() + " ALL=(root) NOPASSWD: ALL");
        }
    }

    private void notForwarding() {
        add("forward", "\"remote\": { \"forward\": true, \"masquerade\": true }");
        if (!fact("commands").isEmpty()) {
            add("forwardByHand", fact("commands"));
        }
    }

    private void noWayBack() {
        boolean done = profile != null && profile.remote().masquerade();
        if (!done) {
            add("masquerade", "\"remote\": { \"forward\": true, \"masquerade\": true }");
            if (!fact("commands").isEmpty()) {
                add("masqueradeByHand", fact("commands"));
            }
        }
        String device = word("device", mode() + "N");
        add(
                "forwardFirewall",
                sudo("iptables -I FORWARD -i " + device + " -j ACCEPT") + "\n"
                        + sudo("iptables -I FORWARD -o " + device + " -j ACCEPT"));
    }

    /** Says nothing where even the weak ones would be of no use. */
    private void weakAlgorithms() {
        List<String> keys =
                List.of("KexAlgorithms", "kex", "HostKeyAlgorithms", "hostKeys", "Ciphers", "ciphers", "MACs", "macs");
        int at = keys.indexOf(fact("option"));
        if (at >= 0 && !fact("weak").isEmpty()) {
            add("updateSshd", "sshd -V");
            add(
                    "weak",
                    "\"auth\": { \"algorithms\": { \"" + keys.get(at + 1) + "\": \"+" + word("weak", "") + "\" } }");
        }
    }

    private void loginRefused() {
        String port = profile == null || profile.server().port().isEmpty()
                ? ""
                : "-p " + profile.server().port().getAsInt() + " ";
        add("login", "ssh-copy-id " + port + user() + "@" + host());
        if (isRoot()) {
            add("rootLogin", "PermitRootLogin prohibit-password", reload());
        }
        add("log", sshdLog());
    }

    private void add(String key, String... blocks) {
        String text = words.text("fix." + key, "place", fact("place"), "holder", fact("holder"));
        found.add(new Remedy(text, List.of(blocks)));
    }

    private String reload() {
        return sudo("sshd -t") + " && " + sudo("systemctl reload ssh") + "    # sshd on some systems";
    }

    private String sshdLog() {
        return sudo("journalctl -u ssh -u sshd -n 30");
    }

    /** Who logs in as root needs none, and may not have it. */
    private String sudo(String command) {
        return isRoot() ? command : "sudo " + command;
    }

    private boolean isRoot() {
        return user().equals("root");
    }

    private String user() {
        String known = profile == null ? null : profile.server().user();
        return word("user", known == null ? "USER" : known);
    }

    private String host() {
        return profile == null ? word("host", "HOST") : quoted(profile.server().host());
    }

    private String mode() {
        return fact("mode").equals("tap") || (profile != null && profile.mode() == Profile.Mode.TAP) ? "tap" : "tun";
    }

    private String fact(String name) {
        return failure.facts().getOrDefault(name, "");
    }

    private String word(String name, String otherwise) {
        String value = fact(name);
        return quoted(value.isEmpty() ? otherwise : value);
    }

    /** As one word of a shell, whatever it holds. */
    private static String quoted(String text) {
        String line = Printable.line(text);
        return line.matches("[A-Za-z0-9._:/@%+-]+") ? line : "'" + line.replace("'", "'\\''") + "'";
    }
}

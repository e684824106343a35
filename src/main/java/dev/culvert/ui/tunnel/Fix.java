package dev.culvert.ui.tunnel;

import dev.culvert.control.words.Messages;
import dev.culvert.net.Failure;
import dev.culvert.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing to do about a failure.
 *
 * @param text what to do
 * @param code lines to copy, a block each; may be empty
 */
record Fix(String text, List<String> code) {
    /** Most likely first. The common message's second line stands where nothing more exact is known. */
    static List<Fix> of(Failure failure, @Nullable Profile profile, Messages words) {
        List<Fix> fixes = new ArrayList<>();
        String user = fact(
                failure,
                "user",
                profile == null || profile.server().user() == null
                        ? "USER"
                        : profile.server().user());
        String host = profile == null
                ? fact(failure, "host", "HOST")
                : profile.server().host();
        boolean tap = profile != null && profile.mode() == Profile.Mode.TAP;
        String mode = tap ? "tap" : "tun";
        switch (failure.cause()) {
            case TUNNEL_NOT_PERMITTED -> {
                fixes.add(fix(
                        words,
                        "permit",
                        "Match User " + user + "\n    PermitTunnel " + (tap ? "ethernet" : "point-to-point"),
                        "sudo sshd -t && sudo systemctl reload ssh"));
                if (!user.equals("root")) {
                    fixes.add(device(words, user, mode));
                }
            }
            case TUNNEL_REFUSED -> {
                fixes.add(fix(words, "permit", "PermitTunnel yes", "sudo sshd -t && sudo systemctl reload ssh"));
                fixes.add(device(words, user, mode));
            }
            case REMOTE_DEVICE_NOT_OPENED -> {
                fixes.add(device(words, user, mode));
                fixes.add(fix(words, "root"));
            }
            case REMOTE_NOT_CONFIGURABLE -> {
                String commands = failure.facts().get("commands");
                if (commands != null) {
                    fixes.add(fix(words, "byHand", commands));
                }
                fixes.add(fix(words, "sudo", user + " ALL=(root) NOPASSWD: ALL"));
            }
            case HOST_KEY_CHANGED ->
                fixes.add(fix(words, "hostKey", "ssh-keygen -R '" + fact(failure, "host", host) + "'"));
            case LOGIN_REFUSED -> fixes.add(fix(words, "login", "ssh-copy-id " + user + "@" + host));
            case NO_TUN_NODE -> fixes.add(fix(words, "module", "sudo modprobe tun"));
            case CONNECTION_REFUSED -> fixes.add(fix(words, "sshd", "sudo systemctl status ssh"));
            case NOT_VERIFIED -> fixes.add(fix(words, "firewall", "sudo nft list ruleset", "ip addr; ip route"));
            default -> {}
        }
        if (fixes.isEmpty()) {
            List<String> lines = words.failure(failure).lines().toList();
            lines.stream().skip(1).forEach(line -> fixes.add(new Fix(line, List.of())));
        }
        return fixes;
    }

    private static Fix device(Messages words, String user, String mode) {
        return fix(words, "device", "sudo ip tuntap add dev " + mode + "101 mode " + mode + " user " + user);
    }

    private static Fix fix(Messages words, String key, String... code) {
        return new Fix(words.text("window.fix." + key), List.of(code));
    }

    private static String fact(Failure failure, String name, @Nullable String otherwise) {
        String value = failure.facts().getOrDefault(name, "");
        return value.isEmpty() && otherwise != null ? otherwise : value;
    }
}

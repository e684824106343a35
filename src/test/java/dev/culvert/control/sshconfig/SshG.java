package dev.culvert.control.sshconfig;

import dev.culvert.control.sshconfig.SshSettings.Forward;
import dev.culvert.control.sshconfig.SshSettings.Jump;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Settings in the words of {@code ssh -G}: every field that {@link SshSettings} has. */
final class SshG {
    static final List<String> ALGORITHMS = List.of(
            "ciphers",
            "macs",
            "kexalgorithms",
            "hostkeyalgorithms",
            "pubkeyacceptedalgorithms",
            "casignaturealgorithms");

    private final Map<String, List<String>> lines = new LinkedHashMap<>();
    private final OpenSsh ssh;

    private SshG(OpenSsh ssh) {
        this.ssh = ssh;
    }

    static List<String> split(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
    }

    /** Key files only where the configuration names them: OpenSSH's own differ by version. */
    static Map<String, List<String>> of(SshSettings settings, OpenSsh ssh) {
        SshG lines = new SshG(ssh);
        lines.put("user", settings.user());
        lines.put("hostname", settings.hostName());
        lines.put("port", settings.port());
        lines.connection(settings.connection());
        lines.authentication(settings.authentication());
        lines.hostKeys(settings.hostKeys());
        lines.algorithms(settings.algorithms());
        lines.tunnel(settings.tunnel());
        settings.forwards().forEach(lines::forward);
        return lines.lines;
    }

    private void connection(SshSettings.Connection connection) {
        if (!connection.jumps().isEmpty()) {
            put("proxyjump", jumps(connection.jumps()));
        }
        put("proxycommand", connection.proxyCommand());
        put("connecttimeout", connection.timeout().isZero() ? "none" : seconds(connection.timeout()));
        put("connectionattempts", connection.attempts());
        put("addressfamily", lower(connection.family()));
        put("bindaddress", connection.bindAddress());
        put("bindinterface", connection.bindInterface());
        put("serveraliveinterval", seconds(connection.aliveInterval()));
        put("serveralivecountmax", connection.aliveCountMax());
        put("tcpkeepalive", connection.tcpKeepAlive());
    }

    private void authentication(SshSettings.Authentication login) {
        if (login.identityFilesNamed()) {
            paths("identityfile", login.identityFiles());
        }
        put("identitiesonly", login.identitiesOnly());
        put("identityagent", login.agent().map(Path::toString).orElse("none"));
        paths("certificatefile", login.certificateFiles());
        put("pkcs11provider", login.pkcs11Provider());
        put("pubkeyauthentication", login.publicKey());
        put("passwordauthentication", login.password());
        put("kbdinteractiveauthentication", login.keyboardInteractive());
        put("preferredauthentications", login.preferred().isEmpty() ? null : String.join(",", login.preferred()));
        put("numberofpasswordprompts", login.passwordPrompts());
        put("batchmode", login.batchMode());
    }

    private void hostKeys(SshSettings.HostKeys keys) {
        put(
                "stricthostkeychecking",
                switch (keys.strict()) {
                    case YES -> "true";
                    case OFF -> "false";
                    case ASK -> "ask";
                    case ACCEPT_NEW -> "accept-new";
                });
        put("hostkeyalias", keys.alias());
        put("userknownhostsfile", oneLine(keys.userFiles()));
        put("globalknownhostsfile", oneLine(keys.globalFiles()));
        put("revokedhostkeys", keys.revoked() == null ? null : keys.revoked().toString());
        put("hashknownhosts", keys.hash());
        put(
                "updatehostkeys",
                switch (keys.update()) {
                    case YES -> "true";
                    case NO -> "false";
                    case ASK -> "ask";
                });
        put("checkhostip", keys.checkHostIp());
        put("nohostauthenticationforlocalhost", keys.trustLocalhost());
        put("visualhostkey", keys.visual());
        put("verifyhostkeydns", keys.verifyDns());
    }

    private void algorithms(SshSettings.Algorithms algorithms) {
        put("ciphers", ssh.assembled("ciphers", algorithms.ciphers()));
        put("kexalgorithms", ssh.assembled("kexalgorithms", algorithms.kex()));
        put("macs", ssh.assembled("macs", algorithms.macs()));
        put("hostkeyalgorithms", ssh.assembled("hostkeyalgorithms", algorithms.hostKey()));
        put("pubkeyacceptedalgorithms", ssh.assembled("pubkeyacceptedalgorithms", algorithms.publicKeyAccepted()));
        put("casignaturealgorithms", ssh.assembled("casignaturealgorithms", algorithms.caSignature()));
        put("requiredrsasize", algorithms.requiredRsaBits());
        put("rekeylimit", algorithms.rekeyBytes() + " " + seconds(algorithms.rekeyInterval()));
    }

    private void tunnel(SshSettings.Tunnel tunnel) {
        put(
                "tunnel",
                switch (tunnel.mode()) {
                    case NO -> "false";
                    case POINT_TO_POINT -> "point-to-point";
                    case ETHERNET -> "ethernet";
                });
        put("tunneldevice", unit(tunnel.localUnit()) + ":" + unit(tunnel.remoteUnit()));
    }

    private void forward(Forward forward) {
        String listen = end(forward.listen());
        Forward.End target = forward.target();
        switch (forward.kind()) {
            case LOCAL -> {
                put("localforward", listen + " " + (target == null ? "" : end(target)));
                if (target != null && target.path() != null) {
                    // as ssh -G, which takes them for dynamic ones too
                    put("dynamicforward", listen);
                }
            }
            case DYNAMIC -> put("dynamicforward", listen);
            case REMOTE -> put("remoteforward", listen + " " + (target == null ? "[socks]:0" : end(target)));
        }
    }

    private static String end(Forward.End end) {
        if (end.path() != null) {
            return end.path();
        }
        return end.host() == null ? Integer.toString(end.port()) : "[" + end.host() + "]:" + end.port();
    }

    static String jumps(List<Jump> jumps) {
        List<String> hops = new ArrayList<>();
        for (Jump jump : jumps) {
            hops.add((jump.user() == null ? "" : jump.user() + "@")
                    + "["
                    + jump.host()
                    + "]"
                    + (jump.port().isPresent() ? ":" + jump.port().getAsInt() : ""));
        }
        return String.join(",", hops);
    }

    private static String unit(OptionalInt unit) {
        return unit.isPresent() ? Integer.toString(unit.getAsInt()) : "any";
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String oneLine(List<Path> files) {
        return files.isEmpty()
                ? "none"
                : String.join(" ", files.stream().map(Path::toString).toList());
    }

    private void paths(String keyword, List<Path> paths) {
        paths.forEach(path -> put(keyword, path.toString()));
    }

    private void put(String keyword, int number) {
        put(keyword, Integer.toString(number));
    }

    private void put(String keyword, boolean yes) {
        put(keyword, yes ? "yes" : "no");
    }

    private void put(String keyword, @Nullable String value) {
        if (value != null) {
            lines.computeIfAbsent(keyword, key -> new ArrayList<>()).add(value);
        }
    }
}

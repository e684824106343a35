package dev.culvert.control.keys;

import dev.culvert.control.keys.HostPolicy.Strictness;
import dev.culvert.control.keys.HostPolicy.Update;
import dev.culvert.control.sshconfig.SshSettings;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.net.AlgorithmKind;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.profile.Profile.AuthMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one login keeps to: what the profile says, else what ssh_config says. */
final class LoginPolicy {
    private final Profile profile;
    private final LoginTarget target;
    private final UserEnvironment environment;

    LoginPolicy(Profile profile, LoginTarget target, UserEnvironment environment) {
        this.profile = profile;
        this.target = target;
        this.environment = environment;
    }

    /** PreferredAuthentications, less what is switched off; in batch mode nothing that asks. */
    List<AuthMethod> methods() {
        if (!profile.auth().methods().isEmpty()) {
            return profile.auth().methods();
        }
        SshSettings.Authentication login = target.settings().authentication();
        List<String> order = login.preferred().isEmpty()
                ? List.of("publickey", "keyboard-interactive", "password")
                : login.preferred();
        List<AuthMethod> methods = new ArrayList<>();
        for (String name : order) {
            switch (name) {
                case "publickey" -> {
                    if (login.publicKey()) {
                        methods.addAll(List.of(AuthMethod.AGENT, AuthMethod.KEY));
                    }
                }
                case "keyboard-interactive" -> {
                    if (login.keyboardInteractive() && !login.batchMode()) {
                        methods.add(AuthMethod.KEYBOARD_INTERACTIVE);
                    }
                }
                case "password" -> {
                    if (login.password() && !login.batchMode()) {
                        methods.add(AuthMethod.PASSWORD);
                    }
                }
                default -> {
                    // gssapi-with-mic and hostbased are not carried out
                }
            }
        }
        return methods;
    }

    /** @throws TunnelException ALGORITHMS_UNKNOWN */
    HostPolicy hostPolicy() throws TunnelException {
        SshSettings.HostKeys settings = target.settings().hostKeys();
        List<String> own = profile.auth().knownHosts();
        return new HostPolicy(
                HostName.of(target.host(), target.port(), settings.alias()),
                own.isEmpty()
                        ? settings.userFiles()
                        : own.stream().map(environment::expand).toList(),
                own.isEmpty() ? settings.globalFiles() : List.of(),
                strictness(settings),
                settings.hash(),
                Optional.ofNullable(settings.revoked()),
                list(AlgorithmKind.CA_SIGNATURE, target.settings().algorithms().caSignature()),
                // ssh too leaves files alone that were named to it (ssh_config(5), UpdateHostKeys)
                own.isEmpty() ? Update.valueOf(settings.update().name()) : Update.NO);
    }

    private Strictness strictness(SshSettings.HostKeys settings) {
        Profile.HostKeys own = profile.auth().hostKeys();
        if (own != null) {
            return switch (own) {
                case ASK -> Strictness.ASK;
                case ACCEPT_NEW -> Strictness.ACCEPT_NEW;
                case STRICT -> Strictness.STRICT;
            };
        }
        return switch (settings.strict()) {
            case YES -> Strictness.STRICT;
            case ASK -> target.settings().authentication().batchMode() ? Strictness.STRICT : Strictness.ASK;
            case ACCEPT_NEW -> Strictness.ACCEPT_NEW;
            case OFF -> Strictness.OFF;
        };
    }

    /** @throws TunnelException ALGORITHMS_UNKNOWN */
    LoginTerms terms(HostTrust trust) throws TunnelException, IOException {
        Profile.Algorithms own = profile.auth().algorithms();
        SshSettings.Algorithms settings = target.settings().algorithms();
        return new LoginTerms(
                list(AlgorithmKind.KEX, own.kex(), settings.kex()),
                hostKeys(trust, hostKeys()),
                list(AlgorithmKind.CIPHER, own.ciphers(), settings.ciphers()),
                list(AlgorithmKind.MAC, own.macs(), settings.macs()),
                list(AlgorithmKind.USER_KEY, settings.publicKeyAccepted()),
                settings.rekeyBytes(),
                (int) Math.min(Integer.MAX_VALUE, settings.rekeyInterval().toSeconds()),
                target.settings().authentication().passwordPrompts(),
                trust.policy().update() != Update.NO
                        && trust.knownHosts().writable().isPresent());
    }

    private @Nullable String hostKeys() {
        String own = profile.auth().algorithms().hostKeys();
        return own != null ? own : target.settings().algorithms().hostKey();
    }

    /**
     * HostKeyAlgorithms.
     *
     * @throws TunnelException ALGORITHMS_UNKNOWN
     */
    List<String> hostKeyAlgorithms() throws TunnelException {
        return list(AlgorithmKind.HOST_KEY, hostKeys());
    }

    /** An order that the user gives is kept; else that of the keys that are known comes first (sshconnect2.c, ssh_kex2). */
    private static List<String> hostKeys(HostTrust trust, @Nullable String text) throws TunnelException, IOException {
        List<String> names = list(AlgorithmKind.HOST_KEY, text);
        boolean ordered = text != null && !text.startsWith("+") && !text.startsWith("-");
        return ordered ? names : trust.knownHosts().order(names);
    }

    private static List<String> list(AlgorithmKind kind, @Nullable String first, @Nullable String second)
            throws TunnelException {
        return list(kind, first != null ? first : second);
    }

    private static List<String> list(AlgorithmKind kind, @Nullable String text) throws TunnelException {
        if (text == null) {
            return kind.proposed();
        }
        List<String> names = kind.resolve(text);
        if (names.isEmpty()) {
            throw new TunnelException(Failure.of(
                    FailureCause.ALGORITHMS_UNKNOWN,
                    "option",
                    kind.option(),
                    "list",
                    text,
                    "known",
                    String.join(", ", kind.proposed())));
        }
        return names;
    }
}

package dev.culvert.net;

import java.util.List;

/**
 * What one SSH connection and its login keep to, as ssh_config(5) and the profile have it. Algorithms under their SSH names, best
 * first; an empty list stands for the program's own; what {@link AlgorithmKind} does not know is left out.
 *
 * @param userKeys PubkeyAcceptedAlgorithms
 * @param rekeyBytes new keys after as much data (RekeyLimit); 0 for the cipher's own limit (RFC 4344 §3.2)
 * @param rekeySeconds new keys after as much time; 0 for the program's own
 * @param passwordPrompts NumberOfPasswordPrompts: so often a password, or the answers of one conversation, may be wrong
 * @param otherHostKeys whether the server is asked to prove the other host keys that it lists (UpdateHostKeys)
 */
public record LoginTerms(
        List<String> kex,
        List<String> hostKeys,
        List<String> ciphers,
        List<String> macs,
        List<String> userKeys,
        long rekeyBytes,
        int rekeySeconds,
        int passwordPrompts,
        boolean otherHostKeys) {
    private static final int MAX_PROMPTS = 100;

    /** ssh's own. */
    public static final LoginTerms DEFAULT =
            new LoginTerms(List.of(), List.of(), List.of(), List.of(), List.of(), 0, 0, 3, false);

    public LoginTerms {
        kex = known(AlgorithmKind.KEX, kex);
        hostKeys = known(AlgorithmKind.HOST_KEY, hostKeys);
        ciphers = known(AlgorithmKind.CIPHER, ciphers);
        macs = known(AlgorithmKind.MAC, macs);
        userKeys = known(AlgorithmKind.USER_KEY, userKeys);
        if (rekeyBytes < 0 || rekeySeconds < 0) {
            throw new IllegalArgumentException("a limit below nothing");
        }
        passwordPrompts = Math.clamp(passwordPrompts, 0, MAX_PROMPTS);
    }

    private static List<String> known(AlgorithmKind kind, List<String> names) {
        return names.stream().filter(kind::knows).distinct().toList();
    }
}

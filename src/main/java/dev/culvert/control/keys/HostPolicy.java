package dev.culvert.control.keys;

import dev.culvert.net.AlgorithmKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a host's key is judged, each part as ssh_config(5) has it.
 *
 * @param userFiles UserKnownHostsFile; what is learned goes to the first
 * @param systemFiles GlobalKnownHostsFile, read only
 * @param hashNames HashKnownHosts
 * @param revokedKeys RevokedHostKeys
 * @param authorityAlgorithms CASignatureAlgorithms
 * @param update UpdateHostKeys
 */
record HostPolicy(
        HostName name,
        List<Path> userFiles,
        List<Path> systemFiles,
        Strictness strictness,
        boolean hashNames,
        Optional<Path> revokedKeys,
        List<String> authorityAlgorithms,
        Update update) {
    /** StrictHostKeyChecking. */
    enum Strictness {
        /** {@code yes}: what is not known is refused. */
        STRICT,
        ASK,
        /** {@code accept-new}: what is not known is written down. */
        ACCEPT_NEW,
        /**
         * {@code no}, {@code off}: as {@link #ACCEPT_NEW}. With a changed or revoked key ssh goes on, but opens no tunnel (sshconnect.c,
         * check_host_key), so for a tunnel it is the same refusal.
         */
        OFF
    }

    enum Update {
        NO,
        ASK,
        YES
    }

    HostPolicy {
        userFiles = List.copyOf(userFiles);
        systemFiles = List.copyOf(systemFiles);
        authorityAlgorithms = List.copyOf(authorityAlgorithms);
    }

    /** Where ssh asks and keeps keys when no file says otherwise. */
    static HostPolicy asking(HostName name, List<Path> userFiles) {
        return new HostPolicy(
                name,
                userFiles,
                List.of(),
                Strictness.ASK,
                false,
                Optional.empty(),
                AlgorithmKind.CA_SIGNATURE.proposed(),
                Update.NO);
    }
}

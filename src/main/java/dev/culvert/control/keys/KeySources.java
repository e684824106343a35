package dev.culvert.control.keys;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a login takes its keys from.
 *
 * @param files private or public keys, in order
 * @param named somebody named the files, so that one missing is worth a word
 * @param certificates files with certificates; empty for those beside the keys
 * @param identitiesOnly of the agent's keys only those that {@code files} or {@code certificates} have
 * @param agent its socket or pipe
 * @param pkcs11 a library for keys on a token (PKCS11Provider), which only the agent loads here
 */
record KeySources(
        List<Path> files,
        boolean named,
        List<Path> certificates,
        boolean identitiesOnly,
        Optional<Path> agent,
        @Nullable String pkcs11) {
    KeySources {
        files = List.copyOf(files);
        certificates = List.copyOf(certificates);
    }
}

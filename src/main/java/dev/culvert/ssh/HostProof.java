package dev.culvert.ssh;

import java.util.Arrays;

/**
 * What the server proved in a key exchange (RFC 4253 §8): that it holds {@code hostKey}, by its signature over the exchange
 * hash. Of the first exchange the hash is the session id.
 *
 * @param hostKey public key or certificate blob as sent
 * @param signature string algorithm, string signature
 */
record HostProof(byte[] exchangeHash, byte[] hostKey, byte[] signature) {
    boolean sameHostKey(HostProof other) {
        return Arrays.equals(hostKey, other.hostKey);
    }
}

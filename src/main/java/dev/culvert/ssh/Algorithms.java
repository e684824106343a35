package dev.culvert.ssh;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;

/**
 * What this client proposes beside the ciphers of {@link BatchedTransport}, in order of preference: no SHA-1, no group of less
 * than 2048 bits; post-quantum key exchanges first, as OpenSSH 10 orders them.
 */
final class Algorithms {
    private static final List<BuiltinDHFactories> KEX = List.of(
            BuiltinDHFactories.mlkem768x25519,
            BuiltinDHFactories.sntrup761x25519,
            BuiltinDHFactories.sntrup761x25519_openssh,
            BuiltinDHFactories.curve25519,
            BuiltinDHFactories.curve25519_libssh,
            BuiltinDHFactories.ecdhp256,
            BuiltinDHFactories.ecdhp384,
            BuiltinDHFactories.ecdhp521,
            BuiltinDHFactories.dhgex256,
            BuiltinDHFactories.dhg16_512,
            BuiltinDHFactories.dhg18_512,
            BuiltinDHFactories.dhg14_256);

    private static final List<BuiltinMacs> MACS = List.of(
            BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm, BuiltinMacs.hmacsha256, BuiltinMacs.hmacsha512);

    private static final List<BuiltinSignatures> HOST_KEYS = List.of(
            BuiltinSignatures.ed25519_cert,
            BuiltinSignatures.nistp256_cert,
            BuiltinSignatures.nistp384_cert,
            BuiltinSignatures.nistp521_cert,
            BuiltinSignatures.rsaSHA512_cert,
            BuiltinSignatures.rsaSHA256_cert,
            BuiltinSignatures.ed25519,
            BuiltinSignatures.nistp256,
            BuiltinSignatures.nistp384,
            BuiltinSignatures.nistp521,
            BuiltinSignatures.rsaSHA512,
            BuiltinSignatures.rsaSHA256);

    private Algorithms() {}

    static List<KeyExchangeFactory> keyExchanges() {
        return NamedFactory.setUpTransformedFactories(true, KEX, ClientBuilder.DH2KEX);
    }

    static List<NamedFactory<Mac>> macs() {
        return List.copyOf(NamedFactory.setUpBuiltinFactories(true, MACS));
    }

    static List<NamedFactory<Signature>> hostKeys() {
        return List.copyOf(NamedFactory.setUpBuiltinFactories(true, HOST_KEYS));
    }

    /** All of {@link #hostKeys}, those named in {@code preferred} first, in its order; unknown names count for nothing. */
    static List<NamedFactory<Signature>> hostKeys(List<String> preferred) {
        Set<String> order = new LinkedHashSet<>(preferred);
        List<String> ranks = new ArrayList<>(order);
        List<NamedFactory<Signature>> all = new ArrayList<>(hostKeys());
        all.sort(Comparator.comparingInt(f -> order.contains(f.getName()) ? ranks.indexOf(f.getName()) : ranks.size()));
        return all;
    }
}

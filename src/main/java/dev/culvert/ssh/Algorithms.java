package dev.culvert.ssh;

import dev.culvert.net.AlgorithmKind;
import dev.culvert.net.LoginTerms;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;

/** What carries out each algorithm of {@link AlgorithmKind}; a name that it does not know is none here either. */
final class Algorithms {
    /** MINA's own time, where nothing is said. */
    private static final Duration REKEY_INTERVAL = Duration.ofHours(1);

    private static final Map<String, KeyExchangeFactory> KEX = byName(NamedFactory.setUpTransformedFactories(
            true, EnumSet.allOf(BuiltinDHFactories.class), ClientBuilder.DH2KEX));

    private static final Map<String, NamedFactory<Mac>> MACS =
            byName(NamedFactory.setUpBuiltinFactories(true, EnumSet.allOf(BuiltinMacs.class)));

    private static final Map<String, NamedFactory<Signature>> HOST_KEYS =
            byName(NamedFactory.setUpBuiltinFactories(true, EnumSet.allOf(BuiltinSignatures.class)));

    private static final Map<String, NamedFactory<Cipher>> CIPHERS = ciphers();

    private Algorithms() {}

    private static Map<String, NamedFactory<Cipher>> ciphers() {
        Map<String, NamedFactory<Cipher>> factories =
                byName(NamedFactory.setUpBuiltinFactories(true, EnumSet.allOf(BuiltinCiphers.class)));
        // in place of MINA's
        for (NamedFactory<Cipher> own : List.of(AesGcmCipher.Factory.AES128, AesGcmCipher.Factory.AES256)) {
            factories.put(own.getName(), own);
        }
        return factories;
    }

    private static <F extends NamedResource> Map<String, F> byName(List<? extends F> factories) {
        Map<String, F> map = new LinkedHashMap<>();
        factories.forEach(each -> map.put(each.getName(), each));
        return map;
    }

    private static <F> List<F> chosen(AlgorithmKind kind, List<String> names, Map<String, F> factories) {
        return (names.isEmpty() ? kind.proposed() : names)
                .stream()
                        .filter(kind::knows)
                        .filter(factories::containsKey)
                        .map(factories::get)
                        .toList();
    }

    /** Those proposed where nothing is said. */
    static List<NamedFactory<Cipher>> proposedCiphers() {
        return chosen(AlgorithmKind.CIPHER, List.of(), CIPHERS);
    }

    static List<KeyExchangeFactory> proposedKeyExchanges() {
        return chosen(AlgorithmKind.KEX, List.of(), KEX);
    }

    /** Before the session sends what it proposes. */
    static void apply(LoginTerms terms, Session session) {
        Function<KeyExchangeFactory, KeyExchangeFactory> recorded = RecordedKeyExchange::recording;
        session.setKeyExchangeFactories(chosen(AlgorithmKind.KEX, terms.kex(), KEX).stream()
                .map(recorded)
                .toList());
        session.setCipherFactories(chosen(AlgorithmKind.CIPHER, terms.ciphers(), CIPHERS));
        session.setMacFactories(chosen(AlgorithmKind.MAC, terms.macs(), MACS));
        session.setSignatureFactories(Stream.of(AlgorithmKind.HOST_KEY.proposed(), AlgorithmKind.HOST_KEY.weak())
                .flatMap(List::stream)
                .map(HOST_KEYS::get)
                .filter(Objects::nonNull)
                .toList());
        if (session instanceof TunSession own) {
            own.proposeHostKeys(chosen(AlgorithmKind.HOST_KEY, terms.hostKeys(), HOST_KEYS).stream()
                    .map(NamedResource::getName)
                    .toList());
            own.rekeyAfter(
                    terms.rekeyBytes(),
                    terms.rekeySeconds() == 0 ? REKEY_INTERVAL : Duration.ofSeconds(terms.rekeySeconds()));
        }
    }
}

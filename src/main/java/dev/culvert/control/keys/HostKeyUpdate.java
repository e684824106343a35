package dev.culvert.control.keys;

import dev.culvert.control.keys.HostPolicy.Update;
import dev.culvert.control.keys.KnownHosts.Verdict;
import dev.culvert.control.keys.KnownHostsLine.Marker;
import dev.culvert.control.keys.SshReader.MalformedException;
import dev.culvert.ipc.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns the other host keys of a server whose key is trusted, and forgets those it has no more (ssh_config(5), UpdateHostKeys; clientloop.c,
 * client_input_hostkeys). As for ssh the key has to stand in the user's own file under this name, and nothing is touched where lists,
 * patterns, authorities or other names are involved. The helper is believed nothing: the trusted key has signed the session, and each new
 * key has signed for the same session. A list without proof can take keys away, never the one that proved the session.
 */
final class HostKeyUpdate {
    private static final Logger LOG = LoggerFactory.getLogger(HostKeyUpdate.class);
    private static final String PROOF = "hostkeys-prove-00@openssh.com";

    private final HostTrust trust;
    private final List<String> algorithms;
    private final Person person;

    /** @param algorithms HostKeyAlgorithms: a key that none of them is for is as good as not listed, as for ssh */
    HostKeyUpdate(HostTrust trust, List<String> algorithms, Person person) {
        this.trust = trust;
        this.algorithms = List.copyOf(algorithms);
        this.person = person;
    }

    /** Changes the files, and says so, where there is something to change. */
    void learn(Event.ShownHostKeys shown) {
        try {
            String why = update(shown);
            LOG.debug("host keys of {}: {}", trust.policy().name().name(), why);
        } catch (MalformedException e) {
            LOG.warn("host keys of {} not learned: {}", trust.policy().name().name(), e.getMessage());
        } catch (IOException e) {
            person.tell("hostKeysNotLearned", "reason", person.words().file(e));
        }
    }

    private String update(Event.ShownHostKeys shown) throws IOException {
        HostPolicy policy = trust.policy();
        if (policy.update() == Update.NO || trust.knownHosts().writable().isEmpty()) {
            return "not wanted";
        }
        SshKey host = SshKey.of(shown.hostKey());
        if (host.isCertificate() || !Signatures.verifies(host, shown.hostSignature(), shown.sessionId())) {
            return "the session is not that of a plain host key";
        }
        if (!trust.trusts(host)
                || !(trust.knownHosts().check(host) instanceof Verdict.Trusted(KnownHostsLine by))
                || !trust.knownHosts().isUsersOwn(by)) {
            return "its key is not in the user's own file";
        }
        Map<SshKey, byte[]> keys = keys(shown);
        if (!keys.containsKey(host)) {
            return "the key of this session is not among them";
        }
        Found found = find(keys.keySet());
        if (found.inTheWay() != null) {
            return found.inTheWay();
        }
        List<SshKey> more = keys.keySet().stream()
                .filter(each -> !found.known().contains(each))
                .toList();
        if (more.isEmpty() && found.old().isEmpty()) {
            return "all known";
        }
        for (SshKey each : more) {
            byte[] signature = keys.get(each);
            if (signature == null || !Signatures.verifies(each, signature, proof(shown.sessionId(), each))) {
                return "a key is not proven";
            }
        }
        if (policy.update() == Update.ASK) {
            tell("hostKeysOffered", more, found.old());
            return "told";
        }
        write(keys.keySet(), more);
        tell("hostKeysLearned", more, found.old());
        return "learned";
    }

    /** What is signed for a key (PROTOCOL 2.5). */
    static byte[] proof(byte[] sessionId, SshKey key) {
        return new SshWriter()
                .putString(PROOF)
                .putBytes(sessionId)
                .putBytes(key.blob())
                .toByteArray();
    }

    /** Plain keys of types that the user takes, with their proofs. */
    private Map<SshKey, byte[]> keys(Event.ShownHostKeys shown) {
        if (shown.keys().size() != shown.signatures().size()) {
            throw new MalformedException("not as many proofs as keys");
        }
        Map<SshKey, byte[]> keys = new LinkedHashMap<>();
        for (int i = 0; i < shown.keys().size(); i++) {
            SshKey key = SshKey.of(shown.keys().get(i));
            if (!key.isCertificate() && algorithms.stream().anyMatch(each -> Signatures.fits(key, each))) {
                if (keys.put(key, shown.signatures().get(i)) != null) {
                    throw new MalformedException("a key twice");
                }
            }
        }
        return keys;
    }

    /** @param inTheWay why nothing is to be done; null when nothing is */
    private record Found(
            Set<SshKey> known, Set<SshKey> old, @Nullable String inTheWay) {}

    private Found find(Set<SshKey> keys) throws IOException {
        String name = trust.policy().name().name();
        List<KnownHostsLine> ours = new ArrayList<>();
        List<KnownHostsLine> others = new ArrayList<>();
        for (Path file : trust.policy().userFiles()) {
            for (KnownHostsLine line : KnownHosts.read(file)) {
                (line.matches(name) ? ours : others).add(line);
            }
        }
        Set<SshKey> known =
                ours.stream().map(KnownHostsLine::key).filter(keys::contains).collect(Collectors.toSet());
        Set<SshKey> old = ours.stream()
                .map(KnownHostsLine::key)
                .filter(each -> !keys.contains(each))
                .collect(Collectors.toSet());
        String inTheWay = null;
        if (ours.stream().anyMatch(line -> line.marker() != Marker.NONE || !line.isOneHost())) {
            inTheWay = "an authority, a pattern or a list stands for it";
        } else if (others.stream().anyMatch(line -> keys.contains(line.key()) || old.contains(line.key()))) {
            inTheWay = "a key has other names too";
        }
        return new Found(known, old, inTheWay);
    }

    /** Adds to the first file, takes away from all. */
    private void write(Set<SshKey> keys, List<SshKey> more) throws IOException {
        HostPolicy policy = trust.policy();
        String name = policy.name().name();
        Path first = policy.userFiles().getFirst();
        for (Path file : policy.userFiles()) {
            if (!Files.isRegularFile(file)) {
                continue;
            }
            new KnownHostsFile(file).edit(before -> {
                List<String> lines = new ArrayList<>();
                for (String line : before) {
                    Optional<KnownHostsLine> parsed = KnownHostsLine.parse(line, file, 0);
                    if (parsed.isEmpty()
                            || !parsed.get().matches(name)
                            || keys.contains(parsed.get().key())) {
                        lines.add(line);
                    }
                }
                if (file.equals(first)) {
                    more.forEach(key -> lines.add(KnownHostsLine.written(name, key, policy.hashNames())));
                }
                return lines;
            });
        }
    }

    private void tell(String word, List<SshKey> more, Set<SshKey> old) {
        person.tell(
                word,
                "server",
                trust.policy().name().name(),
                "file",
                trust.policy().userFiles().getFirst().toString(),
                "more",
                fingerprints(more),
                "old",
                fingerprints(old));
    }

    private static String fingerprints(Iterable<SshKey> keys) {
        List<String> texts = new ArrayList<>();
        keys.forEach(key -> texts.add(key.type() + " " + key.fingerprint()));
        return String.join(", ", texts);
    }
}

package dev.culvert.control.keys;

import dev.culvert.control.Prompts;
import dev.culvert.control.keys.HostPolicy.Strictness;
import dev.culvert.control.keys.KnownHosts.Verdict;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Whether one host's key is trusted: by known_hosts, else as the policy says, which may be to ask the person. Thread-safe. */
final class HostTrust {
    /** Names of other hosts with the same key that a person is shown, as ssh does. */
    private static final int ELSEWHERE = 8;

    private final HostPolicy policy;
    private final KnownHosts knownHosts;
    private final String server;
    private final Person person;
    private final Set<SshKey> accepted = ConcurrentHashMap.newKeySet();

    /** Keys that are trusted only since this login. */
    private final Set<SshKey> fresh = ConcurrentHashMap.newKeySet();

    /**
     * @param server as messages name it
     * @param hostKeys that were trusted before, for this time
     */
    HostTrust(HostPolicy policy, String server, Person person, List<byte[]> hostKeys) {
        this.policy = policy;
        this.server = server;
        this.person = person;
        knownHosts = new KnownHosts(policy, Clock.systemUTC());
        for (byte[] each : hostKeys) {
            accepted.add(SshKey.of(each));
        }
    }

    HostPolicy policy() {
        return policy;
    }

    KnownHosts knownHosts() {
        return knownHosts;
    }

    /** Keys that the person trusts for this time, as SSH sends them. */
    List<byte[]> accepted() {
        return accepted.stream().map(SshKey::blob).toList();
    }

    /** Whether a trusted key stood in known_hosts before this login. */
    boolean wasKnown(SshKey key) {
        try {
            return !fresh.contains(key) && knownHosts.check(key) instanceof Verdict.Trusted;
        } catch (IOException e) {
            return false;
        }
    }

    /** From here on the keys of this login count as known: the person has given the host their password by hand. */
    void vouch() {
        fresh.clear();
    }

    /** Without asking anybody. */
    boolean trusts(SshKey key) {
        if (revoked(key) != null) {
            return false;
        }
        try {
            return switch (knownHosts.check(key)) {
                case Verdict.Trusted trusted -> true;
                case Verdict.Unknown unknown -> accepted.contains(key);
                case Verdict.Changed changed -> false;
                case Verdict.Revoked revoked -> false;
            };
        } catch (IOException e) {
            return false;
        }
    }

    /** What RevokedHostKeys says; null when nothing. A file that cannot be read revokes all, as for ssh. */
    private @Nullable Failure revoked(SshKey key) {
        if (policy.revokedKeys().isEmpty()) {
            return null;
        }
        Path file = policy.revokedKeys().get();
        try {
            return RevokedKeys.contain(file, key)
                    ? refusal(FailureCause.HOST_KEY_REVOKED, key, Map.of("file", file.toString()))
                    : null;
        } catch (IOException e) {
            return refusal(
                    FailureCause.REVOKED_KEYS_UNREADABLE,
                    key,
                    Map.of("file", file.toString(), "reason", String.valueOf(e.getMessage())));
        }
    }

    /** Asks about a key that is not known, where the policy says so. @return null when it is trusted; else why not */
    @Nullable
    Failure decide(SshKey key) {
        Failure revoked = revoked(key);
        if (revoked != null) {
            return revoked;
        }
        try {
            return switch (knownHosts.check(key)) {
                case Verdict.Trusted trusted -> null;
                case Verdict.Unknown unknown -> accepted.contains(key) ? null : unknown(key, unknown);
                case Verdict.Changed(KnownHostsLine line) ->
                    isReplaced(key, line) ? null : refusal(FailureCause.HOST_KEY_CHANGED, key, line);
                case Verdict.Revoked(KnownHostsLine line) -> refusal(FailureCause.HOST_KEY_REVOKED, key, line);
            };
        } catch (IOException e) {
            LoggerFactory.getLogger(HostTrust.class).debug("known_hosts", e);
            person.tell("knownHostsUnreadable", "reason", person.words().file(e));
            return refusal(FailureCause.HOST_KEY_UNKNOWN, key, Map.of());
        }
    }

    private @Nullable Failure unknown(SshKey key, Verdict.Unknown unknown) {
        return switch (policy.strictness()) {
            case STRICT -> refusal(FailureCause.HOST_KEY_UNKNOWN, key, Map.of("strict", "StrictHostKeyChecking"));
            case ASK -> ask(key, unknown);
            case ACCEPT_NEW, OFF -> {
                // what ssh has no file for it does not take on trust either
                if (knownHosts.writable().isEmpty()) {
                    yield refusal(FailureCause.HOST_KEY_UNKNOWN, key, Map.of());
                }
                accepted.add(key);
                fresh.add(key);
                person.tell(
                        "hostKeyNew", "server", server, "keyType", key.plainType(), "fingerprint", key.fingerprint());
                write(key);
                yield null;
            }
        };
    }

    private @Nullable Failure ask(SshKey key, Verdict.Unknown unknown) {
        Prompts.Trust trust = person.prompts()
                .trustHostKey(new Prompts.HostKey(
                        person.tunnel(),
                        server,
                        key.plainType(),
                        key.fingerprint(),
                        Randomart.of(key),
                        unknown.elsewhere().stream()
                                .limit(ELSEWHERE)
                                .map(KnownHostsLine::place)
                                .toList(),
                        Optional.ofNullable(unknown.certificateProblem()).map(Enum::name)));
        if (trust == Prompts.Trust.NO) {
            return refusal(FailureCause.HOST_KEY_UNKNOWN, key, Map.of());
        }
        accepted.add(key);
        fresh.add(key);
        if (trust == Prompts.Trust.ALWAYS) {
            write(key);
        }
        return null;
    }

    private void write(SshKey key) {
        try {
            knownHosts.add(key);
            knownHosts.writable().ifPresent(file -> person.tell("hostKeyAdded", "file", file.toString()));
        } catch (IOException e) {
            person.tell("hostKeyNotAdded", "reason", person.words().file(e));
        }
    }

    /** Asks only where the answer could be carried out, and where people are asked at all. */
    private boolean isReplaced(SshKey key, KnownHostsLine line) {
        boolean yes = policy.strictness() == Strictness.ASK
                && knownHosts.mayReplace(line)
                && person.prompts()
                        .replaceHostKey(new Prompts.ChangedHostKey(
                                person.tunnel(),
                                server,
                                key.plainType(),
                                key.fingerprint(),
                                line.key().fingerprint(),
                                line.file(),
                                line.number()));
        if (!yes) {
            return false;
        }
        try {
            Path copy = knownHosts.replace(key);
            fresh.add(key);
            person.tell("hostKeyReplaced", "file", line.file().toString(), "copy", copy.toString());
            return true;
        } catch (IOException e) {
            person.tell("hostKeyNotReplaced", "reason", person.words().file(e));
            return false;
        }
    }

    private Failure refusal(FailureCause cause, SshKey key, KnownHostsLine line) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("file", line.file().toString());
        facts.put("line", Integer.toString(line.number()));
        facts.put("host", policy.name().name());
        facts.put("saved", line.key().fingerprint());
        facts.put("savedType", line.key().type());
        return refusal(cause, key, facts);
    }

    private Failure refusal(FailureCause cause, SshKey key, Map<String, String> more) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("server", server);
        facts.put("keyType", key.plainType());
        facts.put("fingerprint", key.fingerprint());
        facts.putAll(more);
        return new Failure(cause, facts);
    }
}

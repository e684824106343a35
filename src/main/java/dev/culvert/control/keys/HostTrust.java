package dev.culvert.control.keys;

import dev.culvert.control.Prompts;
import dev.culvert.control.keys.KnownHosts.Verdict;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Whether one host's key is trusted: by known_hosts, else by asking the person, whose yes is written down. Thread-safe. */
final class HostTrust {
    private final KnownHosts knownHosts;
    private final LoginTarget target;
    private final Person person;
    private final Set<SshKey> accepted = ConcurrentHashMap.newKeySet();

    HostTrust(KnownHosts knownHosts, LoginTarget target, Person person) {
        this.knownHosts = knownHosts;
        this.target = target;
        this.person = person;
    }

    /** Without asking anybody. */
    boolean trusts(SshKey key) {
        try {
            return switch (verdict(key)) {
                case Verdict.Trusted trusted -> true;
                case Verdict.Unknown unknown -> accepted.contains(key);
                case Verdict.Changed changed -> false;
                case Verdict.Revoked revoked -> false;
            };
        } catch (IOException e) {
            return false;
        }
    }

    private Verdict verdict(SshKey key) throws IOException {
        return knownHosts.check(target.host(), target.port(), key);
    }

    /** Asks about a key that is not known. @return null when it is trusted; else why not */
    @Nullable
    Failure decide(SshKey key) {
        try {
            return switch (verdict(key)) {
                case Verdict.Trusted trusted -> null;
                case Verdict.Unknown unknown -> accepted.contains(key) ? null : ask(key, unknown);
                case Verdict.Changed(KnownHostsLine line) -> refusal(FailureCause.HOST_KEY_CHANGED, key, line);
                case Verdict.Revoked(KnownHostsLine line) -> refusal(FailureCause.HOST_KEY_REVOKED, key, line);
            };
        } catch (IOException e) {
            LoggerFactory.getLogger(HostTrust.class).debug("known_hosts", e);
            person.tell("knownHostsUnreadable", "reason", String.valueOf(e.getMessage()));
            return refusal(FailureCause.HOST_KEY_UNKNOWN, key, null);
        }
    }

    private @Nullable Failure ask(SshKey key, Verdict.Unknown unknown) {
        boolean yes = person.prompts()
                .trustHostKey(new Prompts.HostKey(
                        person.tunnel(),
                        target.server(),
                        key.plainType(),
                        key.fingerprint(),
                        Randomart.of(key),
                        unknown.others(),
                        Optional.ofNullable(unknown.certificateProblem()).map(Enum::name)));
        if (!yes) {
            return refusal(FailureCause.HOST_KEY_UNKNOWN, key, null);
        }
        accepted.add(key);
        try {
            knownHosts.add(target.host(), target.port(), key);
            knownHosts.firstFile().ifPresent(file -> person.tell("hostKeyAdded", "file", file.toString()));
        } catch (IOException e) {
            person.tell("hostKeyNotAdded", "reason", String.valueOf(e.getMessage()));
        }
        return null;
    }

    private Failure refusal(FailureCause cause, SshKey key, @Nullable KnownHostsLine line) {
        String name = KnownHostsLine.nameOf(target.host(), target.port());
        if (line == null) {
            return Failure.of(
                    cause, "server", target.server(), "keyType", key.plainType(), "fingerprint", key.fingerprint());
        }
        return Failure.of(
                cause,
                "server",
                target.server(),
                "keyType",
                key.plainType(),
                "fingerprint",
                key.fingerprint(),
                "file",
                line.file().toString(),
                "line",
                Integer.toString(line.number()),
                "host",
                name,
                "saved",
                line.key().fingerprint());
    }
}

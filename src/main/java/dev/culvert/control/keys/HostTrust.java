package dev.culvert.control.keys;

import dev.culvert.control.Prompts;
import dev.culvert.control.keys.KnownHosts.Verdict;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Whether one host's key is trusted: by known_hosts, else by asking the person. Thread-safe. */
final class HostTrust {
    private final KnownHosts knownHosts;
    private final LoginTarget target;
    private final Person person;
    private final Set<SshKey> accepted = ConcurrentHashMap.newKeySet();

    /** @param hostKeys that were trusted before, for this time */
    HostTrust(KnownHosts knownHosts, LoginTarget target, Person person, List<byte[]> hostKeys) throws IOException {
        this.knownHosts = knownHosts;
        this.target = target;
        this.person = person;
        for (byte[] each : hostKeys) {
            accepted.add(SshKey.of(each));
        }
    }

    /** Keys that the person trusts for this time, as SSH sends them. */
    List<byte[]> accepted() {
        return accepted.stream().map(SshKey::blob).toList();
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
                case Verdict.Changed(KnownHostsLine line) ->
                    isReplaced(key, line) ? null : refusal(FailureCause.HOST_KEY_CHANGED, key, line);
                case Verdict.Revoked(KnownHostsLine line) -> refusal(FailureCause.HOST_KEY_REVOKED, key, line);
            };
        } catch (IOException e) {
            LoggerFactory.getLogger(HostTrust.class).debug("known_hosts", e);
            person.tell("knownHostsUnreadable", "reason", person.words().file(e));
            return refusal(FailureCause.HOST_KEY_UNKNOWN, key, null);
        }
    }

    private @Nullable Failure ask(SshKey key, Verdict.Unknown unknown) {
        Prompts.Trust trust = person.prompts()
                .trustHostKey(new Prompts.HostKey(
                        person.tunnel(),
                        target.server(),
                        key.plainType(),
                        key.fingerprint(),
                        Randomart.of(key),
                        unknown.others(),
                        Optional.ofNullable(unknown.certificateProblem()).map(Enum::name)));
        if (trust == Prompts.Trust.NO) {
            return refusal(FailureCause.HOST_KEY_UNKNOWN, key, null);
        }
        accepted.add(key);
        if (trust == Prompts.Trust.ONCE) {
            return null;
        }
        try {
            knownHosts.add(target.host(), target.port(), key);
            knownHosts.firstFile().ifPresent(file -> person.tell("hostKeyAdded", "file", file.toString()));
        } catch (IOException e) {
            person.tell("hostKeyNotAdded", "reason", person.words().file(e));
        }
        return null;
    }

    /** Asks only where the answer could be carried out. */
    private boolean isReplaced(SshKey key, KnownHostsLine line) {
        boolean yes = knownHosts.mayReplace(line)
                && person.prompts()
                        .replaceHostKey(new Prompts.ChangedHostKey(
                                person.tunnel(),
                                target.server(),
                                key.plainType(),
                                key.fingerprint(),
                                line.key().fingerprint(),
                                line.file(),
                                line.number()));
        if (!yes) {
            return false;
        }
        try {
            Path copy = knownHosts.replace(target.host(), target.port(), key);
            person.tell("hostKeyReplaced", "file", line.file().toString(), "copy", copy.toString());
            return true;
        } catch (IOException e) {
            person.tell("hostKeyNotReplaced", "reason", person.words().file(e));
            return false;
        }
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

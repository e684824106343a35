package dev.culvert.ipc;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.culvert.net.Failure;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the helper says to a client. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Welcome.class, name = "welcome"),
    @JsonSubTypes.Type(value = Event.State.class, name = "state"),
    @JsonSubTypes.Type(value = Event.Stats.class, name = "stats"),
    @JsonSubTypes.Type(value = Event.Snapshot.class, name = "snapshot"),
    @JsonSubTypes.Type(value = Event.Planned.class, name = "planned"),
    @JsonSubTypes.Type(value = Event.Checked.class, name = "checked"),
    @JsonSubTypes.Type(value = Event.Done.class, name = "done"),
    @JsonSubTypes.Type(value = Event.Warning.class, name = "warning"),
    @JsonSubTypes.Type(value = Event.Banner.class, name = "banner"),
    @JsonSubTypes.Type(value = Event.NeedHostKeyDecision.class, name = "need-host-key-decision"),
    @JsonSubTypes.Type(value = Event.NeedSignature.class, name = "need-signature"),
    @JsonSubTypes.Type(value = Event.NeedSecret.class, name = "need-secret"),
    @JsonSubTypes.Type(value = Event.LoggedIn.class, name = "logged-in"),
    @JsonSubTypes.Type(value = Event.ShownHostKeys.class, name = "shown-host-keys"),
    @JsonSubTypes.Type(value = Event.NeedStream.class, name = "need-stream"),
})
public sealed interface Event {
    /**
     * First on every connection.
     *
     * @param privileges how the helper runs, such as {@code user culvert, CAP_NET_ADMIN} or {@code root (checkout)}
     */
    record Welcome(int protocol, String build, long pid, String privileges) implements Event {}

    record State(String name, TunnelState state) implements Event {}

    record Stats(List<TunnelStatus> tunnels) implements Event {
        public Stats {
            tunnels = List.copyOf(tunnels);
        }
    }

    record Snapshot(long request, List<TunnelStatus> tunnels) implements Event {
        public Snapshot {
            tunnels = List.copyOf(tunnels);
        }
    }

    /** Every change that an {@link Command.Up} would make, in order; on the server where {@code remote}. */
    record Planned(long request, List<PlannedStep> steps) implements Event {
        public Planned {
            steps = List.copyOf(steps);
        }
    }

    /**
     * @param change null where nothing is done until the end
     * @param undo how it is undone; null where the kernel does it when the interface goes
     */
    record PlannedStep(
            boolean remote,
            @Nullable String change,
            @Nullable String undo) {}

    /**
     * How one step of an examination went.
     *
     * @param facts what it saw, for the words under {@code check.NAME.saw} of the bundles
     * @param findings what is wrong: at {@code FAILED} what it failed for, at {@code WARNING} what will be in the way of something
     */
    record Checked(
            String name, Check check, Outcome outcome, long millis, Map<String, String> facts, List<Failure> findings)
            implements Event {
        public Checked {
            facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
            findings = List.copyOf(findings);
        }

        public enum Outcome {
            OK,
            WARNING,
            FAILED,
            /** Not tried: something it needs had failed. */
            SKIPPED
        }
    }

    /** A request's end; {@code failure} is null when it did what was asked. */
    record Done(long request, @Nullable Failure failure) implements Event {}

    /** Something the user should know that ends nothing; words under {@code warning.KEY} of the bundles. Facts alternate name and value. */
    record Warning(String name, String key, List<String> facts) implements Event {
        public Warning {
            facts = List.copyOf(facts);
        }
    }

    record Banner(String name, int hop, String text) implements Event {}

    /**
     * @param hop of the login, from 0: {@link LoginOffer#hops}; so in every question
     * @param hostKey public key blob (RFC 4253 §6.6)
     */
    record NeedHostKeyDecision(long question, String name, int hop, String host, int port, byte[] hostKey)
            implements Event {}

    /**
     * The whole userauth request to sign, with the proof of which host it logs in to: the user's side checks that
     * {@code hostSignature} is the trusted {@code hostKey}'s over the session id that {@code data} begins with.
     */
    record NeedSignature(
            long question,
            String name,
            int hop,
            byte[] publicKey,
            String algorithm,
            byte[] data,
            byte[] hostKey,
            byte[] hostSignature)
            implements Event {}

    /**
     * Wants a connection to the first hop, made on the user's side: {@link Command.Attach} brings it with this {@code token}, which counts
     * once, before the question is answered.
     */
    record NeedStream(long question, String name, String token) implements Event {}

    /** The host took the login, and so the secrets given for it. Answered with nothing, before anything else is done. */
    record LoggedIn(long question, String name, int hop) implements Event {}

    /**
     * The host keys that a server lists after login, with its proof of each over the session (OpenSSH's PROTOCOL 2.5). Answered with nothing.
     *
     * @param hostSignature {@code hostKey}'s over the session id
     * @param signatures one a key, in the same order
     */
    record ShownHostKeys(
            long question,
            String name,
            int hop,
            byte[] sessionId,
            byte[] hostKey,
            byte[] hostSignature,
            List<byte[]> keys,
            List<byte[]> signatures)
            implements Event {
        public ShownHostKeys {
            keys = List.copyOf(keys);
            signatures = List.copyOf(signatures);
        }
    }

    /** @param kind {@code password}, {@code new-password}, {@code keyboard-interactive} or {@code proxy-password} */
    record NeedSecret(
            long question,
            String name,
            int hop,
            String kind,
            String user,
            String host,
            String title,
            String instruction,
            List<Prompt> prompts)
            implements Event {
        public NeedSecret {
            prompts = List.copyOf(prompts);
        }

        public record Prompt(String text, boolean echo) {}
    }
}

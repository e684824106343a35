package dev.culvert.control.keys;

import dev.culvert.control.keys.SignatureGuard.Refusal;
import dev.culvert.control.keys.SshReader.MalformedException;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.profile.Profile.AuthMethod;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** The login at one host, from the user's files, agent and answers. Thread-safe. */
final class UserLogin implements AutoCloseable {
    private final LoginTarget target;
    private final LoginPolicy policy;
    private final List<String> methods;
    private final UserIdentities identities;
    private final HostTrust trust;
    private final HostKeyUpdate update;
    private final SignatureGuard guard;
    private final Secrets secrets;
    private final Person person;

    /** Since the helper's last question for it: no secret goes to a server before. */
    private volatile boolean hostTrusted;

    /**
     * @param profile what it says of this login
     * @param isServer else it is a host on the way
     */
    UserLogin(
            Profile profile,
            LoginTarget target,
            boolean isServer,
            UserEnvironment environment,
            List<LoadedKey> unlocked,
            List<byte[]> hostKeys,
            Person person)
            throws IOException, TunnelException {
        this.person = person;
        this.target = target;
        policy = new LoginPolicy(profile, target, environment);
        List<AuthMethod> order = policy.methods();
        methods = order.stream().map(UserLogin::sshName).distinct().toList();
        identities = UserIdentities.load(target.sources(), order, unlocked, person);
        trust = new HostTrust(policy.hostPolicy(), target.server(), person, hostKeys);
        update = new HostKeyUpdate(trust, policy.hostKeyAlgorithms(), person);
        guard = new SignatureGuard(target.user(), trust::trusts);
        // what unattended use has is the server's password, and nobody else's to see
        secrets = new Secrets(target, isServer ? environment.passwordFile() : Optional.empty(), person);
    }

    private static String sshName(AuthMethod method) {
        return switch (method) {
            case AGENT, KEY -> "publickey";
            case KEYBOARD_INTERACTIVE -> "keyboard-interactive";
            case PASSWORD -> "password";
        };
    }

    /** As {@link dev.culvert.control.LoginSide#offer}, for this host. */
    LoginOffer.Hop offer() throws TunnelException {
        try {
            return new LoginOffer.Hop(
                    target.host(),
                    target.port(),
                    target.user(),
                    methods,
                    identities.all().stream()
                            .map(each -> new LoginOffer.Identity(each.key().blob(), each.comment()))
                            .toList(),
                    policy.terms(trust),
                    Math.toIntExact(target.settings().connection().timeout().toSeconds()));
        } catch (IOException e) {
            throw new TunnelException(Failure.of(FailureCause.INTERNAL, "reason", "known_hosts: " + e.getMessage()), e);
        }
    }

    Command.Answer answer(Event.NeedHostKeyDecision question) {
        try {
            // host and port that the helper names count for nothing: the key has to be that of the profile's host
            hostTrusted = false;
            ended(false);
            SshKey key = SshKey.of(question.hostKey());
            if (!Signatures.takes(key)) {
                throw new MalformedException("not a host key: " + key);
            }
            Failure refusal = trust.decide(key);
            secrets.begin(refusal == null && trust.wasKnown(key));
            hostTrusted = refusal == null;
            return new Command.Answer(question.question(), null, null, refusal == null, refusal);
        } catch (MalformedException e) {
            Failure refusal = Failure.of(FailureCause.HOST_KEY_UNKNOWN, "server", target.server());
            return new Command.Answer(question.question(), null, null, false, refusal);
        }
    }

    Command.Answer answer(Event.NeedSignature question) {
        Optional<Refusal> refusal = guard.refusal(question);
        if (refusal.isPresent()) {
            String reason = refusal.get().name();
            LoggerFactory.getLogger(UserLogin.class).warn("not signed for {}: {}", question.name(), reason);
            person.tell(
                    "notSigned",
                    "server",
                    target.server(),
                    "reason",
                    person.words().text("login.notSigned." + reason));
            return refused(question.question(), reason);
        }
        Optional<Identity> identity = identities.of(SshKey.of(question.publicKey()));
        if (identity.isEmpty()) {
            return refused(question.question(), "NOT_OFFERED");
        }
        try {
            return identity.get()
                    .sign(question.algorithm(), question.data(), SignatureGuard.binding(question))
                    .map(signature -> new Command.Answer(question.question(), signature, null, null, null))
                    .orElseGet(() -> refused(question.question(), "DECLINED"));
        } catch (IOException e) {
            LoggerFactory.getLogger(UserLogin.class)
                    .debug("signing with {}", identity.get().comment(), e);
            person.tell("signingFailed", "key", identity.get().comment(), "reason", String.valueOf(e.getMessage()));
            return refused(question.question(), "FAILED");
        }
    }

    private Command.Answer refused(long question, String reason) {
        Failure refusal = Failure.of(
                FailureCause.LOGIN_REFUSED, "server", target.server(), "user", target.user(), "reason", reason);
        return new Command.Answer(question, null, null, null, refusal);
    }

    Command.Answer answer(Event.LoggedIn done) {
        if (secrets.isTakenFromPerson()) {
            trust.vouch();
        }
        secrets.taken();
        ended(true);
        return new Command.Answer(done.question(), null, null, null, null);
    }

    private void ended(boolean taken) {
        person.prompts().loginEnded(person.tunnel(), target.user(), target.server(), taken);
    }

    Command.Answer answer(Event.ShownHostKeys shown) {
        update.learn(shown);
        return new Command.Answer(shown.question(), null, null, null, null);
    }

    Command.Answer answer(Event.NeedSecret question) {
        // a helper that was taken over must not make use of the person's trust in this program
        if (!hostTrusted || !isOfTheProfile(question.kind())) {
            LoggerFactory.getLogger(UserLogin.class)
                    .warn(
                            "not asked for {}: a secret ({}) that this login does not need",
                            target.server(),
                            question.kind());
            return new Command.Answer(question.question(), null, null, null, null);
        }
        List<String> answers = secrets.answer(question);
        Failure declined =
                answers == null && secrets.isAnybodyAsked() && person.prompts().isAttended()
                        ? Failure.of(FailureCause.SECRET_DECLINED, "server", target.server(), "user", target.user())
                        : null;
        return new Command.Answer(question.question(), null, answers, null, declined);
    }

    private boolean isOfTheProfile(String kind) {
        return switch (kind) {
            case "password", "new-password" -> methods.contains("password");
            case "keyboard-interactive" -> methods.contains(kind);
            default -> false;
        };
    }

    /** The private keys that a passphrase opened, each as PKCS#8; secret. */
    List<byte[]> unlocked() {
        return identities.unlocked();
    }

    /** Host keys that the person trusts for this time, as SSH sends them. */
    List<byte[]> acceptedHostKeys() {
        return trust.accepted();
    }

    @Override
    public void close() {
        identities.forget();
        ended(false);
    }
}

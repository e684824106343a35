package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.ssh.LoginCallbacks.HostKeyQuestion;
import dev.culvert.ssh.LoginCallbacks.HostKeysShown;
import dev.culvert.ssh.LoginCallbacks.Prompt;
import dev.culvert.ssh.LoginCallbacks.SecretQuestion;
import dev.culvert.ssh.LoginCallbacks.SignatureQuestion;
import dev.culvert.ssh.SshConnector.Offer;
import dev.culvert.ssh.SshConnector.Stage;
import dev.culvert.ssh.SshConnector.Target;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * One login under way: what is offered, what the server proved, what was tried. MINA's threads report here; questions go to
 * the user's side from here, each on a thread of its own, so that {@link #cancel} ends a wait at once. Thread-safe.
 */
final class Login {
    static final AttributeRepository.AttributeKey<Login> KEY = new AttributeRepository.AttributeKey<>();

    /** Characters of a server's words that are passed on: a banner or an instruction, and a name or a prompt. */
    private static final int TEXT = 16 << 10;

    private static final int LINE = 1 << 10;

    private static final int BANNERS = 20;

    /** sshd's last words after MaxAuthTries (auth.c, auth_maxtries_exceeded). */
    private static final String TOO_MANY = "Too many authentication failures";

    private final Target target;
    private final Offer offer;
    private final LoginCallbacks callbacks;
    private final Consumer<Stage> stages;
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

    private volatile @Nullable Failure failure;
    private volatile @Nullable HostProof proof;
    private volatile @Nullable HostProof newestProof;
    private volatile boolean trusted;
    private volatile Set<String> signatureAlgorithms = Set.of();
    private volatile boolean identified;
    private volatile @Nullable String strangeAnswer;
    private volatile @Nullable String disconnectReason;
    private volatile boolean asking;
    private volatile long progressedAt = System.nanoTime();
    private final AtomicInteger banners = new AtomicInteger();
    private final AtomicInteger lists = new AtomicInteger();

    private final Set<String> methodsTried = new LinkedHashSet<>();
    private Collection<String> methodsAccepted = List.of();
    private @Nullable String unanswered;
    private boolean secretRefused;

    Login(Target target, Offer offer, LoginCallbacks callbacks, Consumer<Stage> stages) {
        this.target = target;
        this.offer = offer;
        this.callbacks = callbacks;
        this.stages = stages;
    }

    static Login of(Session session) {
        if (session instanceof ClientSession client && client.getConnectionContext() != null) {
            Login login = client.getConnectionContext().getAttribute(KEY);
            if (login != null) {
                return login;
            }
        }
        throw new IllegalStateException("a session without its login");
    }

    Target target() {
        return target;
    }

    Offer offer() {
        return offer;
    }

    void stage(Stage stage) {
        progressed();
        stages.accept(stage);
    }

    // what the server showed

    void identified() {
        identified = true;
        progressed();
    }

    boolean isIdentified() {
        return identified;
    }

    /** A line that came before, or instead of, the server's identification. */
    void answered(String line) {
        if (strangeAnswer == null && !line.startsWith("SSH-")) {
            strangeAnswer = line.length() > 80 ? line.substring(0, 80) : line;
        }
    }

    @Nullable
    String strangeAnswer() {
        return strangeAnswer;
    }

    void disconnected(String reason) {
        disconnectReason = reason;
    }

    @Nullable
    String disconnectReason() {
        return disconnectReason;
    }

    void proved(HostProof hostProof) {
        if (proof == null) {
            proof = hostProof;
        }
        newestProof = hostProof;
        progressed();
    }

    HostProof proof() {
        HostProof first = proof;
        if (first == null) {
            throw new IllegalStateException("no key exchange yet");
        }
        return first;
    }

    /** Algorithms the server takes for user keys (RFC 8308 §3.1); empty when it did not say. */
    Set<String> signatureAlgorithms() {
        return signatureAlgorithms;
    }

    void signatureAlgorithms(Set<String> names) {
        signatureAlgorithms = Set.copyOf(names);
    }

    synchronized void accepts(Collection<String> methods) {
        methodsAccepted = List.copyOf(methods);
        progressed();
    }

    synchronized void tried(String method) {
        methodsTried.add(method);
        progressed();
    }

    synchronized boolean triedAny() {
        return !methodsTried.isEmpty();
    }

    /** A password or an answer that was sent was not accepted. */
    synchronized void secretRefused() {
        secretRefused = true;
    }

    // questions

    /** Asks whether the host key is trusted; in a later key exchange it has to be the first one's. */
    boolean hostKeyTrusted() {
        HostProof first = proof();
        HostProof newest = newestProof;
        if (trusted) {
            return newest != null && newest.sameHostKey(first);
        }
        Failure refusal =
                ask(() -> callbacks.hostKey(new HostKeyQuestion(target.host(), target.port(), first.hostKey())));
        if (refusal != null) {
            fail(refusal);
            return false;
        }
        trusted = true;
        stage(Stage.LOGIN);
        return true;
    }

    boolean isTrusted() {
        return trusted;
    }

    byte @Nullable [] sign(byte[] publicKey, String algorithm, byte[] data) {
        HostProof first = proof();
        SignatureQuestion question =
                new SignatureQuestion(publicKey, algorithm, data, first.hostKey(), first.signature());
        return ask(() -> callbacks.sign(question));
    }

    @Nullable
    List<String> secrets(SecretQuestion.Kind kind, String name, String instruction, List<Prompt> prompts) {
        SecretQuestion question = new SecretQuestion(
                kind,
                target.user(),
                target.host(),
                cut(name, LINE),
                cut(instruction, TEXT),
                prompts.stream()
                        .map(prompt -> new Prompt(cut(prompt.text(), LINE), prompt.echo()))
                        .toList());
        List<String> answers = ask(() -> callbacks.secrets(question));
        if (answers != null && answers.isEmpty()) {
            fail(Failure.of(
                    FailureCause.SECRET_DECLINED,
                    "user",
                    target.user(),
                    "server",
                    target.server(),
                    "what",
                    kind.name().toLowerCase(Locale.ROOT).replace('_', '-')));
            return null;
        }
        if (answers == null || answers.size() != prompts.size()) {
            synchronized (this) {
                unanswered = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
            return null;
        }
        return answers;
    }

    void banner(String text) {
        if (banners.incrementAndGet() <= BANNERS) {
            callbacks.banner(cut(text, TEXT));
        }
    }

    /** Whether this is the first list of its host keys that the server sends. */
    boolean isFirstList() {
        return lists.getAndIncrement() == 0;
    }

    /** The server's host keys, and its proof of each. */
    void listed(List<byte[]> keys, List<byte[]> signatures) {
        HostProof first = proof();
        callbacks.hostKeys(
                new HostKeysShown(first.exchangeHash(), first.hostKey(), first.signature(), keys, signatures));
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    private <T> @Nullable T ask(Supplier<@Nullable T> question) {
        CompletableFuture<@Nullable T> answer = new CompletableFuture<>();
        asking = true;
        Thread asker = Thread.ofVirtual().name("login question").start(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            CompletableFuture.anyOf(answer, cancelled).join();
            if (!answer.isDone()) {
                asker.interrupt();
                throw new CancellationException("login cancelled");
            }
            return answer.join();
        } catch (CompletionException e) {
            fail(Failure.of(FailureCause.INTERNAL, "reason", String.valueOf(e.getCause())));
            throw e;
        } finally {
            asking = false;
            progressed();
        }
    }

    // the end

    /** Ends every wait for an answer. */
    void cancel() {
        cancelled.complete(null);
    }

    void fail(Failure cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    /** The cause already known, before any that an exception may tell. */
    @Nullable
    Failure failure() {
        return failure;
    }

    /** No method got in: refused, or nobody could answer what was asked. */
    synchronized Failure exhausted(@Nullable String reason) {
        String server = target.server();
        if (unanswered != null && !secretRefused) {
            return Failure.of(FailureCause.SECRET_NEEDED, "user", target.user(), "server", server, "what", unanswered);
        }
        // with keys alone it is the number of them that did it
        boolean keys =
                methodsTried.equals(Set.of("publickey")) && offer.identities().size() > 1;
        return Failure.of(
                keys && reason != null && reason.contains(TOO_MANY)
                        ? FailureCause.TOO_MANY_KEYS
                        : FailureCause.LOGIN_REFUSED,
                "user",
                target.user(),
                "server",
                server,
                "methods",
                methodsTried.isEmpty() ? "none" : String.join(", ", methodsTried),
                "accepted",
                String.join(", ", methodsAccepted),
                "reason",
                reason == null ? "" : reason,
                "keys",
                Integer.toString(offer.identities().size()));
    }

    private void progressed() {
        progressedAt = System.nanoTime();
    }

    /** Nanoseconds since the server last moved this login on; 0 while the user's side is being asked. */
    long idleNanos() {
        return asking ? 0 : System.nanoTime() - progressedAt;
    }
}

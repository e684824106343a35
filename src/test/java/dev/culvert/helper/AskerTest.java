package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.Frames;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.ssh.LoginCallbacks;
import dev.culvert.ssh.LoginCallbacks.SecretQuestion;
import dev.culvert.ssh.LoginCallbacks.SignatureQuestion;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is asked, and whose answer counts. */
class AskerTest extends ServedTest {
    private static final SignatureQuestion SIGN =
            new SignatureQuestion(new byte[] {1}, "ssh-ed25519", new byte[] {2}, new byte[] {3}, new byte[] {4});
    private static final SecretQuestion PASSWORD = new SecretQuestion(
            SecretQuestion.Kind.PASSWORD, "ann", "h", "", "", List.of(new LoginCallbacks.Prompt("Password: ", false)));

    @Test
    void aQuestionGoesToWhoAskedForTheTunnelWithAllOfIt() throws Exception {
        RawClient client = client();
        FakeTunnels.Fake tunnel = up(client);

        CompletableFuture<byte[]> signature = CompletableFuture.supplyAsync(() -> tunnel.callbacks.sign(SIGN));
        Event.NeedSignature question = client.next(Event.NeedSignature.class);
        client.send(signed(question.question(), 42));

        assertThat(question)
                .usingRecursiveComparison()
                .ignoringFields("question")
                .isEqualTo(new Event.NeedSignature(
                        0, "office", 0, new byte[] {1}, "ssh-ed25519", new byte[] {2}, new byte[] {3}, new byte[] {4}));
        assertThat(signature.get(10, TimeUnit.SECONDS)).containsExactly(42);
    }

    @Test
    void aQuestionThatFitsNoFrameIsNotAnsweredAndNotAskedForEver() throws Exception {
        RawClient client = client();
        FakeTunnels.Fake tunnel = up(client);
        SecretQuestion question = new SecretQuestion(
                SecretQuestion.Kind.KEYBOARD_INTERACTIVE,
                "ann",
                "h",
                "",
                "x".repeat(Frames.MAX_BYTES),
                List.of(new LoginCallbacks.Prompt("Password: ", false)));

        CompletableFuture<List<String>> secrets =
                CompletableFuture.supplyAsync(() -> tunnel.callbacks.secrets(question));

        assertThat(secrets.get(10, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void anotherClientsAnswerDoesNotCount() throws Exception {
        RawClient client = client();
        RawClient other = client();
        other.send(new Command.Watch(1));
        FakeTunnels.Fake tunnel = up(client);
        CompletableFuture<byte[]> signature = CompletableFuture.supplyAsync(() -> tunnel.callbacks.sign(SIGN));
        Event.NeedSignature question = client.next(Event.NeedSignature.class);

        other.send(signed(question.question(), 13));
        other.send(new Command.Status(9));
        other.next(Event.Snapshot.class);
        assertThat(signature).isNotDone();
        client.send(signed(question.question(), 42));

        assertThat(signature.get(10, TimeUnit.SECONDS)).containsExactly(42);
    }

    @Test
    void whoAdoptedTheTunnelIsAskedFirst() throws Exception {
        RawClient client = client();
        RawClient keeper = client();
        FakeTunnels.Fake tunnel = up(client);
        adopt(keeper);

        CompletableFuture<byte[]> signature = CompletableFuture.supplyAsync(() -> tunnel.callbacks.sign(SIGN));
        keeper.send(signed(keeper.next(Event.NeedSignature.class).question(), 42));

        assertThat(signature.get(10, TimeUnit.SECONDS)).containsExactly(42);
    }

    @Test
    void whenWhoIsAskedGoesTheNextIsAsked() throws Exception {
        RawClient client = client();
        RawClient keeper = client();
        FakeTunnels.Fake tunnel = up(client);
        adopt(keeper);
        CompletableFuture<List<String>> secrets =
                CompletableFuture.supplyAsync(() -> tunnel.callbacks.secrets(PASSWORD));
        keeper.next(Event.NeedSecret.class);

        keeper.close();
        long question = client.next(Event.NeedSecret.class).question();
        client.send(new Command.Answer(question, null, List.of("tulip"), null, null));

        assertThat(secrets.get(10, TimeUnit.SECONDS)).containsExactly("tulip");
    }

    @Test
    void nobodyThereMeansNo() throws Exception {
        RawClient client = client();
        FakeTunnels.Fake tunnel = up(client);
        CompletableFuture<List<String>> secrets =
                CompletableFuture.supplyAsync(() -> tunnel.callbacks.secrets(PASSWORD));
        client.next(Event.NeedSecret.class);

        client.close();

        assertThat(secrets.get(10, TimeUnit.SECONDS)).isNull();
        assertThat(tunnel.callbacks.sign(SIGN)).isNull();
        assertThat(tunnel.callbacks.hostKey(new LoginCallbacks.HostKeyQuestion("h", 2222, new byte[1])))
                .isEqualTo(Failure.of(FailureCause.HOST_KEY_UNKNOWN, "server", "h:2222"));
    }

    @Test
    void aTunnelTakenDownAsksNoMore() throws Exception {
        RawClient client = client();
        FakeTunnels.Fake tunnel = up(client);
        CompletableFuture<List<String>> secrets =
                CompletableFuture.supplyAsync(() -> tunnel.callbacks.secrets(PASSWORD));
        client.next(Event.NeedSecret.class);

        client.send(new Command.Down(2, "office"));

        assertThat(secrets.get(10, TimeUnit.SECONDS)).isNull();
        assertThat(tunnel.callbacks.sign(SIGN)).isNull();
    }

    @Test
    void aHostKeyIsTrustedOnAYesAlone() throws Exception {
        RawClient client = client();
        FakeTunnels.Fake tunnel = up(client);
        Failure changed = Failure.of(FailureCause.HOST_KEY_CHANGED, "server", "h");

        assertThat(hostKey(client, tunnel, id -> new Command.Answer(id, null, null, true, null)))
                .isEmpty();
        assertThat(hostKey(client, tunnel, id -> new Command.Answer(id, null, null, false, changed)))
                .contains(changed);
        assertThat(hostKey(client, tunnel, id -> new Command.Answer(id, null, null, null, null)))
                .get()
                .extracting(Failure::cause)
                .isEqualTo(FailureCause.HOST_KEY_UNKNOWN);
    }

    @Test
    void asManySecretsAsPromptsOrNone() throws Exception {
        RawClient client = client();
        FakeTunnels.Fake tunnel = up(client);
        CompletableFuture<List<String>> secrets =
                CompletableFuture.supplyAsync(() -> tunnel.callbacks.secrets(PASSWORD));
        long question = client.next(Event.NeedSecret.class).question();

        client.send(new Command.Answer(question, null, List.of("one", "two"), null, null));

        assertThat(secrets.get(10, TimeUnit.SECONDS)).isNull();
    }

    /** What is kept of the login is written before anything else is done. */
    @Test
    void whoAnsweredHearsOfTheLogin() throws Exception {
        RawClient client = client();
        FakeTunnels.Fake tunnel = up(client);
        CompletableFuture<Void> told = CompletableFuture.runAsync(() -> tunnel.callbacks.loggedIn());
        Event.LoggedIn question = client.next(Event.LoggedIn.class);
        assertThat(question.name()).isEqualTo("office");
        assertThat(told).isNotDone();

        client.send(new Command.Answer(question.question(), null, null, null, null));

        told.get(10, TimeUnit.SECONDS);
    }

    private interface Answering {
        Command.Answer answer(long question);
    }

    private static Optional<Failure> hostKey(RawClient client, FakeTunnels.Fake tunnel, Answering answering)
            throws Exception {
        CompletableFuture<Optional<Failure>> refusal = CompletableFuture.supplyAsync(() -> Optional.ofNullable(
                tunnel.callbacks.hostKey(new LoginCallbacks.HostKeyQuestion("h", 22, new byte[1]))));
        client.send(
                answering.answer(client.next(Event.NeedHostKeyDecision.class).question()));
        return refusal.get(10, TimeUnit.SECONDS);
    }

    private FakeTunnels.Fake up(RawClient client) throws Exception {
        client.up(1, profile("office"));
        client.next(Event.Done.class);
        return tunnels.next();
    }

    private static void adopt(RawClient keeper) throws Exception {
        keeper.send(new Command.Adopt(1, "office"));
        keeper.next(Event.Done.class);
    }

    private static Command.Answer signed(long question, int signature) {
        return new Command.Answer(question, new byte[] {(byte) signature}, null, null, null);
    }
}

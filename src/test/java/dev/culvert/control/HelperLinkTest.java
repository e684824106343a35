package dev.culvert.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.Frames;
import dev.culvert.ipc.HelperSocket;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.TunnelState;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client's end, with a helper whose every word the test says. */
class HelperLinkTest {
    private static final String PROFILE = "{\"name\":\"office\",\"mode\":\"tun\",\"server\":{\"host\":\"192.0.2.1\"}}";
    private static final Event CONNECTING =
            new Event.State("office", new TunnelState.Connecting(TunnelState.Stage.TCP));

    private final Answers answers = new Answers();
    private Path directory;
    private ServerSocketChannel server;
    private SocketChannel helper;
    private HelperLink link;

    @BeforeEach
    void connect() throws Exception {
        directory = Files.createTempDirectory("culvert-link-");
        server = HelperSocket.listen(directory);
        SocketChannel client = HelperSocket.connect(directory).orElseThrow();
        helper = server.accept();
        CompletableFuture<HelperLink> opening = CompletableFuture.supplyAsync(() -> open(client));
        assertThat(next()).isEqualTo(new Command.Hello(Command.PROTOCOL, "test"));
        say(new Event.Welcome(Command.PROTOCOL, "test", 1, "nobody"));
        link = opening.get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        helper.close();
        server.close();
        Files.delete(HelperSocket.in(directory));
        Files.delete(directory);
    }

    @Test
    void upSendsWhatTheUserCanOfferAndReturnsWhenDone() throws Exception {
        BlockingQueue<Event> progress = new LinkedBlockingQueue<>();
        CompletableFuture<Void> up = CompletableFuture.runAsync(() -> run(() -> link.up(PROFILE, progress::add)));
        Command.Up command = (Command.Up) next();
        say(CONNECTING);
        say(new Event.State("other", new TunnelState.Disconnected()));
        say(new Event.Done(command.request(), null));
        up.get(10, TimeUnit.SECONDS);

        assertThat(command.profile()).isEqualTo(PROFILE);
        assertThat(command.login()).isEqualTo(Answers.OFFER);
        assertThat(progress).containsExactly(CONNECTING);
    }

    @Test
    void aQuestionIsAnsweredByTheUsersSideOfThatTunnel() throws Exception {
        CompletableFuture<Void> up = CompletableFuture.runAsync(() -> run(() -> link.up(PROFILE, event -> {})));
        Command.Up command = (Command.Up) next();

        say(new Event.NeedSecret(7, "office", 0, "password", "u", "h", "", "", List.of()));
        assertThat(next()).isEqualTo(new Command.Answer(7, null, List.of("tulip"), null, null));
        say(new Event.NeedSecret(8, "another", 0, "password", "u", "h", "", "", List.of()));
        assertThat(next()).isEqualTo(new Command.Answer(8, null, null, null, null));

        say(new Event.NeedSecret(9, "office", 0, "password", "breaks", "h", "", "", List.of()));
        assertThat(next()).as("answering breaks").isEqualTo(new Command.Answer(9, null, null, null, null));

        say(new Event.LoggedIn(9, "office", 0));
        assertThat(next()).isEqualTo(new Command.Answer(9, null, List.of("in"), null, null));

        say(new Event.Done(command.request(), null));
        up.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aFailureIsThrownAndTheUsersSideLetGo() throws Exception {
        CompletableFuture<Failure> failure =
                CompletableFuture.supplyAsync(() -> failureOf(() -> link.up(PROFILE, event -> {})));
        Command.Up command = (Command.Up) next();
        Failure refused = Failure.of(FailureCause.LOGIN_REFUSED, "user", "u");
        say(new Event.Done(command.request(), refused));

        assertThat(failure.get(10, TimeUnit.SECONDS)).isEqualTo(refused);
        assertThat(answers.closed.getCount()).isZero();
    }

    @Test
    void whoAnsweredForTheLastTunnelOfThatNameIsLetGo() throws Exception {
        for (int turn = 0; turn < 2; turn++) {
            CompletableFuture<Void> up = CompletableFuture.runAsync(() -> run(() -> link.up(PROFILE, event -> {})));
            Command.Up command = (Command.Up) next();
            assertThat(answers.closed.getCount()).isEqualTo(1);
            say(new Event.Done(command.request(), null));
            up.get(10, TimeUnit.SECONDS);
        }
        assertThat(answers.closed.getCount()).isZero();
    }

    @Test
    void whoAnswersForATunnelStaysWhenItsNameIsRefusedToAnother() throws Exception {
        CompletableFuture<Void> up = CompletableFuture.runAsync(() -> run(() -> link.up(PROFILE, event -> {})));
        say(new Event.Done(((Command.Up) next()).request(), null));
        up.get(10, TimeUnit.SECONDS);
        CompletableFuture<Failure> other =
                CompletableFuture.supplyAsync(() -> failureOf(() -> link.up(PROFILE, event -> {})));
        say(new Event.Done(((Command.Up) next()).request(), Failure.of(FailureCause.NAME_IN_USE, "name", "office")));
        other.get(10, TimeUnit.SECONDS);

        say(new Event.NeedSecret(7, "office", 0, "password", "u", "h", "", "", List.of()));
        assertThat(next()).isEqualTo(new Command.Answer(7, null, List.of("tulip"), null, null));
    }

    @Test
    void watchersHearAStatusInItsTurn() throws Exception {
        BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
        CompletableFuture<Void> watch = CompletableFuture.runAsync(() -> run(() -> link.watch(heard::add)));
        say(new Event.Done(((Command.Watch) next()).request(), null));
        watch.get(10, TimeUnit.SECONDS);
        CompletableFuture<Void> status = CompletableFuture.runAsync(() -> run(() -> link.status()));
        Event snapshot = new Event.Snapshot(((Command.Status) next()).request(), List.of());
        say(snapshot);
        say(CONNECTING);
        status.get(10, TimeUnit.SECONDS);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(snapshot);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(CONNECTING);
    }

    @Test
    void theHelpersDeathEndsWhatWaitsAndIsTold() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        link.onClosed(told::countDown);
        CompletableFuture<Failure> failure = CompletableFuture.supplyAsync(() -> failureOf(() -> link.status()));
        next();

        helper.close();

        assertThat(failure.get(10, TimeUnit.SECONDS).cause()).isEqualTo(FailureCause.HELPER_UNAVAILABLE);
        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(failureOf(() -> link.status()).cause()).isEqualTo(FailureCause.HELPER_UNAVAILABLE);
        CountDownLatch toldLate = new CountDownLatch(1);
        link.onClosed(toldLate::countDown);
        assertThat(toldLate.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aHelperOfAnotherProtocolCanOnlyBeEnded() throws Exception {
        SocketChannel client = HelperSocket.connect(directory).orElseThrow();
        try (SocketChannel other = server.accept()) {
            CompletableFuture<HelperLink> opening = CompletableFuture.supplyAsync(() -> open(client));
            Frames.read(other, Command.class);
            Frames.write(other, Frames.encode(new Event.Welcome(Command.PROTOCOL + 1, "test", 1, "nobody")));
            try (HelperLink stranger = opening.get(10, TimeUnit.SECONDS)) {
                assertThat(failureOf(() -> stranger.plan(PROFILE)))
                        .isEqualTo(Failure.of(FailureCause.HELPER_UNAVAILABLE, "reason", "other-version"));
                CompletableFuture<Void> down =
                        CompletableFuture.runAsync(() -> run(() -> stranger.downAll(event -> {})));
                Command.DownAll command =
                        (Command.DownAll) java.util.Objects.requireNonNull(Frames.read(other, Command.class));
                Frames.write(other, Frames.encode(new Event.Done(command.request(), null)));
                down.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aDirectoryThatOthersCanWriteIsNotBelieved() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> HelperSocket.connect(directory)).isInstanceOf(IOException.class);
    }

    private HelperLink open(SocketChannel client) {
        try {
            return HelperLink.open(client, "test", answers, door());
        } catch (TunnelException e) {
            throw new AssertionError(e);
        }
    }

    private static KeeperDoor door() {
        return new KeeperDoor(Program.ofThisProcess(), "0-0");
    }

    private Command next() throws IOException {
        Command command = Frames.read(helper, Command.class);
        if (command == null) {
            throw new AssertionError("the client has gone");
        }
        return command;
    }

    private void say(Event event) throws IOException {
        Frames.write(helper, Frames.encode(event));
    }

    private interface Action {
        void run() throws TunnelException;
    }

    private static void run(Action action) {
        try {
            action.run();
        } catch (TunnelException e) {
            throw new AssertionError(e);
        }
    }

    private static Failure failureOf(Action action) {
        try {
            action.run();
        } catch (TunnelException e) {
            return e.failure();
        }
        throw new AssertionError("it did not fail");
    }

    /** A user who says one thing. */
    private static final class Answers implements LoginSide.Factory, LoginSide {
        static final LoginOffer OFFER = LoginOffer.direct(
                new LoginOffer.Hop("192.0.2.1", 22, "u", List.of("password"), List.of(), LoginTerms.DEFAULT, 0));

        final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public LoginSide of(Profile profile, Carried carried) {
            return this;
        }

        @Override
        public LoginOffer offer() {
            return OFFER;
        }

        @Override
        public Command.Answer answer(Event.NeedHostKeyDecision question) {
            return new Command.Answer(question.question(), null, null, true, null);
        }

        @Override
        public Command.Answer answer(Event.NeedSignature question) {
            return new Command.Answer(question.question(), new byte[] {1}, null, null, null);
        }

        @Override
        public Command.Answer answer(Event.NeedSecret question) {
            if (question.user().equals("breaks")) {
                throw new IllegalStateException("as asked");
            }
            return new Command.Answer(question.question(), null, List.of("tulip"), null, null);
        }

        @Override
        public Command.Answer answer(Event.LoggedIn done) {
            return new Command.Answer(done.question(), null, List.of("in"), null, null);
        }

        @Override
        public Command.Answer answer(Event.ShownHostKeys shown) {
            return new Command.Answer(shown.question(), null, null, null, null);
        }

        @Override
        public Command.Answer answer(Event.NeedStream question, Carrying carrying) {
            return new Command.Answer(question.question(), null, null, null, null);
        }

        @Override
        public Carried carried() {
            return Carried.NOTHING;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}

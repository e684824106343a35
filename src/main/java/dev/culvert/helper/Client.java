package dev.culvert.helper;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.Frames;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.ProfileReader;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the helper: reads its commands, has them carried out, and holds the questions it was asked. What it sends
 * is not believed; anything that is no command ends the connection. Thread-safe.
 */
final class Client implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Client.class);

    /** Requests of one client that run at once; each has a thread. */
    private static final int MAX_RUNNING = 64;

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** Ids are never used twice, so an answer fits the client that was asked, or nothing. */
    private static final AtomicLong questionIds = new AtomicLong();

    private final SocketChannel channel;
    private final Event.Welcome welcome;
    private final Tunnels tunnels;
    private final Runnable onWatch;
    private final Outbox outbox = new Outbox();
    private final Semaphore running = new Semaphore(MAX_RUNNING);
    private final Map<Long, CompletableFuture<Command.Answer>> questions = new ConcurrentHashMap<>();
    private volatile boolean greeted;
    private volatile boolean watching;
    private volatile boolean open = true;
    private volatile boolean handedOver;

    /** @param onWatch called when this client turns the stream of statistics on */
    Client(SocketChannel channel, Event.Welcome welcome, Tunnels tunnels, Runnable onWatch) {
        this.channel = channel;
        this.welcome = welcome;
        this.tunnels = tunnels;
        this.onWatch = onWatch;
    }

    boolean isOpen() {
        return open;
    }

    boolean isWatching() {
        return watching;
    }

    /**
     * Queues {@code event}; never blocks. A client that does not read what it is sent is closed.
     *
     * @return false when it is not sent
     */
    boolean send(Event event) {
        Outbox.Offered offered = outbox.offer(event);
        if (offered == Outbox.Offered.NO_ROOM && open) {
            log.warn("a client does not read what it is sent: closed");
            close();
        }
        return offered == Outbox.Offered.WAITS;
    }

    /** Sends what was asked for. */
    private void reply(Event event) throws TunnelException {
        if (!send(event)) {
            throw new TunnelException(FailureCause.INTERNAL, "reason", "the answer fits no frame");
        }
    }

    /**
     * Asks this client; never blocks.
     *
     * @param question makes the event from the id given
     * @return the answer; one that says nothing when the question fits no frame; cancelled when the client goes
     */
    CompletableFuture<Command.Answer> ask(LongFunction<Event> question) {
        long id = questionIds.incrementAndGet();
        CompletableFuture<Command.Answer> answer = new CompletableFuture<>();
        questions.put(id, answer);
        var _ = answer.whenComplete((value, failure) -> questions.remove(id));
        if (!send(question.apply(id)) && open) {
            // asking once more, or somebody else, would end the same
            answer.complete(new Command.Answer(id, null, null, null, null));
        }
        if (!open) {
            answer.cancel(false);
        }
        return answer;
    }

    /** Serves until the connection ends; blocks. */
    @Override
    public void run() {
        Thread writer = Thread.ofVirtual().name("client-writer").start(this::write);
        try {
            serve();
        } catch (ClosedChannelException e) {
            log.debug("client closed");
        } catch (IOException e) {
            log.warn("client: {}", e.getMessage());
        } finally {
            outbox.end();
            awaitEnd(writer);
            close();
            tunnels.gone(this);
        }
    }

    void closeUnlessGreeted() {
        if (!greeted) {
            log.debug("a client that said nothing is closed");
            close();
        }
    }

    /** Ends the connection, at once. Its unanswered questions end as cancelled. */
    void close() {
        open = false;
        outbox.end();
        try {
            if (!handedOver) {
                channel.close();
            }
        } catch (IOException e) {
            log.debug("closing a client: {}", e.getMessage());
        }
        questions.values().forEach(question -> question.cancel(false));
    }

    private void serve() throws IOException {
        Command first = Frames.read(channel, Command.class);
        if (first instanceof Command.Attach attach) {
            attach(attach);
        }
        if (!(first instanceof Command.Hello hello)) {
            return;
        }
        greeted = true;
        send(welcome);
        boolean same = hello.protocol() == Command.PROTOCOL;
        if (!same) {
            log.info("a client of build {} speaks protocol {}", hello.build(), hello.protocol());
        }
        for (Command command = Frames.read(channel, Command.class);
                command != null;
                command = Frames.read(channel, Command.class)) {
            if (!same && !isOfEveryProtocol(command)) {
                return;
            }
            handle(command);
        }
    }

    /** From here the connection is whose stream it is. Nobody else writes to it: nothing was asked of it and nothing said. */
    private void attach(Command.Attach attach) throws IOException {
        greeted = true;
        if (attach.protocol() != Command.PROTOCOL) {
            return;
        }
        Streams.Expected expected = tunnels.streams().claim(attach.token());
        if (expected == null) {
            log.warn("a client brings a stream that is not expected");
            return;
        }
        boolean told = false;
        try {
            // before it is handed over: what follows is the stream's
            Frames.write(channel, Frames.encode(new Event.Done(0, null)));
            told = true;
        } finally {
            handedOver = expected.come(told ? channel : null) && told;
        }
    }

    /** So that an update of the program can end what runs. */
    private static boolean isOfEveryProtocol(Command command) {
        return command instanceof Command.Down
                || command instanceof Command.DownAll
                || command instanceof Command.Status;
    }

    private void handle(Command command) throws IOException {
        switch (command) {
            case Command.Hello _, Command.Attach _ -> throw new IOException("said hello twice");
            case Command.Up up ->
                start(up.request(), "up " + ProfileReader.nameIn(up.profile()).orElse(""), () -> tunnels.up(up, this));
            case Command.Down down ->
                start(down.request(), "down " + down.name(), () -> tunnels.down(down.name(), this));
            case Command.DownAll all -> start(all.request(), "down --all", () -> tunnels.downAll(this));
            case Command.Leave leave ->
                start(leave.request(), "leave " + leave.name(), () -> tunnels.leave(leave.name(), this));
            case Command.Pause pause ->
                start(
                        pause.request(),
                        "pause " + pause.name(),
                        () -> tunnels.pause(pause.name(), Duration.ofMinutes(pause.minutes())));
            case Command.Plan plan ->
                start(
                        plan.request(),
                        "plan " + ProfileReader.nameIn(plan.profile()).orElse(""),
                        () -> reply(new Event.Planned(plan.request(), tunnels.plan(plan, this))));
            case Command.Examine examine ->
                start(
                        examine.request(),
                        "examine " + ProfileReader.nameIn(examine.profile()).orElse(""),
                        () -> tunnels.examine(examine, this));
            case Command.Status status ->
                tunnels.tellStatus(all -> {
                    if (!send(new Event.Snapshot(status.request(), all))) {
                        Failure failure = Failure.of(FailureCause.INTERNAL, "reason", "the answer fits no frame");
                        send(new Event.Done(status.request(), failure));
                    }
                });
            case Command.Adopt adopt ->
                start(adopt.request(), "adopt " + adopt.name(), () -> tunnels.adopt(adopt.name(), this));
            case Command.Watch watch -> {
                watching = true;
                onWatch.run();
                tunnels.tellStatus(all -> send(new Event.Stats(all)));
                send(new Event.Done(watch.request(), null));
            }
            case Command.Hurry hurry -> start(hurry.request(), "hurry", tunnels::hurry);
            case Command.Answer answer -> {
                CompletableFuture<Command.Answer> question = questions.get(answer.question());
                if (question == null) {
                    log.warn("a client answered what it was not asked");
                } else {
                    question.complete(answer);
                }
            }
        }
    }

    /** @param what for the log */
    private void start(long request, String what, Action action) throws IOException {
        if (!running.tryAcquire()) {
            throw new IOException("more than " + MAX_RUNNING + " requests at once");
        }
        Thread.ofVirtual().name("request").start(() -> {
            try {
                send(new Event.Done(request, outcome(what, action)));
            } finally {
                running.release();
            }
        });
    }

    /** @return null when it was done */
    private static @Nullable Failure outcome(String what, Action action) {
        try {
            action.run();
            return null;
        } catch (TunnelException e) {
            // what is no error of ours needs no trace
            log.info("{}: {}", what, e.failure(), e.failure().cause() == FailureCause.INTERNAL ? e : null);
            return e.failure();
        } catch (RuntimeException e) {
            log.error("{} failed", what, e);
            return Failure.of(FailureCause.INTERNAL, "reason", e.toString());
        }
    }

    private void write() {
        try {
            outbox.drainTo(channel);
        } catch (IOException e) {
            log.debug("writing to a client: {}", e.getMessage());
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was said last, such as a Welcome of another protocol, is still written. */
    private static void awaitEnd(Thread writer) {
        try {
            if (!writer.join(LAST_WORDS)) {
                log.debug("a client does not read what was said last");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a request asks for. */
    private interface Action {
        void run() throws TunnelException;
    }
}

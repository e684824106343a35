package dev.culvert.control;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.Frames;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the helper over its socket. One thread reads; questions are answered on threads of their own, so that an
 * answer that takes its time holds up nothing else.
 */
final class HelperLink implements HelperConnection {
    /** A helper that is there answers at once; one that is stopped never does. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private final SocketChannel channel;
    private final Event.Welcome welcome;
    private final LoginSide.Factory logins;
    private final KeeperDoor keeper;
    private final Object writing = new Object();
    private final AtomicLong requests = new AtomicLong();
    private final Map<Long, CompletableFuture<Event>> pending = new ConcurrentHashMap<>();
    private final Map<String, Login> loginsByName = new ConcurrentHashMap<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private volatile boolean closed;

    private record Login(String profileText, LoginSide side) {}

    /** @param name of the tunnel it follows; null for all */
    private record Follower(@Nullable String name, Consumer<Event> listener) {}

    private HelperLink(SocketChannel channel, Event.Welcome welcome, LoginSide.Factory logins, KeeperDoor keeper) {
        this.channel = channel;
        this.welcome = welcome;
        this.logins = logins;
        this.keeper = keeper;
    }

    /**
     * Shakes hands; blocks. The connection owns {@code channel} from here, after a failure too.
     *
     * @throws TunnelException HELPER_UNAVAILABLE when what listens there is not a helper. One of another protocol can
     *     be asked for its status and to take down tunnels; all else then fails with HELPER_UNAVAILABLE
     */
    static HelperLink open(SocketChannel channel, String build, LoginSide.Factory logins, KeeperDoor keeper)
            throws TunnelException {
        Thread bound = Thread.ofVirtual().name("helper-handshake").start(() -> {
            try {
                Thread.sleep(HANDSHAKE);
                closeQuietly(channel, null);
            } catch (InterruptedException e) {
                // it has answered
            }
        });
        try {
            Frames.write(channel, Frames.encode(new Command.Hello(Command.PROTOCOL, build)));
            if (Frames.read(channel, Event.class) instanceof Event.Welcome welcome) {
                HelperLink link = new HelperLink(channel, welcome, logins, keeper);
                Thread.ofPlatform().daemon().name("helper-reader").start(link::read);
                return link;
            }
            channel.close();
            throw unavailable("no-answer", null);
        } catch (TunnelException e) {
            throw e;
        } catch (AsynchronousCloseException e) {
            throw unavailable("silent", e);
        } catch (IOException e) {
            closeQuietly(channel, e);
            throw unavailable(String.valueOf(e.getMessage()), e);
        } finally {
            bound.interrupt();
        }
    }

    @Override
    public Event.Welcome welcome() {
        return welcome;
    }

    @Override
    public void up(String profileText, Consumer<Event> progress) throws TunnelException {
        Profile profile = ProfileText.parse(profileText);
        Login login = login(profile, profileText, LoginSide.Carried.NOTHING);
        Login before = loginsByName.put(profile.name(), login);
        boolean stays = false;
        boolean othersStays = false;
        try {
            LoginOffer offer = login.side().offer();
            following(profile.name(), progress, () -> request(id -> new Command.Up(id, profileText, offer)));
            stays = true;
        } catch (TunnelException e) {
            othersStays = e.failure().cause() == FailureCause.NAME_IN_USE;
            throw e;
        } finally {
            if (!stays) {
                forget(profile.name());
            }
            if (before != null && othersStays) {
                loginsByName.put(profile.name(), before);
            } else if (before != null) {
                before.side().close();
            }
        }
    }

    @Override
    public void down(String name, Consumer<Event> progress) throws TunnelException {
        following(name, progress, () -> request(id -> new Command.Down(id, name)));
        forget(name);
    }

    @Override
    public void downAll(Consumer<Event> progress) throws TunnelException {
        following(null, progress, () -> request(Command.DownAll::new));
        List.copyOf(loginsByName.keySet()).forEach(this::forget);
    }

    @Override
    public List<TunnelStatus> status() throws TunnelException {
        if (request(Command.Status::new) instanceof Event.Snapshot snapshot) {
            return snapshot.tunnels();
        }
        throw unavailable("no-answer", null);
    }

    @Override
    public void leave(String name) throws TunnelException {
        request(id -> new Command.Leave(id, name));
        forget(name);
    }

    @Override
    public void pause(String name, int minutes) throws TunnelException {
        request(id -> new Command.Pause(id, name, minutes));
    }

    @Override
    public List<Event.PlannedStep> plan(String profileText) throws TunnelException {
        Event answer = offering(profileText, (name, offer) -> request(id -> new Command.Plan(id, profileText, offer)));
        if (answer instanceof Event.Planned planned) {
            return planned.steps();
        }
        throw unavailable("no-answer", null);
    }

    @Override
    public void examine(String profileText, Consumer<Event> told) throws TunnelException {
        offering(
                profileText,
                (name, offer) ->
                        following(name, told, () -> request(id -> new Command.Examine(id, profileText, offer))));
    }

    private interface Offered {
        Event ask(String name, LoginOffer offer) throws TunnelException;
    }

    /** Asks with a login for this alone; who answered for the tunnel before does so again after. */
    private Event offering(String profileText, Offered request) throws TunnelException {
        Profile profile = ProfileText.parse(profileText);
        Login login = login(profile, profileText, LoginSide.Carried.NOTHING);
        Login before = loginsByName.put(profile.name(), login);
        try {
            return request.ask(profile.name(), login.side().offer());
        } finally {
            forget(profile.name());
            if (before != null) {
                loginsByName.put(profile.name(), before);
            }
        }
    }

    @Override
    public void watch(Consumer<Event> listener) throws TunnelException {
        followers.add(new Follower(null, listener));
        request(Command.Watch::new);
    }

    @Override
    public void hurry() throws TunnelException {
        request(Command.Hurry::new);
    }

    @Override
    public void keep(String name) throws TunnelException {
        Login login = loginsByName.get(name);
        if (login != null) {
            keeper.handOver(new Handover(login.profileText(), login.side().carried()));
        }
    }

    /** Answers this tunnel's questions from now on, and shows {@code listener} its states. @return the tunnel's name */
    String adopt(Handover handover, Consumer<Event> listener) throws TunnelException {
        Profile profile = ProfileText.parse(handover.profile());
        Login before = loginsByName.put(profile.name(), login(profile, handover.profile(), handover.carried()));
        if (before != null) {
            before.side().close();
        }
        followers.add(new Follower(profile.name(), listener));
        request(id -> new Command.Adopt(id, profile.name()));
        return profile.name();
    }

    @Override
    public void onClosed(Runnable listener) {
        var _ = lost.thenRun(listener);
    }

    @Override
    public void close() {
        closed = true;
        closeQuietly(channel, null);
        List.copyOf(loginsByName.keySet()).forEach(this::forget);
    }

    private Login login(Profile profile, String text, LoginSide.Carried carried) throws TunnelException {
        return new Login(text, logins.of(profile, carried));
    }

    private void forget(String name) {
        Login login = loginsByName.remove(name);
        if (login != null) {
            login.side().close();
        }
    }

    private interface Request {
        Event make() throws TunnelException;
    }

    private Event following(@Nullable String name, Consumer<Event> listener, Request request) throws TunnelException {
        Follower follower = new Follower(name, listener);
        followers.add(follower);
        try {
            return request.make();
        } finally {
            followers.remove(follower);
        }
    }

    /** Sends a command and waits for what answers it; a Done that says why not is thrown. */
    private Event request(LongFunction<Command> command) throws TunnelException {
        if (welcome.protocol() != Command.PROTOCOL && !isOfEveryProtocol(command.apply(0))) {
            throw unavailable("other-version", null);
        }
        long id = requests.incrementAndGet();
        CompletableFuture<Event> answer = new CompletableFuture<>();
        pending.put(id, answer);
        try {
            if (lost.isDone() || closed) {
                throw gone();
            }
            send(command.apply(id));
            Event event = answer.get();
            if (event instanceof Event.Done done && done.failure() != null) {
                throw new TunnelException(done.failure());
            }
            return event;
        } catch (IllegalArgumentException e) {
            throw new TunnelException(
                    Failure.of(FailureCause.PROFILE_INVALID, "pointer", "", "reason", String.valueOf(e.getMessage())),
                    e);
        } catch (IOException e) {
            throw e instanceof TunnelException named ? named : gone();
        } catch (ExecutionException e) {
            throw gone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TunnelException(Failure.of(FailureCause.CANCELLED), e);
        } finally {
            pending.remove(id);
        }
    }

    private static boolean isOfEveryProtocol(Command command) {
        return command instanceof Command.Down
                || command instanceof Command.DownAll
                || command instanceof Command.Status;
    }

    private void send(Command command) throws IOException {
        ByteBuffer frame = Frames.encode(command);
        synchronized (writing) {
            Frames.write(channel, frame);
        }
    }

    private void read() {
        try {
            for (Event event = Frames.read(channel, Event.class);
                    event != null;
                    event = Frames.read(channel, Event.class)) {
                handle(event);
            }
        } catch (IOException e) {
            // Ended or broken, the connection is of no more use; who waits is told below.
            closeQuietly(channel, e);
        } finally {
            closeQuietly(channel, null);
            IOException end = new IOException("the helper's connection ended");
            boolean byUs = closed;
            closed = true;
            List.copyOf(pending.values()).forEach(answer -> answer.completeExceptionally(end));
            if (!byUs) {
                lost.complete(null);
            }
        }
    }

    private void handle(Event event) {
        switch (event) {
            case Event.Done done -> complete(done.request(), done);
            case Event.Snapshot snapshot -> {
                tell(null, snapshot);
                complete(snapshot.request(), snapshot);
            }
            case Event.Planned planned -> complete(planned.request(), planned);
            case Event.NeedHostKeyDecision q -> answer(q.name(), q.question(), side -> side.answer(q));
            case Event.NeedSignature q -> answer(q.name(), q.question(), side -> side.answer(q));
            case Event.NeedSecret q -> answer(q.name(), q.question(), side -> side.answer(q));
            case Event.LoggedIn q -> answer(q.name(), q.question(), side -> side.answer(q));
            case Event.ShownHostKeys q -> answer(q.name(), q.question(), side -> side.answer(q));
            case Event.NeedStream q -> answer(q.name(), q.question(), side -> side.answer(q, Carrier.at(channel)));
            case Event.State state -> tell(state.name(), state);
            case Event.Warning warning -> tell(warning.name(), warning);
            case Event.Banner banner -> tell(banner.name(), banner);
            case Event.Checked checked -> tell(checked.name(), checked);
            case Event.Stats stats -> tell(null, stats);
            case Event.Welcome _ -> {}
        }
    }

    private void complete(long request, Event event) {
        CompletableFuture<Event> answer = pending.get(request);
        if (answer != null) {
            answer.complete(event);
        }
    }

    private void tell(@Nullable String name, Event event) {
        for (Follower follower : followers) {
            if (follower.name() == null || follower.name().equals(name)) {
                follower.listener().accept(event);
            }
        }
    }

    private void answer(String name, long question, Function<LoginSide, Command.Answer> answering) {
        Thread.ofVirtual().name("answer").start(() -> {
            Login login = loginsByName.get(name);
            try {
                send(Answering.of(login == null ? null : login.side(), question, answering));
            } catch (IOException e) {
                closeQuietly(channel, e);
            }
        });
    }

    private static TunnelException gone() {
        return unavailable("ended", null);
    }

    private static TunnelException unavailable(String reason, @Nullable Throwable cause) {
        return new TunnelException(Failure.of(FailureCause.HELPER_UNAVAILABLE, "reason", reason), cause);
    }

    private static void closeQuietly(SocketChannel channel, @Nullable Throwable reason) {
        try {
            channel.close();
        } catch (IOException e) {
            if (reason != null) {
                reason.addSuppressed(e);
            }
        }
    }
}

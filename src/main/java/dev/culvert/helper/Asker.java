package dev.culvert.helper;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.HostPort;
import dev.culvert.net.TunnelException;
import dev.culvert.ssh.LoginCallbacks;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Puts the questions of one tunnel's logins to the user's side: to the client that adopted the tunnel last, else to the one that
 * asked for it, else to nobody, which answers no. When a client goes while it is asked, the next is. Thread-safe.
 */
final class Asker implements Questions {
    private final String name;
    private final Streams streams;
    private final Deque<Client> answerers = new ArrayDeque<>();
    private @Nullable CompletableFuture<Command.Answer> asking;
    private boolean cancelled;

    Asker(String name, Client first, Streams streams) {
        this.name = name;
        this.streams = streams;
        answerers.add(first);
    }

    synchronized void adopt(Client client) {
        answerers.remove(client);
        answerers.addFirst(client);
    }

    /** Asked when those before it are gone. */
    synchronized void add(Client client) {
        if (!answerers.contains(client)) {
            answerers.addLast(client);
        }
    }

    synchronized void forget(Client client) {
        answerers.remove(client);
    }

    synchronized boolean hasSomebody() {
        return answerers.stream().anyMatch(Client::isOpen);
    }

    /** What is asked now and from now on is answered no. */
    synchronized void cancel() {
        cancelled = true;
        if (asking != null) {
            asking.cancel(false);
        }
    }

    @Override
    public SocketChannel stream() throws TunnelException {
        try (Streams.Expected expected = streams.expect()) {
            Command.Answer answer = ask(id -> new Event.NeedStream(id, name, expected.token()));
            if (answer != null && answer.refusal() != null) {
                throw new TunnelException(answer.refusal());
            }
            SocketChannel stream = expected.taken();
            if (stream == null) {
                throw new TunnelException(
                        Thread.currentThread().isInterrupted()
                                ? FailureCause.CANCELLED
                                : FailureCause.PROXY_COMMAND_FAILED);
            }
            return stream;
        }
    }

    @Override
    public LoginCallbacks of(int hop) {
        return new OfHop(hop);
    }

    private final class OfHop implements LoginCallbacks {
        private final int hop;

        OfHop(int hop) {
            this.hop = hop;
        }

        @Override
        public @Nullable Failure hostKey(HostKeyQuestion question) {
            Command.Answer answer = ask(id ->
                    new Event.NeedHostKeyDecision(id, name, hop, question.host(), question.port(), question.hostKey()));
            if (answer != null && Boolean.TRUE.equals(answer.trusted())) {
                return null;
            }
            if (answer != null && answer.refusal() != null) {
                return answer.refusal();
            }
            String server = new HostPort(question.host(), question.port()).toString();
            return Failure.of(FailureCause.HOST_KEY_UNKNOWN, "server", server);
        }

        @Override
        public byte @Nullable [] sign(SignatureQuestion question) {
            Command.Answer answer = ask(id -> new Event.NeedSignature(
                    id,
                    name,
                    hop,
                    question.publicKey(),
                    question.algorithm(),
                    question.data(),
                    question.hostKey(),
                    question.hostSignature()));
            return answer == null ? null : answer.signature();
        }

        @Override
        public @Nullable List<String> secrets(SecretQuestion question) {
            String kind = question.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
            List<Event.NeedSecret.Prompt> prompts = question.prompts().stream()
                    .map(prompt -> new Event.NeedSecret.Prompt(prompt.text(), prompt.echo()))
                    .toList();
            Command.Answer answer = ask(id -> new Event.NeedSecret(
                    id,
                    name,
                    hop,
                    kind,
                    question.user(),
                    question.host(),
                    question.name(),
                    question.instruction(),
                    prompts));
            if (answer != null
                    && answer.refusal() != null
                    && answer.refusal().cause() == FailureCause.SECRET_DECLINED) {
                return List.of();
            }
            List<String> secrets = answer == null ? null : answer.secrets();
            return secrets != null && secrets.size() == prompts.size() ? secrets : null;
        }

        @Override
        public void loggedIn() {
            ask(id -> new Event.LoggedIn(id, name, hop));
        }

        @Override
        public void hostKeys(HostKeysShown shown) {
            ask(id -> new Event.ShownHostKeys(
                    id,
                    name,
                    hop,
                    shown.sessionId(),
                    shown.hostKey(),
                    shown.hostSignature(),
                    shown.keys(),
                    shown.signatures()));
        }

        @Override
        public void banner(String text) {
            Client client = current();
            if (client != null) {
                client.send(new Event.Banner(name, hop, text));
            }
        }
    }

    /** @return null when nobody answers */
    private Command.@Nullable Answer ask(LongFunction<Event> question) {
        for (Client client = current(); client != null; client = current()) {
            CompletableFuture<Command.Answer> answer = client.ask(question);
            synchronized (this) {
                asking = answer;
                if (cancelled) {
                    answer.cancel(false);
                }
            }
            try {
                return answer.get();
            } catch (InterruptedException e) {
                answer.cancel(false);
                Thread.currentThread().interrupt();
                return null;
            } catch (ExecutionException e) {
                throw new IllegalStateException("an answer only completes or is cancelled", e);
            } catch (CancellationException e) {
                LoggerFactory.getLogger(Asker.class).debug("{}: a question lost who was asked", name);
            } finally {
                // an answer may be a secret: it is not kept for as long as the tunnel lives
                forgetAnswer();
            }
        }
        return null;
    }

    private synchronized void forgetAnswer() {
        asking = null;
    }

    private synchronized @Nullable Client current() {
        return cancelled
                ? null
                : answerers.stream().filter(Client::isOpen).findFirst().orElse(null);
    }
}

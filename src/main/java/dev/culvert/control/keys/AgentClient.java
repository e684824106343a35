package dev.culvert.control.keys;

import dev.culvert.control.keys.SshReader.MalformedException;
import dev.culvert.control.words.Printable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Speaks to an ssh-agent (draft-ietf-sshm-ssh-agent; OpenSSH's PROTOCOL.agent), one connection a request: an agent that was
 * started anew meanwhile serves as well. Blocks while the agent asks its user, but not for ever. Thread-safe.
 */
final class AgentClient {
    private static final int FAILURE = 5;
    private static final int REQUEST_IDENTITIES = 11;
    private static final int IDENTITIES_ANSWER = 12;
    private static final int SIGN_REQUEST = 13;
    private static final int SIGN_RESPONSE = 14;
    private static final int EXTENSION = 27;
    private static final int RSA_SHA2_256 = 2;
    private static final int RSA_SHA2_512 = 4;

    /** As OpenSSH's authfd.c has them. */
    private static final int LONGEST_MESSAGE = 256 * 1024;

    private static final int MOST_IDENTITIES = 2048;
    private static final int LONGEST_COMMENT = 200;

    private final AgentDoor door;
    private final Patience patience;
    private final Runnable onSlow;

    /** @param onSlow runs when an answer takes longer than {@link Patience#unexplained}: somebody may have to unlock the agent */
    AgentClient(AgentDoor door, Patience patience, Runnable onSlow) {
        this.door = door;
        this.patience = patience;
        this.onSlow = onSlow;
    }

    /**
     * How long an answer may take.
     *
     * @param unexplained before the person is told that the agent is waited for
     * @param extension what an agent does not know, it should say at once
     * @param person for what a person may have to unlock, confirm or touch: less than sshd's LoginGraceTime of 120 s
     */
    record Patience(Duration unexplained, Duration extension, Duration person) {
        static final Patience USUAL =
                new Patience(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(100));
    }

    record Entry(SshKey key, String comment) {}

    /** What a signature logs in to, so that keys bound to certain hosts (ssh-add -h) can be used. */
    record Binding(byte[] hostKey, byte[] sessionId, byte[] hostSignature) {}

    List<Entry> identities() throws IOException {
        try (ByteChannel agent = open()) {
            SshReader answer = waited(agent, new SshWriter().putByte(REQUEST_IDENTITIES));
            if (answer.readByte() != IDENTITIES_ANSWER) {
                throw new IOException("the agent does not list its keys");
            }
            int count = answer.readInt();
            if (count > MOST_IDENTITIES) {
                throw new IOException("the agent says it has " + count + " keys");
            }
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] blob = answer.readBytes();
                String comment = Printable.line(answer.readString());
                try {
                    entries.add(new Entry(
                            SshKey.of(blob), comment.substring(0, Math.min(comment.length(), LONGEST_COMMENT))));
                } catch (MalformedException e) {
                    // a kind of key that this program does not know
                }
            }
            return entries;
        } catch (MalformedException e) {
            throw new IOException("the agent's answer is malformed", e);
        }
    }

    /** @return the signature blob; empty when the agent, or its user, declines */
    Optional<byte[]> sign(SshKey key, String algorithm, byte[] data, Binding binding) throws IOException {
        String plain = Signatures.plain(algorithm);
        int flags = switch (plain) {
            case "rsa-sha2-256" -> RSA_SHA2_256;
            case "rsa-sha2-512" -> RSA_SHA2_512;
            default -> 0;
        };
        SshWriter request = new SshWriter()
                .putByte(SIGN_REQUEST)
                .putBytes(key.blob())
                .putBytes(data)
                .putInt(flags);
        Optional<byte[]> signature = sign(request, binding);
        if (signature.isPresent() && !algorithmOf(signature.get()).equals(plain)) {
            // an agent that is too old for the flags signs by SHA-1
            throw new IOException("the agent signed by " + Printable.line(algorithmOf(signature.get())));
        }
        return signature;
    }

    private Optional<byte[]> sign(SshWriter request, Binding binding) throws IOException {
        try (ByteChannel agent = open()) {
            if (bind(agent, binding)) {
                return signature(waited(agent, request));
            }
        }
        try (ByteChannel agent = open()) {
            return signature(waited(agent, request));
        }
    }

    private static String algorithmOf(byte[] signature) throws IOException {
        try {
            return new SshReader(signature).readString();
        } catch (MalformedException e) {
            throw new IOException("the agent's signature is malformed", e);
        }
    }

    private static Optional<byte[]> signature(SshReader answer) throws IOException {
        try {
            return switch (answer.readByte()) {
                case SIGN_RESPONSE -> Optional.of(answer.readBytes());
                case FAILURE -> Optional.empty();
                default -> throw new IOException("the agent's answer is malformed");
            };
        } catch (MalformedException e) {
            throw new IOException("the agent's answer is malformed", e);
        }
    }

    /**
     * @return false when this agent does not know extensions, and hangs up at one, or says nothing; agents that answer FAILURE can go on
     */
    private boolean bind(ByteChannel agent, Binding binding) {
        SshWriter message = new SshWriter()
                .putByte(EXTENSION)
                .putString("session-bind@openssh.com")
                .putBytes(binding.hostKey())
                .putBytes(binding.sessionId())
                .putBytes(binding.hostSignature())
                .putByte(0);
        try {
            begin(agent, message).get(patience.extension().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** In a thread of its own: where an agent takes no connections, and its queue of them is full, the system waits without limit. */
    private ByteChannel open() throws IOException {
        CompletableFuture<ByteChannel> opened = new CompletableFuture<>();
        Thread opening = Thread.ofPlatform().daemon().name("ssh-agent").start(() -> {
            try {
                ByteChannel agent = door.open();
                if (!opened.complete(agent)) {
                    agent.close();
                }
            } catch (IOException e) {
                opened.completeExceptionally(e);
            }
        });
        try {
            return waited(opened);
        } finally {
            if (opened.cancel(false)) {
                opening.interrupt();
            }
        }
    }

    private SshReader waited(ByteChannel agent, SshWriter message) throws IOException {
        return waited(begin(agent, message));
    }

    private <T> T waited(CompletableFuture<T> answer) throws IOException {
        long unexplained = patience.unexplained().toMillis();
        try {
            try {
                return answer.get(unexplained, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                onSlow.run();
                return answer.get(patience.person().toMillis() - unexplained, TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() == null ? null : e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new InterruptedIOException(
                    "the agent did not answer within " + patience.person().toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** In a thread of its own, which ends when {@code agent} is closed: a pipe of Windows knows no time limit. */
    private static CompletableFuture<SshReader> begin(ByteChannel agent, SshWriter message) {
        CompletableFuture<SshReader> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("ssh-agent").start(() -> {
            try {
                answer.complete(ask(agent, message));
            } catch (IOException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private static SshReader ask(ByteChannel agent, SshWriter message) throws IOException {
        ByteBuffer out =
                ByteBuffer.wrap(new SshWriter().putBytes(message.toByteArray()).toByteArray());
        while (out.hasRemaining()) {
            agent.write(out);
        }
        int length = readFully(agent, Integer.BYTES).getInt();
        if (length < 1 || length > LONGEST_MESSAGE) {
            throw new IOException("the agent's answer is " + Integer.toUnsignedString(length) + " bytes long");
        }
        return new SshReader(readFully(agent, length).array());
    }

    private static ByteBuffer readFully(ByteChannel agent, int count) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(count);
        while (in.hasRemaining()) {
            if (agent.read(in) < 0) {
                throw new IOException("the agent closed the connection");
            }
        }
        return in.flip();
    }
}

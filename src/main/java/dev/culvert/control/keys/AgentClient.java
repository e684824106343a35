package dev.culvert.control.keys;

import dev.culvert.control.keys.SshReader.MalformedException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Speaks to an ssh-agent (draft-ietf-sshm-ssh-agent; OpenSSH's PROTOCOL.agent), one connection a request: an agent that was
 * started anew meanwhile serves as well. Blocks while the agent asks its user. Thread-safe.
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
    private static final int LONGEST_MESSAGE = 256 * 1024;

    private final Path socket;

    AgentClient(Path socket) {
        this.socket = socket;
    }

    record Entry(SshKey key, String comment) {}

    /** What a signature logs in to, so that keys bound to certain hosts (ssh-add -h) can be used. */
    record Binding(byte[] hostKey, byte[] sessionId, byte[] hostSignature) {}

    List<Entry> identities() throws IOException {
        try (SocketChannel agent = connect()) {
            SshReader answer = ask(agent, new SshWriter().putByte(REQUEST_IDENTITIES));
            if (answer.readByte() != IDENTITIES_ANSWER) {
                throw new IOException("the agent does not list its keys");
            }
            int count = answer.readInt();
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] blob = answer.readBytes();
                String comment = answer.readString();
                try {
                    entries.add(new Entry(SshKey.of(blob), comment));
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
        int flags = switch (Signatures.plain(algorithm)) {
            case "rsa-sha2-256" -> RSA_SHA2_256;
            case "rsa-sha2-512" -> RSA_SHA2_512;
            default -> 0;
        };
        SshWriter request = new SshWriter()
                .putByte(SIGN_REQUEST)
                .putBytes(key.blob())
                .putBytes(data)
                .putInt(flags);
        try (SocketChannel agent = connect()) {
            if (bind(agent, binding)) {
                return signature(ask(agent, request));
            }
        } catch (MalformedException e) {
            throw new IOException("the agent's answer is malformed", e);
        }
        try (SocketChannel agent = connect()) {
            return signature(ask(agent, request));
        } catch (MalformedException e) {
            throw new IOException("the agent's answer is malformed", e);
        }
    }

    private static Optional<byte[]> signature(SshReader answer) throws IOException {
        return switch (answer.readByte()) {
            case SIGN_RESPONSE -> Optional.of(answer.readBytes());
            case FAILURE -> Optional.empty();
            default -> throw new IOException("the agent's answer is malformed");
        };
    }

    /** @return false when this agent does not know extensions, and hangs up at one; agents that answer FAILURE can go on */
    private static boolean bind(SocketChannel agent, Binding binding) {
        try {
            ask(
                    agent,
                    new SshWriter()
                            .putByte(EXTENSION)
                            .putString("session-bind@openssh.com")
                            .putBytes(binding.hostKey())
                            .putBytes(binding.sessionId())
                            .putBytes(binding.hostSignature())
                            .putByte(0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private static SshReader ask(SocketChannel agent, SshWriter message) throws IOException {
        ByteBuffer out =
                ByteBuffer.wrap(new SshWriter().putBytes(message.toByteArray()).toByteArray());
        while (out.hasRemaining()) {
            agent.write(out);
        }
        int length = readFully(agent, 4).getInt();
        if (length < 1 || length > LONGEST_MESSAGE) {
            throw new IOException("the agent's answer is " + length + " bytes long");
        }
        return new SshReader(readFully(agent, length).array());
    }

    private static ByteBuffer readFully(SocketChannel agent, int count) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(count);
        while (in.hasRemaining()) {
            if (agent.read(in) < 0) {
                throw new IOException("the agent closed the connection");
            }
        }
        return in.flip();
    }
}

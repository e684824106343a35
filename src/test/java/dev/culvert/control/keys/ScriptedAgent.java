package dev.culvert.control.keys;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Something at an agent's socket that answers as a test wants it to. */
final class ScriptedAgent implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final Path socket;
    private final Script script;

    private ScriptedAgent(ServerSocketChannel listener, Path socket, Script script) {
        this.listener = listener;
        this.socket = socket;
        this.script = script;
    }

    /** Raw bytes for a request without its length, the answer's own length among them; null hangs up. */
    interface Script {
        byte @Nullable [] answer(byte[] request) throws IOException, InterruptedException;
    }

    static ScriptedAgent start(Path socket, Script script) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        ScriptedAgent agent = new ScriptedAgent(listener, socket, script);
        Thread.ofVirtual().start(agent::serve);
        return agent;
    }

    /** Asks a real agent and gives its answer. */
    static byte[] passOn(Path real, byte[] request) throws IOException {
        try (SocketChannel agent = SocketChannel.open(UnixDomainSocketAddress.of(real))) {
            agent.write(ByteBuffer.wrap(new SshWriter().putBytes(request).toByteArray()));
            var in = Channels.newInputStream(agent);
            int length = ByteBuffer.wrap(in.readNBytes(4)).getInt();
            return new SshWriter().putBytes(in.readNBytes(length)).toByteArray();
        }
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            var in = Channels.newInputStream(client);
            while (true) {
                byte[] length = in.readNBytes(4);
                if (length.length < 4) {
                    return;
                }
                byte[] answer =
                        script.answer(in.readNBytes(ByteBuffer.wrap(length).getInt()));
                if (answer == null) {
                    return;
                }
                client.write(ByteBuffer.wrap(answer));
            }
        } catch (IOException | InterruptedException e) {
            // who asked has hung up
        }
    }

    AgentClient client(AgentClient.Patience patience, Runnable onSlow) {
        return new AgentClient(AgentDoor.at(socket), patience, onSlow);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

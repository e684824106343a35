package dev.culvert.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.AcceptAllPublickeyAuthenticator;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;

/** An SSH server on loopback that takes one tunnel, keeps the data strings that come and sends any that it is given. */
final class RawTunServer implements AutoCloseable {
    final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final SshServer server = SshServer.setUpDefaultServer();
    private final CompletableFuture<RawChannel> channel = new CompletableFuture<>();
    private final boolean echo;
    private final boolean credit;
    private final int window;

    /**
     * @param echo sends back each data string
     * @param credit gives the window back as data comes
     */
    RawTunServer(boolean echo, boolean credit, int window, Consumer<SshServer> set) throws IOException {
        this.echo = echo;
        this.credit = credit;
        this.window = window;
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
        server.setPublickeyAuthenticator(AcceptAllPublickeyAuthenticator.INSTANCE);
        server.setChannelFactories(List.of(new ChannelFactory() {
            @Override
            public String getName() {
                return TunCodec.CHANNEL_TYPE;
            }

            @Override
            public Channel createChannel(Session session) {
                return new RawChannel();
            }
        }));
        set.accept(server);
        server.start();
    }

    int port() {
        return server.getPort();
    }

    /** Sends {@code data} as one SSH_MSG_CHANNEL_DATA, whatever it is. */
    void send(byte[] data) {
        channel.join().send(data);
    }

    /** Lets the client send {@code bytes} more. */
    void allow(int bytes) throws IOException {
        channel.join().sendWindowAdjust(bytes);
    }

    /** Ends the channel. */
    void closeChannel() {
        channel.join().close(false);
    }

    /** Drops every connection. */
    void stop() throws IOException {
        server.stop(true);
    }

    @Override
    public void close() throws IOException {
        stop();
    }

    private final class RawChannel extends AbstractServerChannel {
        RawChannel() {
            super("raw", List.of(), null);
            CoreModuleProperties.WINDOW_SIZE.set(this, (long) window);
        }

        @Override
        protected OpenFuture doInit(Buffer buffer) {
            OpenFuture future = new DefaultOpenFuture(this, this);
            signalChannelOpenSuccess();
            future.setOpened();
            return future;
        }

        /** Without MINA's accounting: what may come is the test's to say. */
        @Override
        public void handleData(Buffer buffer) throws IOException {
            long length = buffer.getUInt();
            doWriteData(buffer.array(), buffer.rpos(), length);
        }

        @Override
        protected void doWriteData(byte[] data, int offset, long length) throws IOException {
            channel.complete(this);
            byte[] copy = Arrays.copyOfRange(data, offset, offset + (int) length);
            received.add(copy);
            if (credit) {
                sendWindowAdjust(length);
            }
            if (echo) {
                send(copy);
            }
        }

        void send(byte[] data) {
            try {
                Buffer buffer = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, data.length + 16);
                buffer.putUInt(getRecipient());
                buffer.putBytes(data);
                writePacket(buffer);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void sendWindowAdjust(long length) throws IOException {
            super.sendWindowAdjust(length);
        }

        @Override
        protected void doWriteExtendedData(byte[] data, int offset, long length) {
            throw new UnsupportedOperationException();
        }
    }
}

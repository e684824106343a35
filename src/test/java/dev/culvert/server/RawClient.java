package dev.culvert.server;

import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.ReservedSessionMessagesHandler;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/** A client that keeps to SSH and otherwise sends what it is told: the server must bear it. */
final class RawClient implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(30);

    private final SshClient client;
    private final ClientSession session;
    private final List<String> debugTexts = new CopyOnWriteArrayList<>();

    private RawClient(SshClient client, int port) throws IOException {
        this.client = client;
        client.setReservedSessionMessagesHandler(new ReservedSessionMessagesHandler() {
            @Override
            public void handleDebugMessage(Session from, Buffer buffer) {
                buffer.getBoolean();
                debugTexts.add(buffer.getString());
            }
        });
        session = client.connect("anyone", "127.0.0.1", port).verify(SOON).getSession();
    }

    /** @param identification what follows SSH-2.0- in the banner */
    static RawClient connect(int port, String identification) throws IOException {
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setFilePasswordProvider(FilePasswordProvider.EMPTY);
        CoreModuleProperties.CLIENT_IDENTIFICATION.set(client, identification);
        CoreModuleProperties.REQUEST_EXEC_REPLY.set(client, true);
        client.start();
        return new RawClient(client, port);
    }

    static KeyPair newKey() {
        try {
            return KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    RawClient login(KeyPair key) throws IOException {
        session.addPublicKeyIdentity(key);
        session.auth().verify(SOON);
        return this;
    }

    RawClient login(String password) throws IOException {
        session.addPasswordIdentity(password);
        session.auth().verify(SOON);
        return this;
    }

    ClientSession session() {
        return session;
    }

    List<String> debugTexts() {
        return debugTexts;
    }

    /**
     * @param window bytes the server may send ahead, counted as this client's kind counts
     * @throws SshChannelOpenException when it is refused
     */
    Channel open(int mode, int unit, int window) throws IOException {
        boolean openSsh = session.getClientVersion().startsWith("SSH-2.0-OpenSSH");
        Channel channel = new Channel(mode, unit, window, openSsh ? 4 : 0);
        session.getService(ConnectionService.class).registerChannel(channel);
        try {
            channel.open().verify(SOON);
        } catch (SshException e) {
            if (e.getCause() instanceof SshChannelOpenException refused) {
                throw refused;
            }
            throw e;
        }
        return channel;
    }

    @Override
    public void close() {
        client.stop();
    }

    /** A {@code tun@openssh.com} channel. */
    static final class Channel extends AbstractClientChannel {
        private final int mode;
        private final int unit;
        private final int surcharge;
        private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        private final AtomicLong overruns = new AtomicLong();
        private final AtomicLong messages = new AtomicLong();

        private Channel(int mode, int unit, int window, int surcharge) {
            super("tun@openssh.com");
            this.mode = mode;
            this.unit = unit;
            this.surcharge = surcharge;
            CoreModuleProperties.WINDOW_SIZE.set(this, (long) window);
            CoreModuleProperties.MAX_PACKET_SIZE.set(this, 32768L);
        }

        /** Sends one message of channel data, waiting for the server's window. */
        void send(byte[] data) throws IOException, InterruptedException {
            getRemoteWindow().waitAndConsume(data.length, SOON);
            Buffer buffer = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, data.length + 16);
            buffer.putUInt(getRecipient());
            buffer.putBytes(data);
            writePacket(buffer);
        }

        /** The next message's data; null when none comes in time. */
        byte @Nullable [] next() throws InterruptedException {
            return received.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        }

        /** How often the server sent what did not fit the window. */
        long overruns() {
            return overruns.get();
        }

        long messages() {
            return messages.get();
        }

        @Override
        public synchronized OpenFuture open() throws IOException {
            openFuture = new DefaultOpenFuture(this, futureLock);
            Buffer buffer = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 64);
            buffer.putString("tun@openssh.com");
            buffer.putUInt(getChannelId());
            buffer.putUInt(getLocalWindow().getSize());
            buffer.putUInt(getLocalWindow().getPacketSize());
            buffer.putUInt(mode);
            buffer.putUInt(unit & 0xffff_ffffL);
            writePacket(buffer);
            return openFuture;
        }

        @Override
        protected void doOpen() {}

        @Override
        public void handleData(Buffer buffer) throws IOException {
            byte[] data = buffer.getBytes();
            messages.incrementAndGet();
            int counted = data.length + surcharge;
            if (counted > getLocalWindow().getSize()) {
                overruns.incrementAndGet();
                return;
            }
            getLocalWindow().consume(counted);
            received.add(data);
            getLocalWindow().release(counted);
        }
    }
}

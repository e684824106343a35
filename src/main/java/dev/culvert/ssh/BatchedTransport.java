package dev.culvert.ssh;

import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.Factory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.IoServiceFactoryFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/**
 * Makes a MINA client fit to carry packets, over a {@link Wire} that each connection is given: one thread and one large read a connection, one socket write for a batch of packets
 * ({@link TunSession}), AES-GCM without waste.
 */
public final class BatchedTransport {
    private BatchedTransport() {}

    /** Call before {@link SshClient#start}. Sets transport, sessions, ciphers and when keys are exchanged anew. */
    public static void install(SshClient client) {
        client.setIoServiceFactoryFactory(new Sockets());
        client.setSessionFactory(new SessionFactory(client) {
            @Override
            protected ClientSessionImpl doCreateSession(IoSession ioSession) throws Exception {
                return new TunSession(getClient(), ioSession);
            }
        });
        client.setCipherFactories(ciphers());
        // As OpenSSH: new keys after 2^32 blocks of 16 bytes (RFC 4344 §3.2), which MINA counts too, not after each
        // gigabyte.
        CoreModuleProperties.REKEY_BYTES_LIMIT.set(client, 0L);
    }

    /** What to offer, best first: AES-GCM where the processor has AES, else ChaCha20. */
    public static List<NamedFactory<Cipher>> ciphers() {
        return Algorithms.proposedCiphers();
    }

    private static final class Sockets implements IoServiceFactoryFactory {
        @Override
        public IoServiceFactory create(FactoryManager manager) {
            return new SocketServices(manager);
        }

        @Override
        public void setExecutorServiceFactory(Factory<CloseableExecutorService> factory) {
            // Connections have threads of their own.
        }
    }

    private static final class SocketServices extends AbstractCloseable implements IoServiceFactory {
        private @Nullable IoServiceEventListener listener;

        SocketServices(FactoryManager manager) {
            listener = manager.getIoServiceEventListener();
        }

        @Override
        public IoConnector createConnector(IoHandler handler) {
            WireConnector connector = new WireConnector(handler);
            connector.setIoServiceEventListener(listener);
            return connector;
        }

        @Override
        public IoAcceptor createAcceptor(IoHandler handler) {
            throw new UnsupportedOperationException("this transport only connects");
        }

        @Override
        public @Nullable IoServiceEventListener getIoServiceEventListener() {
            return listener;
        }

        @Override
        public void setIoServiceEventListener(@Nullable IoServiceEventListener listener) {
            this.listener = listener;
        }
    }
}

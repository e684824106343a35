package dev.culvert.ssh;

import org.apache.sshd.common.digest.Digest;
import org.apache.sshd.common.kex.KeyExchange;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** A key exchange that hands the host's proof, once MINA has verified it, to the connection's {@link Login}. */
final class RecordedKeyExchange implements KeyExchange {
    private final KeyExchange exchange;

    private RecordedKeyExchange(KeyExchange exchange) {
        this.exchange = exchange;
    }

    static KeyExchangeFactory recording(KeyExchangeFactory factory) {
        return new KeyExchangeFactory() {
            @Override
            public String getName() {
                return factory.getName();
            }

            @Override
            public KeyExchange createKeyExchange(Session session) throws Exception {
                return new RecordedKeyExchange(factory.createKeyExchange(session));
            }
        };
    }

    @Override
    public void init(byte[] serverVersion, byte[] clientVersion, byte[] serverInit, byte[] clientInit)
            throws Exception {
        exchange.init(serverVersion, clientVersion, serverInit, clientInit);
    }

    @Override
    public boolean next(int command, Buffer buffer) throws Exception {
        Buffer reply = new ByteArrayBuffer(buffer.array(), buffer.rpos(), buffer.available());
        if (!exchange.next(command, buffer)) {
            return false;
        }
        // KEXDH_REPLY, KEX_ECDH_REPLY and KEX_DH_GEX_REPLY alike: host key, the server's public value, signature
        byte[] hostKey = reply.getBytes();
        reply.getBytes();
        byte[] signature = reply.getBytes();
        Login.of(getSession()).proved(new HostProof(exchange.getH().clone(), hostKey, signature));
        return true;
    }

    @Override
    public String getName() {
        return exchange.getName();
    }

    @Override
    public Session getSession() {
        return exchange.getSession();
    }

    @Override
    public Digest getHash() {
        return exchange.getHash();
    }

    @Override
    public byte[] getH() {
        return exchange.getH();
    }

    @Override
    public byte[] getK() {
        return exchange.getK();
    }
}

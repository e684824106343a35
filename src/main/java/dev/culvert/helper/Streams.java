package dev.culvert.helper;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections of clients that carry the bytes of a stream in place of frames: each is expected, by a token that counts once. Thread-safe. */
final class Streams {
    private static final Logger log = LoggerFactory.getLogger(Streams.class);

    private static final int TOKEN_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Expected> expected = new ConcurrentHashMap<>();

    /** Expects one; closing it ends that. */
    Expected expect() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        Expected one = new Expected(HexFormat.of().formatHex(bytes));
        expected.put(one.token, one);
        return one;
    }

    /** @return false when nothing with this token is expected: the connection is the caller's still */
    boolean take(String token, SocketChannel channel) {
        Expected one = expected.remove(token);
        return one != null && one.come(channel);
    }

    final class Expected implements AutoCloseable {
        private final String token;
        private @Nullable SocketChannel channel;
        private boolean over;

        private Expected(String token) {
            this.token = token;
        }

        String token() {
            return token;
        }

        private synchronized boolean come(SocketChannel connected) {
            if (!over) {
                channel = connected;
            }
            return !over;
        }

        /** The connection that came, which is the caller's then; null when none did. */
        synchronized @Nullable SocketChannel taken() {
            SocketChannel came = channel;
            channel = null;
            over = true;
            return came;
        }

        /** What came and was not taken is closed. */
        @Override
        public void close() {
            expected.remove(token);
            SocketChannel left = taken();
            if (left != null) {
                try {
                    left.close();
                } catch (IOException e) {
                    log.debug("closing a stream: {}", e.getMessage());
                }
            }
        }
    }
}

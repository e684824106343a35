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

    /** Takes a token, which counts once. @return null when nothing with this one is expected */
    @Nullable
    Expected claim(String token) {
        Expected one = expected.remove(token);
        return one != null && one.claim() ? one : null;
    }

    final class Expected implements AutoCloseable {
        private final String token;
        private @Nullable SocketChannel channel;
        private boolean claimed;
        private boolean over;

        private Expected(String token) {
            this.token = token;
        }

        String token() {
            return token;
        }

        private synchronized boolean claim() {
            claimed = !over;
            return claimed;
        }

        /** Null: what claimed it has gone. @return false when nobody waits any more: the connection is the caller's still */
        synchronized boolean come(@Nullable SocketChannel connected) {
            claimed = false;
            notifyAll();
            if (!over) {
                channel = connected;
            }
            return !over;
        }

        /** The connection that came, which is the caller's then; null when none did. Waits for one whose token was taken. */
        synchronized @Nullable SocketChannel taken() {
            try {
                while (claimed) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            SocketChannel came = channel;
            channel = null;
            over = true;
            return came;
        }

        /** What came and was not taken is closed. */
        @Override
        public void close() {
            expected.remove(token);
            SocketChannel left;
            synchronized (this) {
                over = true;
                left = channel;
                channel = null;
            }
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

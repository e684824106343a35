package dev.culvert.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A POSIX shell script sent to the server's {@code sh} on its standard input: any login shell can start that. */
final class Script {
    /** Runs what comes on standard input, in place of the login shell: a signal to that reaches the script. */
    static final String COMMAND = "exec sh";

    private static final SecureRandom RANDOM = new SecureRandom();

    private Script() {}

    /** A word no server says by itself, so that our lines are told from banners and forced commands. */
    static String newMark() {
        byte[] bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return "culvert-" + HexFormat.of().formatHex(bytes);
    }

    /** One shell word that stands for exactly this text. */
    static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** The text itself where a shell takes it literally, else quoted: for lines that people read and copy. */
    static String word(String text) {
        return text.matches("[A-Za-z0-9._:/@%+-]+") ? text : quote(text);
    }

    /** A script of this package's resources. */
    static String load(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the package lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

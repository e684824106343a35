package dev.culvert.ui.prompts;

import dev.culvert.control.Prompts.HostKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** A host key that nobody knows yet, and whether what the person pasted is the same. */
final class HostKeyViewModel {
    /** As ssh-keygen -l prints it: 32 bytes in Base64 without padding. */
    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:([A-Za-z0-9+/]{43})(?![A-Za-z0-9+/])");

    /** As a {@code .pub} file and known_hosts have it; the first four bytes are the length of the type's name. */
    private static final Pattern KEY = Pattern.compile("\\b(AAAA[A-Za-z0-9+/]{20,}={0,2})");

    /** What comparing says. */
    enum Match {
        /** Nothing to compare. */
        NONE,
        SAME,
        OTHER,
        /** No fingerprint that could be compared. */
        UNREADABLE
    }

    private final HostKey key;
    private final StringProperty pasted = new SimpleStringProperty(this, "pasted", "");
    private final ObjectBinding<Match> match = Bindings.createObjectBinding(this::compare, pasted);

    HostKeyViewModel(HostKey key) {
        this.key = key;
    }

    HostKey key() {
        return key;
    }

    /** A fingerprint, a line that holds one, or a public key. */
    StringProperty pasted() {
        return pasted;
    }

    ObjectBinding<Match> match() {
        return match;
    }

    private Match compare() {
        String text = pasted.get();
        if (text.isBlank()) {
            return Match.NONE;
        }
        Matcher fingerprint = FINGERPRINT.matcher(text);
        if (fingerprint.find()) {
            return fingerprint.group().equals(key.fingerprint()) ? Match.SAME : Match.OTHER;
        }
        Matcher publicKey = KEY.matcher(text);
        if (publicKey.find()) {
            return fingerprintOf(publicKey.group(1)).equals(key.fingerprint()) ? Match.SAME : Match.OTHER;
        }
        return Match.UNREADABLE;
    }

    private static String fingerprintOf(String base64) {
        try {
            byte[] blob = Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (IllegalArgumentException e) {
            return "";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In two lines of about the same length, so that eyes find their way. */
    String fingerprintInTwoLines() {
        String text = key.fingerprint();
        int middle = (text.length() + 2) / 2;
        return text.length() < 40 ? text : text.substring(0, middle) + "\n" + text.substring(middle);
    }

    /** As ssh-keygen names it: {@code ED25519}. */
    String shortType() {
        String type = key.type();
        return switch (type) {
            case "ssh-ed25519" -> "ED25519";
            case "ssh-rsa" -> "RSA";
            default -> type.startsWith("ecdsa-") ? "ECDSA" : type;
        };
    }

    /** What shows the same on the server. */
    String command() {
        return "ssh-keygen -lvf /etc/ssh/ssh_host_" + shortType().toLowerCase(Locale.ROOT) + "_key.pub";
    }
}

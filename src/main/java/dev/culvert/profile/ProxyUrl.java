package dev.culvert.profile;

import dev.culvert.net.HostPort;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that the server is reached through, as {@code socks5://ann@proxy.example.org:1080}. It holds no password: that is asked for.
 *
 * @param user null for no login
 */
public record ProxyUrl(Scheme scheme, @Nullable String user, HostPort at) {
    private static final Pattern TEXT = Pattern.compile(
            "(socks5h?|socks4|https?)://(?:([^\\s/@:\\[\\]]+)@)?((?:\\[[0-9A-Fa-f:.]+]|[^\\s/@:\\[\\]]+):\\d{1,5})/?");

    public enum Scheme {
        HTTP,
        HTTPS,
        SOCKS4,
        /** This machine looks the server's name up. */
        SOCKS5,
        /** The proxy does. */
        SOCKS5H
    }

    /** @throws IllegalArgumentException where it is none */
    public static ProxyUrl parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text);
        }
        String user = parts.group(2);
        return new ProxyUrl(
                Scheme.valueOf(parts.group(1).toUpperCase(Locale.ROOT)),
                user == null ? null : URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8),
                HostPort.parse(parts.group(3)));
    }

    /** Whether this program knows how to speak with it. */
    public boolean isCarriedOut() {
        return scheme != Scheme.HTTPS && scheme != Scheme.SOCKS4;
    }

    /** As people are shown it. */
    @Override
    public String toString() {
        return scheme.name().toLowerCase(Locale.ROOT) + "://" + at;
    }
}

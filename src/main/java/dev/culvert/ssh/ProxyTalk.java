package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.HostPort;
import dev.culvert.net.TunnelException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said to a proxy until it has connected: HTTP's CONNECT (RFC 9110 §9.3.6), or SOCKS 5 (RFC 1928, RFC 1929). Takes not one byte
 * of what the target says.
 */
final class ProxyTalk {
    private static final int LONGEST_LINE = 8 << 10;
    private static final int MOST_LINES = 100;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: (.*))?");

    private static final int SOCKS_5 = 5;
    private static final int NO_LOGIN = 0;
    private static final int PASSWORD = 2;

    /** RFC 1928 §6. */
    private static final List<String> REPLIES = List.of(
            "succeeded",
            "general SOCKS server failure",
            "connection not allowed by ruleset",
            "network unreachable",
            "host unreachable",
            "connection refused",
            "TTL expired",
            "command not supported",
            "address type not supported");

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Way.Proxy proxy;
    private final HostPort target;
    private long nanosLeft;

    /** @param patience longest wait for the proxy in all, however it deals its words out */
    ProxyTalk(Socket socket, Way.Proxy proxy, HostPort target, Duration patience) throws IOException {
        this.socket = socket;
        in = socket.getInputStream();
        out = socket.getOutputStream();
        this.proxy = proxy;
        this.target = target;
        nanosLeft = patience.toNanos();
    }

    /** @throws TunnelException NOT_A_PROXY, PROXY_REFUSED, PROXY_LOGIN_NEEDED, PROXY_LOGIN_REFUSED or SECRET_NEEDED */
    void connect() throws IOException {
        switch (proxy.kind()) {
            case HTTP -> http();
            case SOCKS5 -> socks();
        }
    }

    private String password(String user) throws TunnelException {
        String password = proxy.credentials().password(user, proxy.at());
        if (password == null) {
            throw new TunnelException(
                    FailureCause.SECRET_NEEDED,
                    "user",
                    user,
                    "server",
                    proxy.at().toString(),
                    "what",
                    "proxy-password");
        }
        return password;
    }

    // ---- HTTP

    private void http() throws IOException {
        StringBuilder request = new StringBuilder();
        request.append("CONNECT ")
                .append(target)
                .append(" HTTP/1.1\r\nHost: ")
                .append(target)
                .append("\r\n");
        String user = proxy.user();
        if (user != null) {
            String login = user + ":" + password(user);
            request.append("Proxy-Authorization: Basic ")
                    .append(Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                    .append("\r\n");
        }
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        out.flush();

        String first = line();
        Matcher status = STATUS.matcher(first);
        if (!status.matches()) {
            throw notAProxy(first);
        }
        List<String> schemes = new ArrayList<>();
        int lines = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (++lines > MOST_LINES) {
                throw notAProxy(first);
            }
            if (header.toLowerCase(Locale.ROOT).startsWith("proxy-authenticate:")) {
                schemes.add(header.substring(header.indexOf(':') + 1).strip().split(" ", 2)[0]);
            }
        }
        int code = Integer.parseInt(status.group(1));
        if (code == 407) {
            throw loginRefused(String.join(", ", schemes));
        }
        if (code / 100 != 2) {
            throw refused(first.substring(first.indexOf(' ') + 1));
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = read(); next != '\n'; next = read()) {
            if (line.size() >= LONGEST_LINE) {
                throw notAProxy(line.toString(StandardCharsets.UTF_8));
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    // ---- SOCKS

    private void socks() throws IOException {
        String user = proxy.user();
        out.write(user == null ? new byte[] {SOCKS_5, 1, NO_LOGIN} : new byte[] {SOCKS_5, 2, NO_LOGIN, PASSWORD});
        out.flush();
        int version = read();
        int method = read();
        if (version != SOCKS_5) {
            throw notAProxy(version >= ' ' && version < 127 ? "" + (char) version + "…" : "");
        }
        if (method == PASSWORD && user != null) {
            ByteArrayOutputStream login = new ByteArrayOutputStream();
            login.write(1);
            put(login, user);
            put(login, password(user));
            out.write(login.toByteArray());
            out.flush();
            read();
            if (read() != 0) {
                throw loginRefused("");
            }
        } else if (method != NO_LOGIN) {
            throw loginRefused("");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(new byte[] {SOCKS_5, 1, 0});
        InetAddress address = proxy.target().orElseGet(() -> literal(target.host()));
        if (address == null) {
            request.write(3);
            put(request, target.host());
        } else {
            byte[] bytes = address.getAddress();
            request.write(bytes.length == 4 ? 1 : 4);
            request.writeBytes(bytes);
        }
        request.write(target.port() >> 8);
        request.write(target.port());
        out.write(request.toByteArray());
        out.flush();

        if (read() != SOCKS_5) {
            throw notAProxy("");
        }
        int reply = read();
        if (reply != 0) {
            throw refused(reply < REPLIES.size() ? REPLIES.get(reply) : "SOCKS " + reply);
        }
        read();
        int rest = switch (read()) {
            case 1 -> 4;
            case 3 -> read();
            case 4 -> 16;
            default -> throw notAProxy("");
        };
        for (int i = 0; i < rest + 2; i++) {
            read();
        }
    }

    private void put(ByteArrayOutputStream to, String text) throws TunnelException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 255) {
            throw loginRefused("more than 255 bytes");
        }
        to.write(bytes.length);
        to.writeBytes(bytes);
    }

    private static @org.jspecify.annotations.Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    // ----

    private int read() throws IOException {
        if (nanosLeft <= 0) {
            throw new SocketTimeoutException("the proxy takes its time");
        }
        socket.setSoTimeout(Math.clamp(TimeUnit.NANOSECONDS.toMillis(nanosLeft), 1, Integer.MAX_VALUE));
        long begun = System.nanoTime();
        int next = in.read();
        nanosLeft -= System.nanoTime() - begun;
        if (next < 0) {
            throw new EOFException("ended");
        }
        return next;
    }

    private TunnelException notAProxy(String answer) {
        return new TunnelException(
                FailureCause.NOT_A_PROXY,
                "proxy",
                proxy.at().toString(),
                "answer",
                answer.length() > 80 ? answer.substring(0, 80) : answer);
    }

    private TunnelException refused(String reason) {
        return new TunnelException(
                FailureCause.PROXY_REFUSED,
                "proxy",
                proxy.at().toString(),
                "target",
                target.toString(),
                "reason",
                reason);
    }

    private TunnelException loginRefused(String reason) {
        String user = proxy.user();
        String at = proxy.at().toString();
        return new TunnelException(
                user == null
                        ? Failure.of(FailureCause.PROXY_LOGIN_NEEDED, "proxy", at, "reason", reason)
                        : Failure.of(FailureCause.PROXY_LOGIN_REFUSED, "proxy", at, "user", user, "reason", reason));
    }
}

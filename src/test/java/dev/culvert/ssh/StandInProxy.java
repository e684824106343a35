package dev.culvert.ssh;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An HTTP and SOCKS 5 proxy on a loopback port (RFC 9110 §9.3.6, RFC 1928, RFC 1929), written from the client's side of none of it. */
public final class StandInProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final @Nullable String login;
    private final @Nullable String words;
    private final boolean drips;
    private final List<String> targets = new CopyOnWriteArrayList<>();

    private StandInProxy(@Nullable String login, @Nullable String words, boolean drips) throws IOException {
        listening = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
        this.login = login;
        this.words = words;
        this.drips = drips;
        Thread.ofVirtual().start(this::serve);
    }

    /** @param login {@code user:password} that it wants; null for none */
    public static StandInProxy start(@Nullable String login) throws IOException {
        return new StandInProxy(login, null, false);
    }

    /** No proxy at all: says this and ends. */
    static StandInProxy saying(String words) throws IOException {
        return new StandInProxy(null, words, false);
    }

    /** Says this, and then an x each tenth of a second. */
    static StandInProxy dripping(String words) throws IOException {
        return new StandInProxy(null, words, true);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** What it was asked to connect to. */
    public List<String> targets() {
        return targets;
    }

    private void serve() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> {
                    try (client) {
                        talk(client);
                    } catch (IOException e) {
                        // the client has gone
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        if (words != null) {
            in.read();
            out.write(words.getBytes(StandardCharsets.ISO_8859_1));
            while (drips) {
                LockSupport.parkNanos(100_000_000);
                out.write('x');
            }
            return;
        }
        int first = in.read();
        if (first == 5) {
            socks(client, in, out);
        } else {
            http(client, first, in, out);
        }
    }

    private void http(Socket client, int first, DataInputStream in, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder().append((char) first);
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.readUnsignedByte());
        }
        if (login != null) {
            String wanted = "proxy-authorization: basic "
                    + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
            boolean right = head.toString()
                    .lines()
                    .anyMatch(line -> line.substring(0, Math.min(27, line.length()))
                            .toLowerCase(Locale.ROOT)
                            .concat(line.substring(Math.min(27, line.length())))
                            .equals(wanted));
            if (!right) {
                answer(out, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"");
                return;
            }
        }
        String target = head.substring("CONNECT ".length(), head.indexOf(" HTTP/"));
        Socket server;
        try {
            server = to(target);
        } catch (IOException e) {
            answer(out, "502 Bad Gateway");
            return;
        }
        answer(out, "200 Connection established\r\nVia: 1.1 test");
        relay(client, server);
    }

    private static void answer(OutputStream out, String answer) throws IOException {
        out.write(("HTTP/1.1 " + answer + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void socks(Socket client, DataInputStream in, OutputStream out) throws IOException {
        byte[] methods = in.readNBytes(in.readUnsignedByte());
        byte wanted = (byte) (login == null ? 0 : 2);
        boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(wanted) >= 0;
        out.write(new byte[] {5, offered ? wanted : (byte) 0xff});
        if (!offered) {
            return;
        }
        if (login != null) {
            in.readUnsignedByte();
            String user = text(in);
            boolean right = login.equals(user + ":" + text(in));
            out.write(new byte[] {1, (byte) (right ? 0 : 1)});
            if (!right) {
                return;
            }
        }
        in.readNBytes(3);
        String host = switch (in.readUnsignedByte()) {
            case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
            case 3 -> text(in);
            default -> throw new IOException("an address of another type");
        };
        Socket server;
        try {
            server = to(host + ":" + in.readUnsignedShort());
        } catch (IOException e) {
            out.write(new byte[] {5, 5, 0, 1, 0, 0, 0, 0, 0, 0});
            return;
        }
        // a bound address that is a name, which few proxies answer and the standard allows
        out.write(new byte[] {5, 0, 0, 3, 1, 'x', 0, 0});
        relay(client, server);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
    }

    private Socket to(String target) throws IOException {
        targets.add(target);
        int colon = target.lastIndexOf(':');
        return new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(target.substring(colon + 1)));
    }

    private static void relay(Socket client, Socket server) throws IOException {
        try (server) {
            Thread back = Thread.ofVirtual().start(() -> copy(server, client));
            copy(client, server);
            back.interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // the other way has ended
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}

package dev.culvert.remote;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.TunnelException;
import dev.culvert.ssh.SshConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at the server with one exec, before the tunnel is opened; needs no root, changes nothing. */
public final class ServerProbe {
    private ServerProbe() {}

    /**
     * Blocks until the server has told all, {@code timeout} at most. A server that runs something else than what is asked
     * is no failure: it is told by {@link ServerFacts#hasShell}.
     *
     * @throws TunnelException when the connection is lost, or CANCELLED
     */
    public static ServerFacts probe(SshConnection connection, Duration timeout) throws TunnelException {
        String mark = Script.newMark();
        String script = "mark=" + mark + "\n" + Script.load("probe.sh");
        Reader reader = new Reader();
        long deadline = MarkedOutput.deadline(timeout);
        try (MarkedOutput output = MarkedOutput.start(connection, mark, script)) {
            output.sendEnd();
            Optional<String> line = output.next(deadline);
            while (line.isPresent() && !line.get().equals("end")) {
                reader.read(line.get().split(" ", -1));
                line = output.next(deadline);
            }
        }
        return reader.facts();
    }

    private static final class Reader {
        private boolean heard;
        private String user = "";
        private int uid = -1;
        private String system = "";
        private boolean tunNode;
        private boolean netAdmin = true;
        private boolean forwards4;
        private boolean forwards6;
        private boolean ipv6;
        private ServerFacts.Root root = ServerFacts.Root.NONE;
        private final List<ServerFacts.Device> devices = new ArrayList<>();
        private final Set<String> tools = new HashSet<>();
        private final List<ServerFacts.Address> addresses = new ArrayList<>();
        private final List<IpPrefix> routes = new ArrayList<>();

        /** Takes one line; a line that a strange server makes unreadable tells nothing. */
        void read(String[] words) {
            heard = true;
            try {
                read(words[0], words);
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                org.slf4j.LoggerFactory.getLogger(ServerProbe.class).debug("not understood: {}", words[0], e);
            }
        }

        private void read(String key, String[] words) {
            switch (key) {
                case "user" -> user = words[1];
                case "uid" -> uid = Integer.parseInt(words[1]);
                case "system" -> system = words[1];
                case "tun-node" -> tunNode = true;
                case "no-net-admin" -> netAdmin = false;
                case "forward" -> {
                    forwards4 |= words[1].equals("4");
                    forwards6 |= words[1].equals("6");
                }
                case "ipv6" -> ipv6 = true;
                case "root" -> root = ServerFacts.Root.valueOf(words[1].toUpperCase(java.util.Locale.ROOT));
                case "tool" -> tools.add(words[1]);
                case "device" ->
                    devices.add(new ServerFacts.Device(
                            words[1],
                            Integer.parseInt(words[2]),
                            Integer.decode(words[3]),
                            words[4].equals("-") ? "" : words[4],
                            words[5].equals("1")));
                case "address" -> addresses.add(new ServerFacts.Address(words[1], InterfaceAddress.parse(words[2])));
                case "route" -> routes.add(IpPrefix.parse(words[1]));
                default -> throw new IllegalArgumentException(key);
            }
        }

        ServerFacts facts() {
            return heard
                    ? new ServerFacts(
                            true, user, uid, system, tunNode, netAdmin, devices, forwards4, forwards6, ipv6, tools,
                            root, addresses, routes)
                    : ServerFacts.UNKNOWN;
        }
    }
}

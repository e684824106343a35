package dev.culvert.remote;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelException;
import dev.culvert.ssh.SshConnection;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks closer at a server where something is wrong; changes nothing there that it does not take back at once. Blocks. */
public final class ServerLook {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLook.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private ServerLook() {}

    /**
     * A refusal with what only another attempt tells: fact {@code permits}, the kind of tunnel that is permitted in place of the one
     * asked for; facts {@code pid} and {@code holder}, the process that has the device open, for those who may see it.
     */
    public static Failure closer(Failure failure, SshConnection connection, Layer layer) throws TunnelException {
        Map<String, String> all = new LinkedHashMap<>(failure.facts());
        if (failure.cause() == FailureCause.TUNNEL_NOT_PERMITTED) {
            Layer other = layer == Layer.IP ? Layer.ETHERNET : Layer.IP;
            if (permits(connection, other)) {
                all.put("permits", other == Layer.IP ? "tun" : "tap");
            }
        }
        if (failure.cause() == FailureCause.REMOTE_DEVICE_BUSY) {
            holder(connection, failure.facts().getOrDefault("device", "")).ifPresent(holder -> {
                all.put("pid", holder[0]);
                all.put("holder", holder[1].strip());
            });
        }
        return new Failure(failure.cause(), all);
    }

    private static boolean permits(SshConnection connection, Layer layer) throws TunnelException {
        try {
            connection.openTun(layer, OptionalInt.empty()).close();
            return true;
        } catch (TunnelException e) {
            if (e.failure().cause().group() != FailureCause.Group.TUNNEL_REFUSED) {
                throw e;
            }
            return e.failure().cause() == FailureCause.REMOTE_DEVICE_NOT_OPENED;
        }
    }

    /** Process number and command line. */
    private static Optional<String[]> holder(SshConnection connection, String device) throws TunnelException {
        return ask(connection, "holder.sh", "dev=" + Script.quote(device)).stream()
                .map(line -> line.split(" ", 3))
                .filter(words -> words.length == 3 && words[0].equals("holder") && words[1].matches("\\d{1,10}"))
                .map(words -> new String[] {words[1], words[2]})
                .findFirst();
    }

    /** Addresses of hosts that the server has talked to lately, gateways first. */
    public static List<InetAddress> near(SshConnection connection) throws TunnelException {
        return addresses(ask(connection, "behind.sh", "hosts="), "near");
    }

    /** Those of {@code hosts} that answer the server's ping. */
    public static List<InetAddress> answering(SshConnection connection, List<InetAddress> hosts)
            throws TunnelException {
        String list = hosts.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(" "));
        return addresses(ask(connection, "behind.sh", "hosts=" + Script.quote(list)), "answers");
    }

    private static List<InetAddress> addresses(List<String> lines, String word) {
        List<InetAddress> found = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", 2);
            if (words.length == 2 && words[0].equals(word)) {
                try {
                    found.add(InterfaceAddress.address(words[1]));
                } catch (IllegalArgumentException e) {
                    LOG.debug("not an address: {}", words[1], e); // a server may say anything
                }
            }
        }
        return found.stream().distinct().toList();
    }

    /** The marked lines of a script of this package, up to its last one. */
    private static List<String> ask(SshConnection connection, String script, String setting) throws TunnelException {
        String mark = Script.newMark();
        List<String> lines = new ArrayList<>();
        long deadline = MarkedOutput.deadline(TIMEOUT);
        String text = "mark=" + mark + "\n" + setting + "\n" + Script.load(script);
        try (MarkedOutput output = MarkedOutput.start(connection, mark, text)) {
            output.sendEnd();
            Optional<String> line = output.next(deadline);
            while (line.isPresent() && !line.get().equals("end")) {
                lines.add(line.get());
                line = output.next(deadline);
            }
        }
        return lines;
    }
}

package dev.culvert.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** iperf3 between two namespaces: the server listens where the traffic ends, the client talks to it. */
public final class Iperf {
    private static final AtomicInteger PORTS = new AtomicInteger(5201);

    private final Namespace client;
    private final Namespace server;
    private final String serverAddress;

    public Iperf(Namespace client, Namespace server, String serverAddress) {
        this.client = client;
        this.server = server;
        this.serverAddress = serverAddress;
    }

    /** One TCP stream from the client for {@code seconds}. */
    public Result up(int seconds, String... more) {
        return run(seconds, more);
    }

    /** One TCP stream to the client. */
    public Result down(int seconds, String... more) {
        return run(seconds, concat(List.of("-R"), more));
    }

    /** UDP from the client at a fixed rate. */
    public Result udp(int seconds, int megabitsPerSecond, String... more) {
        return run(seconds, concat(List.of("-u", "-b", megabitsPerSecond + "M"), more));
    }

    /**
     * @param megabitsPerSecond as the receiver counted
     * @param bytes as the receiver counted
     * @param lostPercent of UDP datagrams; 0 for TCP
     * @param retransmits of TCP; 0 for UDP
     */
    public record Result(double megabitsPerSecond, long bytes, double lostPercent, long retransmits) {}

    /**
     * A transfer of so many bytes.
     *
     * @param bytes as the sender counted; the receiver's last are not in its report
     * @param megabitsPerSecond as the receiver counted
     * @param seconds bytes of each whole second, as the receiver counted
     */
    public record Transfer(long bytes, double megabitsPerSecond, List<Long> seconds) {
        public long slowestSecondBytes() {
            return seconds.stream().mapToLong(Long::longValue).min().orElse(bytes);
        }

        /** Of the three seconds in a row whose best is worst, that best. */
        public long bestOfWorstThreeSeconds() {
            return IntStream.range(0, seconds.size() - 2)
                    .mapToLong(i -> Collections.max(seconds.subList(i, i + 3)))
                    .min()
                    .orElse(bytes);
        }
    }

    /** One TCP stream of {@code bytes}, however long it takes. */
    public Transfer transfer(long bytes, boolean down) {
        String port = Integer.toString(PORTS.getAndIncrement());
        try (Background listener =
                server.start("iperf3", "-J", "-s", "-1", "--forceflush", "-B", serverAddress, "-p", port)) {
            Await.until(
                    "iperf3 listens",
                    Duration.ofSeconds(10),
                    () -> server.run("ss", "-Hltn", "sport = :" + port).out().contains(port));
            List<String> command =
                    new ArrayList<>(List.of("iperf3", "-J", "-c", serverAddress, "-p", port, "-n", "" + bytes));
            if (down) {
                command.add("-R");
            }
            Ran ran = client.run(Duration.ofHours(2), command.toArray(String[]::new))
                    .ok();
            Ran heard = listener.end(Duration.ofSeconds(30));
            JsonNode receiver = JsonMapper.shared().readTree(down ? ran.out() : heard.out());
            JsonNode end = JsonMapper.shared().readTree(ran.out()).path("end");
            List<Long> seconds = new ArrayList<>();
            for (JsonNode interval : receiver.path("intervals")) {
                JsonNode second = interval.path("sum");
                if (second.path("seconds").asDouble() > 0.9
                        && !second.path("omitted").asBoolean()) {
                    seconds.add(second.path("bytes").asLong());
                }
            }
            return new Transfer(
                    end.path("sum_sent").path("bytes").asLong(),
                    end.path("sum_received").path("bits_per_second").asDouble() / 1e6,
                    seconds);
        }
    }

    private Result run(int seconds, String... more) {
        String port = Integer.toString(PORTS.getAndIncrement());
        try (Background listener =
                server.start("iperf3", "-s", "-1", "--forceflush", "-B", serverAddress, "-p", port)) {
            listener.awaitText("Server listening", Duration.ofSeconds(10));
            List<String> command =
                    new ArrayList<>(List.of("iperf3", "-J", "-c", serverAddress, "-p", port, "-t", "" + seconds));
            command.addAll(Arrays.asList(more));
            Ran ran = client.run(Duration.ofSeconds(seconds + 30L), command.toArray(String[]::new))
                    .ok();
            JsonNode end = JsonMapper.shared().readTree(ran.out()).path("end");
            JsonNode received = end.has("sum_received") ? end.path("sum_received") : end.path("sum");
            return new Result(
                    received.path("bits_per_second").asDouble() / 1e6,
                    received.path("bytes").asLong(),
                    received.path("lost_percent").asDouble(0),
                    end.path("sum_sent").path("retransmits").asLong(0));
        }
    }

    private static String[] concat(List<String> first, String[] more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }
}

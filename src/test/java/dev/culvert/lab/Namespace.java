package dev.culvert.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One machine of the lab: a network namespace of its own. Methods that run a command block. Thread-safe. */
public final class Namespace {
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(60);
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final String name;
    private final Path dir;
    private final Map<String, String> environment;
    private final AtomicInteger commands = new AtomicInteger();

    Namespace(String name, Path dir, Map<String, String> environment) {
        this.name = name;
        this.dir = dir;
        this.environment = Map.copyOf(environment);
    }

    /** As {@code ip netns list} shows it. */
    public String name() {
        return name;
    }

    /** Runs a command here to its end, at most 60 s, with nothing on its standard input; its own daemons may live on. */
    public Ran run(String... command) {
        return run(USUAL_TIMEOUT, command);
    }

    public Ran run(Duration timeout, String... command) {
        return start(command).end(timeout);
    }

    /** Starts a command here and leaves it running. */
    public Background start(String... command) {
        return start(Map.of(), null, List.of(command));
    }

    /**
     * Starts a command in the lab's directory with a clean environment.
     *
     * @param extra added to the environment
     * @param input file to read standard input from; null for nothing
     */
    public Background start(Map<String, String> extra, @Nullable Path input, List<String> command) {
        int number = commands.incrementAndGet();
        Path out = dir.resolve("out").resolve(name + "-" + number + ".out");
        Path err = dir.resolve("out").resolve(name + "-" + number + ".err");
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole)
                .directory(dir.toFile())
                .redirectInput(input == null ? Path.of("/dev/null").toFile() : input.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> variables = builder.environment();
        variables.clear();
        variables.put("PATH", PATH);
        variables.put("LANG", "C.UTF-8");
        variables.putAll(environment);
        variables.putAll(extra);
        try {
            return new Background(command, builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that a tunnel could change here, as text to compare byte for byte. */
    public String snapshot() {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("addr", List.of("ip", "addr"));
        commands.put("route4", List.of("ip", "-4", "route", "show", "table", "all"));
        commands.put("route6", List.of("ip", "-6", "route", "show", "table", "all"));
        commands.put("rule4", List.of("ip", "-4", "rule"));
        commands.put("rule6", List.of("ip", "-6", "rule"));
        commands.put("nft", List.of("nft", "list", "ruleset"));
        commands.put(
                "sysctl",
                List.of(
                        "sh",
                        "-c",
                        "cd /proc/sys/net && tail -n +1 ipv4/ip_forward ipv4/conf/*/forwarding ipv6/conf/*/forwarding"
                                + " ipv4/conf/*/rp_filter ipv6/conf/*/disable_ipv6"
                                // an interface may go between its name and its files: then there is less to see
                                + " 2>/dev/null || :"));
        StringBuilder text = new StringBuilder();
        commands.forEach((title, command) -> text.append("== ")
                .append(title)
                .append('\n')
                .append(run(command.toArray(String[]::new)).ok().out()));
        return text.toString();
    }

    /** Names of the interfaces here, {@code lo} included, in the kernel's order. */
    public List<String> interfaces() {
        return run("ip", "-o", "link")
                .ok()
                .out()
                .lines()
                .map(line -> line.split(": ", 3)[1])
                .map(device -> device.replaceFirst("@.*", ""))
                .toList();
    }

    /** A counter of the kernel, such as {@code rx_packets}, {@code tx_bytes} (sysfs-class-net-statistics). */
    public long counter(String device, String counter) {
        return Long.parseLong(run("cat", "/sys/class/net/" + device + "/statistics/" + counter)
                .ok()
                .out()
                .strip());
    }

    /** True when {@code count} echo requests 20 ms apart were all answered within 5 s. */
    public boolean pings(String address, int count) {
        String number = Integer.toString(count);
        return run("ping", "-n", "-q", "-c", number, "-i", "0.02", "-w", "5", address)
                        .status()
                == 0;
    }

    /** Processes that live here. */
    public List<Long> processes() {
        return pids("ip", "netns", "pids", name);
    }

    private List<Long> pids(String... command) {
        Path out = dir.resolve("out").resolve(name + "-pids-" + commands.incrementAndGet());
        try {
            new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            return Files.readAllLines(out).stream().map(Long::valueOf).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}

package dev.culvert.helper;

import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.network.DnsControl;
import dev.culvert.network.DnsSettings;
import dev.culvert.network.DnsWay;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The two pipes to culvert-root: a step is one line written at once, and answered by one line before the next is asked.
 * Steps: {@code ready}, which has no answer; {@code dns which}, {@code dns set LINK all|split SERVERS DOMAINS},
 * {@code dns unset LINK}, answered {@code ok WAY…} or {@code failed REASON}. Anything else ends this process.
 */
final class RootPipe implements DnsControl {
    /** What a pipe takes in one piece (PIPE_BUF, pipe(7)), and what the script reads at once. */
    private static final int LONGEST_STEP = 4096;

    /** The script's own bounds together are shorter. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private static final String ENDED = "";

    private final OutputStream steps;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private boolean broken;

    /** @param answers read to its end by a thread of this object's own */
    RootPipe(OutputStream steps, InputStream answers) {
        this.steps = steps;
        Thread.ofPlatform().daemon().name("answers").start(() -> read(answers));
    }

    private void read(InputStream from) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            // as its end
        }
        answers.add(ENDED);
    }

    /** The socket is there: the script gives it to its user. */
    void ready() throws IOException {
        write("ready");
    }

    @Override
    public List<DnsWay> ways() throws TunnelException {
        return ways("dns which");
    }

    @Override
    public List<DnsWay> set(DnsSettings settings) throws TunnelException {
        return ways("dns set " + settings.words());
    }

    @Override
    public void unset(String interfaceName) throws TunnelException {
        ask("dns unset " + interfaceName);
    }

    private List<DnsWay> ways(String step) throws TunnelException {
        String words = ask(step);
        try {
            return Arrays.stream(words.split(" ")).map(DnsWay::parse).toList();
        } catch (IllegalArgumentException e) {
            throw failed(step, words);
        }
    }

    /** @return what stands after {@code ok} */
    private synchronized String ask(String step) throws TunnelException {
        if (broken) {
            throw failed(step, "culvert-root does not answer");
        }
        if (step.length() >= LONGEST_STEP) {
            throw failed(step.substring(0, 80) + "…", "more than " + LONGEST_STEP + " bytes of servers and domains");
        }
        try {
            write(step);
        } catch (IOException e) {
            broken = true;
            throw failed(step, "culvert-root: " + e.getMessage());
        }
        String answer = await();
        if (answer.equals(ENDED)) {
            broken = true;
            throw failed(step, "culvert-root did not answer");
        }
        if (answer.equals("ok") || answer.startsWith("ok ")) {
            return answer.substring(2).strip();
        }
        throw failed(step, answer.replaceFirst("^failed ", ""));
    }

    /** Whoever interrupts does not shorten this: an answer that is not waited for would be taken for the next step's. */
    private String await() {
        boolean interrupted = false;
        try {
            long deadline = System.nanoTime() + ANSWER.toNanos();
            while (true) {
                try {
                    String answer = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return answer == null ? ENDED : answer;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(String step) throws IOException {
        steps.write((step + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static TunnelException failed(String step, String reason) {
        return new TunnelException(FailureCause.LOCAL_STEP_FAILED, "step", step, "reason", reason);
    }
}

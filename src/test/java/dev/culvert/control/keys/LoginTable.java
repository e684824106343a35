package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.keys.LoginTrial.Verdict;
import dev.culvert.ssh.SshConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Logins, tried several at a time, each with ssh and with this program. */
final class LoginTable implements AutoCloseable {
    private static final int AT_ONCE = 3;
    private static final String LINE = "%-36s %-13s %-48s %-9s %-9s";

    private final Map<List<String>, FutureTask<Verdict>> bySsh = new ConcurrentHashMap<>();
    private final List<Future<Row>> rows = new ArrayList<>();
    private final ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    private final SshConnector connector = new SshConnector();

    /** One line of the table, once it was tried. */
    private record Row(String method, String key, String format, Verdict ssh, Verdict culvert, Verdict expected) {
        boolean isRight() {
            return ssh == expected && culvert == expected;
        }

        @Override
        public String toString() {
            return LINE.formatted(method, key, format, ssh, culvert).stripTrailing()
                    + (isRight() ? "" : "  WRONG, meant: " + expected);
        }
    }

    void row(String method, String key, String format, Verdict expected, Callable<LoginTrial> login) {
        row(method, key, format, format, expected, login);
    }

    /**
     * @param sshFormat what ssh is given in place of {@code format}; it is asked once for each
     * @param login makes what it needs, in a thread of the table's
     */
    void row(String method, String key, String format, String sshFormat, Verdict expected, Callable<LoginTrial> login) {
        String shown = format.equals(sshFormat) ? format : format + " (ssh: " + sshFormat + ")";
        rows.add(pool.submit(() -> {
            try {
                LoginTrial trial = login.call();
                FutureTask<Verdict> ssh = new FutureTask<>(trial::bySsh);
                FutureTask<Verdict> before = bySsh.putIfAbsent(List.of(method, key, sshFormat), ssh);
                if (before == null) {
                    ssh.run();
                }
                return new Row(
                        method,
                        key,
                        shown,
                        (before == null ? ssh : before).get(),
                        trial.byCulvert(connector),
                        expected);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(String.join(", ", method, key, format), e);
            }
        }));
    }

    /** Waits for all rows, writes them down, and fails when one is not as it is meant. */
    void finish(Path file) throws Exception {
        List<Row> tried = new ArrayList<>();
        for (Future<Row> each : rows) {
            tried.add(each.get());
        }
        List<String> lines = new ArrayList<>();
        lines.add(LINE.formatted("LOGIN BY", "KEY", "FORMAT", "ssh", "culvert"));
        tried.forEach(each -> lines.add(each.toString()));
        long wrong = tried.stream().filter(each -> !each.isRight()).count();
        lines.add(tried.size() + " logins, each with ssh and with culvert; not as ssh, or not as meant: " + wrong);
        Files.write(file, lines);
        assertThat(tried).allMatch(Row::isRight);
    }

    @Override
    public void close() {
        pool.shutdownNow();
        connector.close();
    }
}

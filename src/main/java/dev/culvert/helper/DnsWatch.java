package dev.culvert.helper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Notices that somebody else has changed whom programs ask while a tunnel's servers should be: a DHCP client that renews its lease,
 * a network manager that joins another network. Until {@link #close}.
 */
final class DnsWatch implements AutoCloseable {
    /** The second is written by systemd-resolved whenever a link's servers or domains change. */
    private static final List<Path> FILES =
            List.of(Path.of("/etc/resolv.conf"), Path.of("/run/systemd/resolve/resolv.conf"));

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Runnable changed;
    private final Thread thread;

    private DnsWatch(Runnable changed) {
        this.changed = changed;
        thread = Thread.ofVirtual().name("dns-watch").unstarted(this::run);
    }

    /** @param changed called on a thread of the watch's own; what it changes itself is not told */
    static DnsWatch start(Runnable changed) {
        DnsWatch watch = new DnsWatch(changed);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            List<String> known = look();
            while (true) {
                Thread.sleep(LOOK);
                if (!look().equals(known)) {
                    changed.run();
                    known = look();
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private static List<String> look() {
        return FILES.stream().map(DnsWatch::look).toList();
    }

    private static String look(Path file) {
        try {
            return Files.isReadable(file)
                    ? Files.readString(file)
                    : Files.getLastModifiedTime(file).toString();
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

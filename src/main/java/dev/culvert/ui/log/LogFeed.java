package dev.culvert.ui.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands on what a file and the window said, parted into entries, ten times a second at most, from a thread of its own.
 * Thread-safe; {@link #note}, {@link #start} and {@link #stop} wait for nothing.
 */
final class LogFeed implements AutoCloseable {
    private static final long PERIOD_MILLIS = 100;

    /** Notes that wait for somebody to look. */
    private static final int MOST_NOTES = 1000;

    private final Supplier<Optional<Path>> file;
    private final Consumer<Batch> sink;
    private final List<LogEntry> notes = new ArrayList<>();
    private volatile @Nullable Thread thread;

    // guarded by this, which is held for as long as reading takes
    private @Nullable LogTail tail;
    private String problem = "";
    private long numbers;

    /** Whether the newest entry that was handed on is the file's: a stack trace's line belongs to no other. */
    private boolean lastIsFiles;

    /** @param sink called by one thread at a time, in order */
    LogFeed(Supplier<Optional<Path>> file, Consumer<Batch> sink) {
        this.file = file;
        this.sink = sink;
    }

    /**
     * Each entry has a number of its own, and no earlier one a higher.
     *
     * @param anew whether the entries stand in place of all that the file said before
     * @param more what belongs to the newest entry of before; empty for nothing
     * @param entries of the file
     * @param notes of the window, which come behind
     * @param problem why the file cannot be read; empty when it can
     */
    record Batch(boolean anew, String more, List<LogEntry> entries, List<LogEntry> notes, String problem) {}

    void note(LogEntry entry) {
        synchronized (notes) {
            if (notes.size() < MOST_NOTES) {
                notes.add(entry);
            }
        }
    }

    private List<LogEntry> takeNotes() {
        synchronized (notes) {
            List<LogEntry> taken =
                    notes.stream().map(each -> each.numbered(++numbers)).toList();
            notes.clear();
            return taken;
        }
    }

    void start() {
        if (thread == null) {
            Thread made = Thread.ofVirtual().name("log").unstarted(this::run);
            thread = made;
            made.start();
        }
    }

    /** The file stays open: what was read need not be read again. */
    void stop() {
        // not interrupted: that would close the file
        thread = null;
    }

    /** Waits for what is being read. */
    @Override
    public void close() {
        stop();
        letGo();
    }

    private void run() {
        try {
            while (Thread.currentThread().equals(thread)) {
                poll();
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look at the file. */
    synchronized void poll() {
        LogTail.News news = LogTail.News.NONE;
        String now = "";
        try {
            if (tail == null) {
                tail = new LogTail(file);
            }
            news = tail.read();
        } catch (IOException e) {
            now = String.valueOf(e.getMessage());
            letGo();
        }
        hand(news, now);
    }

    /** @param now why the file cannot be read; empty when it can */
    synchronized void hand(LogTail.News news, String now) {
        List<LogEntry> entries = new ArrayList<>();
        List<String> more = new ArrayList<>();
        boolean mayContinue = lastIsFiles && !news.anew();
        for (String line : news.lines()) {
            LogEntry entry = LogEntry.parse(numbers + 1, line);
            if (!entry.continues() || (entries.isEmpty() && !mayContinue)) {
                numbers++;
                entries.add(entry);
            } else if (entries.isEmpty()) {
                more.add(line);
            } else {
                entries.set(entries.size() - 1, entries.getLast().with(line));
            }
        }
        List<LogEntry> said = takeNotes();
        lastIsFiles = said.isEmpty() && (!entries.isEmpty() || mayContinue);
        if (news.anew() || !news.lines().isEmpty() || !said.isEmpty() || !now.equals(problem)) {
            problem = now;
            sink.accept(new Batch(news.anew(), String.join("\n", more), newest(entries), said, now));
        }
    }

    private static List<LogEntry> newest(List<LogEntry> entries) {
        int tooMany = entries.size() - LogViewModel.KEPT;
        return List.copyOf(tooMany > 0 ? entries.subList(tooMany, entries.size()) : entries);
    }

    private synchronized void letGo() {
        LogTail gone = tail;
        tail = null;
        if (gone != null) {
            try {
                gone.close();
            } catch (IOException e) {
                // it was of no use any more
            }
        }
    }
}

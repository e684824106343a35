package dev.culvert.ui.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hands on what a file and the window said, ten times a second at most, from a thread of its own. Thread-safe. */
final class LogFeed implements AutoCloseable {
    private static final long PERIOD_MILLIS = 100;

    /** Notes that wait for somebody to look. */
    private static final int MOST_NOTES = 1000;

    private final Supplier<Optional<Path>> file;
    private final Consumer<Batch> sink;
    private final List<LogEntry> notes = new ArrayList<>();
    private @Nullable Thread thread;
    private @Nullable LogTail tail;
    private String problem = "";

    /** @param sink called by one thread at a time, in order */
    LogFeed(Supplier<Optional<Path>> file, Consumer<Batch> sink) {
        this.file = file;
        this.sink = sink;
    }

    /**
     * @param anew whether the lines stand in place of all that the file said before
     * @param problem why the file cannot be read; empty when it can
     */
    record Batch(boolean anew, List<String> lines, List<LogEntry> notes, String problem) {}

    /** Returns at once, whatever the file does. */
    void note(LogEntry entry) {
        synchronized (notes) {
            if (notes.size() < MOST_NOTES) {
                notes.add(entry);
            }
        }
    }

    private List<LogEntry> takeNotes() {
        synchronized (notes) {
            List<LogEntry> taken = List.copyOf(notes);
            notes.clear();
            return taken;
        }
    }

    synchronized void start() {
        if (thread == null) {
            Thread made = Thread.ofVirtual().name("log").unstarted(this::run);
            thread = made;
            made.start();
        }
    }

    /** The file stays open: what was read need not be read again. */
    synchronized void stop() {
        // not interrupted: that would close the file
        thread = null;
    }

    @Override
    public synchronized void close() {
        stop();
        letGo();
    }

    private synchronized boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    private void run() {
        try {
            while (isCurrent()) {
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
        List<LogEntry> said = takeNotes();
        if (news.anew() || !news.lines().isEmpty() || !said.isEmpty() || !now.equals(problem)) {
            problem = now;
            sink.accept(new Batch(news.anew(), news.lines(), said, now));
        }
    }

    private void letGo() {
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

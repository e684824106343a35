package dev.culvert.ui.log;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.log.LogEntry.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.ObservableSet;
import javafx.collections.transformation.FilteredList;

/** The newest lines of a log file and of the window itself, and which of them are looked at. JavaFX thread, but where it says so. */
public final class LogViewModel implements AutoCloseable {
    /** Older ones are let go. */
    static final int KEPT = 10_000;

    private final Executor fx;
    private final Executor background;
    private final Supplier<Messages> words;
    private final Clock clock;
    private final LogFeed feed;
    private final ObservableList<LogEntry> all = FXCollections.observableArrayList();
    private final FilteredList<LogEntry> shown = new FilteredList<>(all, entry -> true);
    private final StringProperty filter = new SimpleStringProperty(this, "filter", "");
    private final ObjectProperty<Optional<Level>> only = new SimpleObjectProperty<>(this, "only", Optional.empty());
    private final BooleanProperty following = new SimpleBooleanProperty(this, "following", true);
    private final ReadOnlyIntegerWrapper unseen = new ReadOnlyIntegerWrapper(this, "unseen");
    private final ReadOnlyIntegerWrapper warnings = new ReadOnlyIntegerWrapper(this, "warnings");
    private final ReadOnlyIntegerWrapper errors = new ReadOnlyIntegerWrapper(this, "errors");
    private final ReadOnlyIntegerWrapper revision = new ReadOnlyIntegerWrapper(this, "revision");
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");
    private final ReadOnlyStringWrapper savedTo = new ReadOnlyStringWrapper(this, "savedTo", "");
    private final ObservableSet<Long> unfolded = FXCollections.observableSet();
    /** Of the file's entries: what the window says itself stays when the file begins anew. */
    private final Set<Long> own = new HashSet<>();

    /**
     * @param file where the log is, when there is one; asked in the background, ten times a second while {@link #start started}
     * @param background writes files
     * @param words in the language of the moment, in which entries are looked for
     * @param clock for the window's own lines
     */
    public LogViewModel(
            Supplier<Optional<Path>> file, Executor fx, Executor background, Supplier<Messages> words, Clock clock) {
        this.fx = fx;
        this.background = background;
        this.words = words;
        this.clock = clock;
        feed = new LogFeed(file, batch -> fx.execute(() -> take(batch)));
        filter.addListener((property, was, is) -> refilter());
        only.addListener((property, was, is) -> refilter());
        following.addListener((property, was, is) -> unseen.set(0));
    }

    /** Follows the file from now on: while the log can be seen. */
    public void start() {
        feed.start();
    }

    public void stop() {
        feed.stop();
    }

    @Override
    public void close() {
        feed.close();
    }

    /** Adds a line of the window's own. Any thread. */
    public void note(boolean warning, String source, String text) {
        feed.note(new LogEntry(
                0,
                Optional.of(clock.instant().truncatedTo(ChronoUnit.MILLIS)),
                warning ? Level.WARNING : Level.INFO,
                source,
                text));
    }

    /** What the file and the window said since the last time. */
    void take(LogFeed.Batch batch) {
        problem.set(batch.problem());
        List<LogEntry> added = new ArrayList<>(batch.entries());
        batch.notes().forEach(note -> own.add(note.number()));
        added.addAll(batch.notes());
        if (batch.anew()) {
            List<LogEntry> next = new ArrayList<>(
                    all.stream().filter(entry -> own.contains(entry.number())).toList());
            next.addAll(added);
            all.setAll(next.size() > KEPT ? next.subList(next.size() - KEPT, next.size()) : next);
        } else {
            if (!batch.more().isEmpty() && !all.isEmpty()) {
                all.set(all.size() - 1, all.getLast().with(batch.more()));
            }
            addNewest(added, all.size());
        }
        if (batch.anew() || !added.isEmpty()) {
            count(batch.anew() ? List.of() : added);
            revision.set(revision.get() + 1);
        }
    }

    private void addNewest(List<LogEntry> added, int before) {
        int tooMany = Math.min(before, before + added.size() - KEPT);
        if (tooMany > 0) {
            List<LogEntry> old = all.subList(0, tooMany);
            old.forEach(entry -> {
                own.remove(entry.number());
                unfolded.remove(entry.number());
            });
            all.remove(0, tooMany);
        }
        all.addAll(added.size() > KEPT ? added.subList(added.size() - KEPT, added.size()) : added);
    }

    private void count(List<LogEntry> added) {
        warnings.set(
                (int) all.stream().filter(each -> each.level() == Level.WARNING).count());
        errors.set(
                (int) all.stream().filter(each -> each.level() == Level.ERROR).count());
        if (!following.get()) {
            unseen.set(unseen.get()
                    + (int) added.stream().filter(shown.getPredicate()).count());
        }
    }

    private void refilter() {
        String[] looked = filter.get().strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
        Optional<Level> level = only.get();
        Messages language = words.get();
        shown.setPredicate(entry -> level.map(wanted -> wanted == entry.level()).orElse(true)
                && (filter.get().isBlank() || entry.has(looked, language.logged(entry.text()))));
        revision.set(revision.get() + 1);
    }

    /** What the filter lets through, in the order of arrival. */
    public ObservableList<LogEntry> shown() {
        return shown;
    }

    int size() {
        return all.size();
    }

    ObservableList<LogEntry> all() {
        return all;
    }

    /** Words that all have to be there, in any order; capitals count for nothing. */
    StringProperty filter() {
        return filter;
    }

    /** The one level that is looked at; empty for all. */
    ObjectProperty<Optional<Level>> only() {
        return only;
    }

    /** Whether the newest line stays in sight. */
    BooleanProperty following() {
        return following;
    }

    /** Lines that came since it was not followed. */
    ReadOnlyIntegerProperty unseen() {
        return unseen.getReadOnlyProperty();
    }

    ReadOnlyIntegerProperty warnings() {
        return warnings.getReadOnlyProperty();
    }

    ReadOnlyIntegerProperty errors() {
        return errors.getReadOnlyProperty();
    }

    /** Changes when what is shown has changed, and everybody knows the new lines. */
    ReadOnlyIntegerProperty revision() {
        return revision.getReadOnlyProperty();
    }

    /** Why the file cannot be read or written, in the system's words; empty when it can. */
    ReadOnlyStringProperty problem() {
        return problem.getReadOnlyProperty();
    }

    /** The file that was saved last; empty before. */
    ReadOnlyStringProperty savedTo() {
        return savedTo.getReadOnlyProperty();
    }

    /** Numbers of the entries that show all they have. */
    ObservableSet<Long> unfolded() {
        return unfolded;
    }

    void toggle(LogEntry entry) {
        if (!unfolded.remove(entry.number())) {
            unfolded.add(entry.number());
        }
    }

    /** What is copied: {@code selected}, or all that the filter shows when that is empty. */
    String text(List<LogEntry> selected) {
        return (selected.isEmpty() ? shown : selected)
                .stream().map(LogEntry::line).collect(Collectors.joining("\n", "", "\n"));
    }

    /** Writes what the filter shows. */
    void save(Path file) {
        String text = text(List.of());
        background.execute(() -> {
            try {
                Files.writeString(file, text, StandardCharsets.UTF_8);
                fx.execute(() -> savedTo.set(file.toString()));
            } catch (IOException e) {
                fx.execute(() -> problem.set(String.valueOf(e.getMessage())));
            }
        });
    }
}

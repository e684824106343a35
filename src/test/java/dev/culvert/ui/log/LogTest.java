package dev.culvert.ui.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.log.LogEntry.Level;
import dev.culvert.ui.log.LogFeed.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {
    private static final Batch NOTHING = new Batch(false, "", List.of(), List.of(), "");

    @TempDir
    Path directory;

    private Path file = Path.of("");
    private final List<Batch> batches = new ArrayList<>();
    private LogFeed feed = new LogFeed(Optional::empty, batches::add);
    private final LogViewModel model = new LogViewModel(
            Optional::empty,
            Runnable::run,
            Runnable::run,
            () -> Messages.withWindow(Locale.SIMPLIFIED_CHINESE),
            Clock.fixed(Instant.parse("2026-11-21T12:00:00.123456Z"), ZoneOffset.UTC));
    private final LogFeed toModel = new LogFeed(Optional::empty, model::take);

    @BeforeEach
    void aFileThatIsNotThereYet() {
        file = directory.resolve("log");
        feed = new LogFeed(() -> Optional.of(file), batches::add);
    }

    private Batch poll() {
        batches.clear();
        feed.poll();
        assertThat(batches).hasSizeLessThan(2);
        return batches.isEmpty() ? NOTHING : batches.getFirst();
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void aFileIsReadAsItGrows() throws IOException {
        assertThat(poll().entries()).isEmpty();
        append("one\ntwo\nthr");
        Batch first = poll();
        assertThat(first.anew()).isTrue();
        assertThat(texts(first)).containsExactly("one\ntwo");
        assertThat(poll()).isEqualTo(NOTHING);
        append("ee \u6d4b\n");
        assertThat(poll()).isEqualTo(new Batch(false, "three \u6d4b", List.of(), List.of(), ""));
    }

    /** As the helper's log is when it gets too long. */
    @Test
    void aFileThatIsCutIsReadAnew() throws IOException {
        append("one\ntwo\npart");
        poll();
        Files.writeString(file, "two\n");
        assertAnew("two");
    }

    @Test
    void aFileInItsPlaceIsReadAnewAndOneThatIsGoneLeavesItsLines() throws IOException {
        append("one\n");
        poll();
        Files.delete(file);
        assertThat(poll()).isEqualTo(NOTHING);
        Path other = Files.writeString(directory.resolve("other"), "another one that is longer\n");
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertAnew("another one that is longer");
    }

    @Test
    void aFileThatCannotBeReadIsAProblemOnce() throws IOException {
        Files.createDirectory(file);
        assertThat(poll().problem()).isNotEmpty();
        assertThat(batches).hasSize(1);
        poll();
        assertThat(batches).isEmpty();
        Files.delete(file);
        append("one\n");
        assertAnew("one");
    }

    private static List<String> texts(Batch batch) {
        return batch.entries().stream().map(LogEntry::text).toList();
    }

    private void assertAnew(String text) {
        Batch batch = poll();
        assertThat(batch.anew()).isTrue();
        assertThat(texts(batch)).containsExactly(text);
    }

    private void take(boolean anew, String... lines) {
        toModel.hand(new LogTail.News(anew, List.of(lines)), "");
    }

    private List<String> shown() {
        return model.shown().stream().map(LogEntry::text).toList();
    }

    @Test
    void linesArePartedAndTracesStayTogether() {
        take(true, LogViewTest.LINES.toArray(String[]::new));
        assertThat(model.all()).hasSize(6);
        LogEntry error = model.all().get(4);
        assertThat(error.level()).isEqualTo(Level.ERROR);
        assertThat(error.source()).isEqualTo("TunnelSession");
        assertThat(error.clock(ZoneOffset.UTC)).isEqualTo("13:40:28.960");
        assertThat(error.text()).hasLineCount(3).startsWith("203.0.113.20:22").endsWith("(Native Method)");
        // one that comes late, when its entry is shown already
        take(false, "\tat the.last.Line");
        assertThat(model.all()).hasSize(6);
        assertThat(model.all().getLast().text()).endsWith("again\n\tat the.last.Line");
        assertThat(model.warnings().get()).isEqualTo(1);
        assertThat(model.errors().get()).isEqualTo(1);
    }

    @Test
    void wordsFilterInAnyOrder() {
        take(true, LogViewTest.LINES.toArray(String[]::new));
        model.filter().set("  MAYA login ");
        assertThat(shown()).hasSize(2).allMatch(text -> text.contains("maya"));
        model.filter().set("Native");
        assertThat(shown()).singleElement().asString().startsWith("203.0.113.20");
        model.filter().set("");
        model.only().set(Optional.of(Level.WARNING));
        assertThat(shown()).singleElement().asString().startsWith("No answer");
    }

    @Test
    void theNewestTenThousandAreKept() {
        take(
                true,
                IntStream.range(0, LogViewModel.KEPT)
                        .mapToObj(Integer::toString)
                        .map(i -> "2026-11-21T12:18:03.112Z INFO  a " + i)
                        .toArray(String[]::new));
        take(false, "2026-11-21T12:18:03.112Z INFO  a newest");
        assertThat(model.all()).hasSize(LogViewModel.KEPT);
        assertThat(model.all().getFirst().text()).isEqualTo("1");
        assertThat(model.all().getLast().text()).isEqualTo("newest");
    }

    @Test
    void theWindowsOwnLinesOutliveTheFiles() {
        take(true, LogViewTest.LINES.toArray(String[]::new));
        LogEntry note = new LogEntry(0, Optional.of(Instant.EPOCH), Level.WARNING, "window", "mine");
        toModel.note(note);
        toModel.hand(LogTail.News.NONE, "");
        take(true, "2026-11-21T12:18:03.112Z INFO  a another file");
        assertThat(shown()).containsExactly("mine", "another file");
        // a trace's line does not go to what the window said
        toModel.note(note);
        toModel.hand(LogTail.News.NONE, "");
        take(false, "\tat some.Line");
        assertThat(shown()).endsWith("mine", "\tat some.Line");
    }

    @Test
    void notesGoThroughTheFeed() {
        feed.note(new LogEntry(0, Optional.empty(), Level.INFO, "window", "said"));
        assertThat(poll().notes()).extracting(LogEntry::text).containsExactly("said");
        assertThat(poll().notes()).isEmpty();
    }

    @Test
    void nobodyWaitsForAFileThatIsSlowToRead() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        LogFeed slow = new LogFeed(
                () -> {
                    reading.countDown();
                    try {
                        answered.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Optional.empty();
                },
                batches::add);
        slow.start();
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
        try {
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                slow.stop();
                slow.start();
                slow.note(new LogEntry(0, Optional.empty(), Level.INFO, "window", "said"));
                slow.stop();
            });
        } finally {
            answered.countDown();
            slow.close();
        }
    }

    @Test
    void failuresAreFoundAndShownInTheReadersWords() {
        take(
                true,
                "2026-11-21T12:18:03.112Z INFO  Client up office: CANCELLED",
                "2026-11-21T12:18:03.112Z INFO  TunnelSession office: lost:"
                        + " LOGIN_REFUSED {server=vpn.example.org, methods=publickey, password, user=maya}",
                "2026-11-21T12:18:03.112Z INFO  Client CANCELLED is a word here");
        model.filter().set("已取消");
        assertThat(shown()).containsExactly("up office: CANCELLED");
        model.filter().set("");
        Messages english = Messages.withWindow(Locale.ENGLISH);
        assertThat(model.all())
                .extracting(entry -> english.logged(entry.text()))
                .containsExactly(
                        "up office: Cancelled; all was undone.",
                        "office: lost: The server vpn.example.org refused the login of maya; tried: publickey, password.",
                        "CANCELLED is a word here");
    }

    @Test
    void whatIsUnseenIsCounted() {
        take(true, LogViewTest.LINES.toArray(String[]::new));
        take(false, "2026-11-21T12:18:03.112Z INFO  a seen");
        assertThat(model.unseen().get()).isZero();
        model.following().set(false);
        model.filter().set("match");
        take(false, "2026-11-21T12:18:03.112Z INFO  a match", "2026-11-21T12:18:03.112Z INFO  a other");
        assertThat(model.unseen().get()).isEqualTo(1);
        model.following().set(true);
        assertThat(model.unseen().get()).isZero();
    }

    @Test
    void copiesTheSelectionElseWhatIsShown() {
        take(true, LogViewTest.LINES.toArray(String[]::new));
        model.only().set(Optional.of(Level.WARNING));
        assertThat(model.text(List.of()))
                .isEqualTo("2026-11-21T13:40:27.903Z WARNING TunnelSession No answer to 3 keepalives in 30 s."
                        + " Redialling\n");
        assertThat(model.text(List.of(model.all().getFirst()))).contains("Opened tun0");
    }
}

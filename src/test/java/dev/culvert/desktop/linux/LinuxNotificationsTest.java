package dev.culvert.desktop.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.desktop.Notifications.Button;
import dev.culvert.desktop.Notifications.Notice;
import dev.culvert.desktop.Notifications.Urgency;
import dev.culvert.lab.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notices on a real dbus-daemon, and a server at the other end of it. */
class LinuxNotificationsTest {
    @TempDir
    Path directory;

    private PrivateBus session;
    private SessionBus bus;
    private LinuxNotifications notifications;
    private final Calls calls = new Calls();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        session = PrivateBus.start(directory);
        bus = new SessionBus(SessionBus.address(session.environment()));
        notifications = new LinuxNotifications(bus, calls);
    }

    @AfterEach
    void stop() {
        notifications.close();
        bus.close();
        calls.close();
        session.close();
    }

    @Test
    void showsANoticeWithItsButtons() throws Exception {
        try (NoticeBoard board = new NoticeBoard(session, "body", "actions", "body-markup")) {
            until("found", notifications::areShown);
            notifications.send(new Notice(
                    "office",
                    "office is down",
                    "vpn.example.org <22> & more",
                    Urgency.CRITICAL,
                    Optional.of(() -> heard.add("clicked")),
                    List.of(
                            new Button("Show", () -> heard.add("show")),
                            new Button("Connect again", () -> heard.add("again")))));
            until("posted", () -> board.posted.size() == 1);

            NoticeBoard.Posted posted = board.posted.getFirst();
            assertThat(posted.replaces()).isZero();
            assertThat(posted.summary()).isEqualTo("office is down");
            assertThat(posted.body()).isEqualTo("vpn.example.org &lt;22&gt; &amp; more");
            assertThat(posted.actions())
                    .containsExactly("default", "office is down", "0", "Show", "1", "Connect again");
            assertThat(posted.hints().get("urgency"))
                    .extracting(Variant::getValue)
                    .isEqualTo((byte) 2);
            assertThat(posted.hints().get("desktop-entry"))
                    .extracting(Variant::getValue)
                    .isEqualTo("culvert");
            assertThat(Path.of(posted.icon())).as("the icon in this checkout").exists();

            board.invoke(posted.id(), "1");
            until("button", () -> heard.equals(List.of("again")));
            board.invoke(posted.id(), "default");
            until("click", () -> heard.equals(List.of("again", "clicked")));
        }
    }

    @Test
    void replacesANoticeOfTheSameTagWhileItStands() throws Exception {
        try (NoticeBoard board = new NoticeBoard(session, "body")) {
            until("found", notifications::areShown);
            notifications.send(notice("office", "down"));
            notifications.send(notice("home", "down"));
            notifications.send(notice("office", "up again"));
            until("posted", () -> board.posted.size() == 3);
            long office = board.posted.get(0).id();
            assertThat(board.posted.get(1).replaces()).as("another tag").isZero();
            assertThat(board.posted.get(2).replaces()).as("the same tag").isEqualTo(office);

            board.dismiss(office);
            // Seen once a notice of the other tag, sent after, has come: signals keep their order.
            board.invoke(board.posted.get(1).id(), "default");
            until("dismissed", () -> heard.contains("home"));
            notifications.send(notice("office", "down again"));
            until("posted", () -> board.posted.size() == 4);
            assertThat(board.posted.get(3).replaces())
                    .as("there is nothing to replace")
                    .isZero();
        }
    }

    @Test
    void withdrawsANotice() throws Exception {
        try (NoticeBoard board = new NoticeBoard(session, "body")) {
            until("found", notifications::areShown);
            notifications.send(notice("office", "needs you"));
            notifications.withdraw("office");
            notifications.withdraw("never sent");
            until("closed", () -> board.closed.size() == 1);
            assertThat(board.closed).containsExactly(board.posted.getFirst().id());
        }
    }

    @Test
    void sendsNoMarkupAndNoButtonsToAServerWithoutThem() throws Exception {
        try (NoticeBoard board = new NoticeBoard(session, "body")) {
            until("found", notifications::areShown);
            notifications.send(new Notice(
                    "a", "a", "1 < 2", Urgency.LOW, Optional.empty(), List.of(new Button("Show", () -> {}))));
            until("posted", () -> board.posted.size() == 1);
            assertThat(board.posted.getFirst().body()).isEqualTo("1 < 2");
            assertThat(board.posted.getFirst().actions()).isEmpty();
        }
    }

    @Test
    void hearsNothingOfOtherProgramsNotices() throws Exception {
        try (NoticeBoard board = new NoticeBoard(session, "body", "actions")) {
            until("found", notifications::areShown);
            notifications.send(notice("office", "up"));
            until("posted", () -> board.posted.size() == 1);
            board.invoke(7, "default");
            board.invoke(board.posted.getFirst().id(), "default");
            until("ours", () -> !heard.isEmpty());
            assertThat(heard).containsExactly("office");
        }
    }

    @Test
    void sayThatNobodyShowsThemAndDropThem() throws Exception {
        try (NoticeBoard first = new NoticeBoard(session, "body")) {
            until("found", notifications::areShown);
            assertThat(first.posted).isEmpty();
        }
        until("gone", () -> !notifications.areShown());
        notifications.send(notice("office", "nobody there"));
        try (NoticeBoard second = new NoticeBoard(session, "body")) {
            until("found", notifications::areShown);
            notifications.send(notice("office", "up"));
            until("posted", () -> !second.posted.isEmpty());
            assertThat(second.posted.getFirst().summary()).isEqualTo("up");
        }
    }

    private Notice notice(String tag, String title) {
        return new Notice(tag, title, "", Urgency.NORMAL, Optional.of(() -> heard.add(tag)), List.of());
    }

    private static void until(String what, Supplier<Boolean> state) {
        Await.until(what, Duration.ofSeconds(10), state);
    }
}

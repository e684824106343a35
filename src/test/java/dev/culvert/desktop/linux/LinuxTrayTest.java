package dev.culvert.desktop.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.desktop.MenuItem;
import dev.culvert.desktop.Tray;
import dev.culvert.desktop.Tray.Icon;
import dev.culvert.desktop.Tray.Look;
import dev.culvert.desktop.TrayPicture;
import dev.culvert.lab.Await;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tray icon on a real dbus-daemon, seen by a panel at the other end of it. */
class LinuxTrayTest {
    private static final Look OFF = new Look(Icon.OFF, "Culvert", "All off", List.of());

    @TempDir
    Path directory;

    private PrivateBus session;
    private SessionBus bus;
    private final Calls calls = new Calls();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Tray.Listener listener = new Tray.Listener() {
        @Override
        public void activated(int x, int y) {
            heard.add("activated " + x + " " + y);
        }

        @Override
        public void hosted(boolean isHosted) {
            heard.add("hosted " + isHosted);
        }

        @Override
        public void menuOpened() {
            heard.add("opened");
        }

        @Override
        public void menuClosed() {
            heard.add("closed");
        }
    };

    @BeforeEach
    void startBus() throws Exception {
        session = PrivateBus.start(directory);
        bus = new SessionBus(SessionBus.address(session.environment()));
    }

    @AfterEach
    void stopBus() {
        bus.close();
        calls.close();
        session.close();
    }

    @Test
    void isShownByAPanelThatWasThereFirst() throws Exception {
        try (Panel panel = new Panel(session, true);
                Tray tray = new LinuxTray(bus, session.environment(), listener, calls)) {
            tray.show(new Look(Icon.ON, "Culvert & co", "2 on, <all> well", List.of()));
            until("hosted", tray::isHosted);

            assertThat(panel.services()).singleElement().asString().startsWith("org.kde.StatusNotifierItem-");
            assertThat(panel.property("Id")).isEqualTo("culvert");
            assertThat(panel.property("Category")).isEqualTo("Communications");
            assertThat(panel.property("ItemIsMenu")).isEqualTo(false);
            until(
                    "says it",
                    () -> read(panel, "Status").equals("Active")
                            && read(panel, "Title").equals("Culvert & co"));
            assertThat((Object[]) panel.property("ToolTip"))
                    .as("its text is markup, its title is not")
                    .endsWith("Culvert & co", "2 on, &lt;all&gt; well");
            until("told the listener", () -> heard.contains("hosted true"));
        }
    }

    @Test
    void givesItsPictureInEverySizeAsArgbInNetworkOrder() throws Exception {
        try (Panel panel = new Panel(session, true);
                Tray tray = new LinuxTray(bus, session.environment(), listener, calls)) {
            tray.show(new Look(Icon.ON, "", "", List.of()));
            until("hosted", tray::isHosted);
            until("on", () -> pixels(panel, "IconPixmap", 16).equals(drawn(Icon.ON, 0, 16)));
            for (int size : new int[] {16, 22, 24, 32, 48}) {
                assertThat(pixels(panel, "IconPixmap", size)).isEqualTo(drawn(Icon.ON, 0, size));
            }
        }
    }

    /** White on Plasma's light panel would not be seen. */
    @Test
    void isDarkOnPlasmasPanelWhileItIsLight() throws Exception {
        Map<String, String> plasma = new HashMap<>(session.environment());
        plasma.put("XDG_CURRENT_DESKTOP", "KDE");
        try (Portal portal = new Portal(session);
                Panel panel = new Panel(session, true);
                Tray tray = new LinuxTray(bus, plasma, listener, calls)) {
            until("hosted", tray::isHosted);
            assertThat(pixels(panel, "IconPixmap", 22)).isEqualTo(drawn(Icon.OFF, 0, 22, true));
            portal.prefer(2);
            until("dark", () -> pixels(panel, "IconPixmap", 22).equals(drawn(Icon.OFF, 0, 22, false)));
            untilHeard(panel, "NewIcon");
            portal.prefer(1);
            until("light", () -> pixels(panel, "IconPixmap", 22).equals(drawn(Icon.OFF, 0, 22, true)));
        }
    }

    @Test
    void asksForAttentionWhenATunnelFailed() throws Exception {
        try (Panel panel = new Panel(session, true);
                Tray tray = new LinuxTray(bus, session.environment(), listener, calls)) {
            until("hosted", tray::isHosted);
            tray.show(new Look(Icon.FAILED, "Culvert", "office failed", List.of()));
            until("attention", () -> read(panel, "Status").equals("NeedsAttention"));
            assertThat(pixels(panel, "AttentionIconPixmap", 22)).isEqualTo(drawn(Icon.FAILED, 0, 22));
            untilHeard(panel, "NewStatus", "NewIcon", "NewAttentionIcon", "NewToolTip");
        }
    }

    @Test
    void movesOnlyWhileBusy() throws Exception {
        try (Panel panel = new Panel(session, true);
                LinuxTray tray = new LinuxTray(bus, session.environment(), listener, calls)) {
            until("hosted", tray::isHosted);
            tray.show(new Look(Icon.BUSY, "Culvert", "", List.of()));
            until("first picture", () -> pixels(panel, "IconPixmap", 24).equals(drawn(Icon.BUSY, 0, 24)));
            until("second picture", () -> pixels(panel, "IconPixmap", 24).equals(drawn(Icon.BUSY, 1, 24)));
            until("first picture again", () -> pixels(panel, "IconPixmap", 24).equals(drawn(Icon.BUSY, 0, 24)));
            assertThat(tray.isMoving()).isTrue();
            tray.show(OFF);
            until("at rest", () -> !tray.isMoving());
        }
    }

    @Test
    void tellsNothingWhenNothingChanged() throws Exception {
        try (Panel panel = new Panel(session, true);
                Tray tray = new LinuxTray(bus, session.environment(), listener, calls)) {
            until("hosted", tray::isHosted);
            MenuItem office = new MenuItem.Toggle("office", "office", false, true, () -> {});
            tray.show(menu(office));
            untilHeard(panel, "LayoutUpdated");
            tray.show(menu(office));
            tray.show(new Look(Icon.OFF, "", "the last one", List.of(office)));
            assertThat(untilHeard(panel, "NewToolTip")).containsExactly("NewToolTip");
        }
    }

    @Test
    void hasAMenuOfWhatItWasGiven() throws Exception {
        try (Panel panel = new Panel(session, true);
                Tray tray = new LinuxTray(bus, session.environment(), listener, calls)) {
            tray.show(menu(
                    MenuItem.Action.label("rates", "2 on, ↓ 12.5 MB/s"),
                    new MenuItem.Separator("first"),
                    new MenuItem.Toggle("profile home_lab", "home_lab", true, true, () -> heard.add("home")),
                    new MenuItem.Toggle("profile office", "office", false, false, () -> heard.add("office")),
                    new MenuItem.Submenu(
                            "more", "More", List.of(new MenuItem.Action("quit", "Quit", () -> heard.add("quit"))))));
            until("hosted", tray::isHosted);
            until("the menu", () -> entries(panel).size() == 5);

            List<Panel.Entry> entries = entries(panel);
            assertThat(entries.get(0).properties()).containsEntry("enabled", false);
            assertThat(entries.get(1).properties()).containsOnlyKeys("type").containsEntry("type", "separator");
            assertThat(entries.get(2).label())
                    .as("its underscore is no mnemonic")
                    .isEqualTo("home__lab");
            assertThat(entries.get(2).properties())
                    .containsEntry("toggle-type", "checkmark")
                    .containsEntry("toggle-state", 1)
                    .containsEntry("enabled", true);
            assertThat(entries.get(3).properties())
                    .containsEntry("toggle-state", 0)
                    .containsEntry("enabled", false);
            assertThat(entries.get(4).properties()).containsEntry("children-display", "submenu");
            assertThat(entries.get(4).children())
                    .singleElement()
                    .satisfies(quit -> assertThat(quit.label()).isEqualTo("Quit"));

            panel.click(entries.get(2).id());
            panel.click(entries.get(4).children().getFirst().id());
            until("both ran", () -> heard.containsAll(List.of("home", "quit")));
        }
    }

    /** An open menu closes when its layout changes: rates, ticks and what a click does change without. */
    @Test
    void changesTextsInPlace() throws Exception {
        try (Panel panel = new Panel(session, true);
                Tray tray = new LinuxTray(bus, session.environment(), listener, calls)) {
            until("hosted", tray::isHosted);
            tray.show(menu(new MenuItem.Toggle("office", "office  1 kB/s", false, true, () -> heard.add("old"))));
            untilHeard(panel, "LayoutUpdated");
            int id = entries(panel).getFirst().id();

            tray.show(menu(new MenuItem.Toggle("office", "office  2 kB/s", true, true, () -> heard.add("new"))));
            until("second text", () -> entries(panel).getFirst().label().equals("office  2 kB/s"));
            assertThat(entries(panel).getFirst().id()).isEqualTo(id);
            assertThat(entries(panel).getFirst().properties()).containsEntry("toggle-state", 1);
            until("told in place", () -> panel.signals().equals(List.of("ItemsPropertiesUpdated")));
            panel.click(id);
            until("the new one ran", () -> heard.contains("new"));

            tray.show(menu(
                    new MenuItem.Action("first", "First", () -> {}),
                    new MenuItem.Toggle("office", "office  2 kB/s", true, true, () -> {})));
            untilHeard(panel, "LayoutUpdated");
            assertThat(entries(panel).get(1).id())
                    .as("the same item, further down")
                    .isEqualTo(id);
        }
    }

    @Test
    void answersAllThatAHostMayAskOfItsMenu() throws Exception {
        try (Panel panel = new Panel(session, true);
                Tray tray = new LinuxTray(bus, session.environment(), listener, calls)) {
            tray.show(menu(new MenuItem.Action("quit", "Quit", () -> heard.add("quit"))));
            until("hosted", tray::isHosted);
            until("the menu", () -> entries(panel).size() == 1);
            int id = entries(panel).getFirst().id();
            MenuBus menu = panel.menu();

            assertThat(menu.getProperty(id, "label").getValue()).isEqualTo("Quit");
            assertThat(menu.getGroupProperties(List.of(id), List.of("label"))).hasSize(1);
            assertThat(menu.getGroupProperties(List.of(), List.of()))
                    .as("the root too")
                    .hasSize(2);
            assertThat(menu.aboutToShow(MenuTree.ROOT)).isFalse();
            until("opened", () -> heard.contains("opened"));
            assertThat(menu.eventGroup(List.of(
                            new MenuBus.ItemEvent(id, "clicked", new Variant<>(0), new UInt32(0)),
                            new MenuBus.ItemEvent(MenuTree.ROOT, "closed", new Variant<>(0), new UInt32(0)),
                            new MenuBus.ItemEvent(99, "clicked", new Variant<>(0), new UInt32(0)))))
                    .as("items there are none of")
                    .containsExactly(99);
            until("ran and closed", () -> heard.containsAll(List.of("quit", "closed")));
            panel.item().activate(120, 8);
            until("activated", () -> heard.contains("activated 120 8"));
        }
    }

    @Test
    void followsTheWatcher() throws Exception {
        try (Tray tray = new LinuxTray(bus, session.environment(), listener, calls)) {
            tray.show(OFF);
            bus.firstTry().join();
            assertThat(tray.isHosted()).isFalse();
            try (Panel first = new Panel(session, true)) {
                until("hosted", tray::isHosted);
                assertThat(first.services()).hasSize(1);
            }
            until("alone", () -> !tray.isHosted());
            try (Panel second = new Panel(session, true)) {
                until("hosted again", tray::isHosted);
                assertThat(second.property("Title")).isEqualTo("Culvert");
            }
        }
        until("told", () -> heard.equals(List.of("hosted true", "hosted false", "hosted true", "hosted false")));
    }

    @Test
    void isNotHostedByAWatcherThatNobodyLooksThrough() throws Exception {
        try (Panel panel = new Panel(session, false);
                Tray tray = new LinuxTray(bus, session.environment(), listener, calls)) {
            until("registered", () -> !panel.services().isEmpty());
            // The answer about the host has come when the item's next signal has.
            tray.show(OFF);
            untilHeard(panel, "NewTitle");
            assertThat(tray.isHosted()).isFalse();
        }
    }

    @Test
    void comesBackWithTheBus() throws Exception {
        try (Tray tray = new LinuxTray(bus, session.environment(), listener, calls)) {
            tray.show(OFF);
            try (Panel panel = new Panel(session, true)) {
                until("hosted", tray::isHosted);
                assertThat(panel.services()).hasSize(1);
                session.close();
                until("alone", () -> !tray.isHosted());
            }
            session = PrivateBus.start(directory);
            try (Panel panel = new Panel(session, true)) {
                until("hosted again", tray::isHosted);
                assertThat(panel.property("Title")).isEqualTo("Culvert");
            }
        }
    }

    @Test
    void aHungBusHoldsUpNobody() throws Exception {
        session.freeze();
        long before = System.nanoTime();
        try (Tray tray = new LinuxTray(bus, session.environment(), listener, calls)) {
            tray.show(OFF);
            assertThat(tray.isHosted()).isFalse();
        }
        bus.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    }

    private static Look menu(MenuItem... items) {
        return new Look(Icon.OFF, "", "", List.of(items));
    }

    private static void until(String what, Supplier<Boolean> state) {
        Await.until(what, Duration.ofSeconds(10), state);
    }

    /** All that was heard until then. */
    private static List<String> untilHeard(Panel panel, String... names) {
        List<String> all = new ArrayList<>();
        until(String.join(", ", names), () -> {
            all.addAll(panel.signals());
            return all.containsAll(List.of(names));
        });
        return all;
    }

    private static Object read(Panel panel, String property) {
        try {
            return panel.property(property);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Panel.Entry> entries(Panel panel) {
        try {
            return panel.entries();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Integer> drawn(Icon icon, int frame, int size) {
        return drawn(icon, frame, size, true);
    }

    private static List<Integer> drawn(Icon icon, int frame, int size, boolean isOnDark) {
        return Arrays.stream(TrayPicture.argb(icon, frame, size, isOnDark))
                .boxed()
                .toList();
    }

    private static List<Integer> pixels(Panel panel, String property, int size) {
        for (Object picture : (List<?>) read(panel, property)) {
            Object[] pixmap = (Object[]) picture;
            if (pixmap[0].equals(size)) {
                assertThat(pixmap[1]).isEqualTo(size);
                List<?> data = (List<?>) pixmap[2];
                ByteBuffer bytes = ByteBuffer.allocate(data.size());
                data.forEach(each -> bytes.put((Byte) each));
                return IntStream.range(0, data.size() / 4)
                        .mapToObj(at -> bytes.getInt(4 * at))
                        .toList();
            }
        }
        throw new AssertionError("no picture of " + size);
    }
}

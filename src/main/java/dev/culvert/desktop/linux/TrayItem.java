package dev.culvert.desktop.linux;

import dev.culvert.desktop.Tray;
import dev.culvert.desktop.Tray.Icon;
import dev.culvert.desktop.TrayPicture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.Variant;

/** The tray icon as a D-Bus object. Calls come on the bus's threads, changes on the tray's. */
final class TrayItem extends ReadOnly implements StatusNotifierItem {
    static final String PATH = "/StatusNotifierItem";

    private static final String ID = "culvert";
    private static final int[] SIZES = {16, 22, 24, 32, 48};

    /** What is to be read. */
    private record Shown(Icon icon, int frame, boolean isOnDark, String title, String text) {
        String status() {
            return icon == Icon.FAILED ? "NeedsAttention" : "Active";
        }
    }

    /** What the object reads from, apart from it: the property table must be there before the object is. */
    private static final class State {
        private volatile Shown shown = new Shown(Icon.OFF, 0, true, "", "");
    }

    private final State state;
    private final Tray.Listener listener;
    private final Calls calls;

    TrayItem(Tray.Listener listener, Calls calls) {
        this(new State(), listener, calls);
    }

    private TrayItem(State state, Tray.Listener listener, Calls calls) {
        super(PATH, properties(state));
        this.state = state;
        this.listener = listener;
        this.calls = calls;
    }

    private static Map<String, Supplier<Variant<?>>> properties(State state) {
        Map<String, Supplier<Variant<?>>> table = new LinkedHashMap<>();
        table.put("Category", () -> new Variant<>("Communications"));
        table.put("Id", () -> new Variant<>(ID));
        table.put("Title", () -> new Variant<>(state.shown.title()));
        table.put("Status", () -> new Variant<>(state.shown.status()));
        table.put("IconName", () -> new Variant<>(""));
        table.put("IconPixmap", () -> pixmaps(state.shown));
        table.put("AttentionIconPixmap", () -> pixmaps(state.shown));
        table.put(
                "ToolTip",
                () -> new Variant<>(new ToolTip(state.shown.title(), escaped(state.shown.text())), "(sa(iiay)ss)"));
        table.put("ItemIsMenu", () -> new Variant<>(false));
        table.put("Menu", () -> new Variant<>(new DBusPath(TrayMenu.PATH)));
        return table;
    }

    /** Takes over what there is to see, and answers with the signals that tell of the change. */
    List<DBusSignal> set(Icon icon, int frame, boolean isOnDark, String title, String text) throws DBusException {
        Shown before = state.shown;
        Shown now = new Shown(icon, frame, isOnDark, title, text);
        state.shown = now;
        List<DBusSignal> signals = new ArrayList<>();
        if (icon != before.icon() || frame != before.frame() || isOnDark != before.isOnDark()) {
            signals.add(new NewIcon(PATH));
        }
        if (!now.status().equals(before.status())) {
            signals.add(new NewAttentionIcon(PATH));
            signals.add(new NewStatus(PATH, now.status()));
        }
        if (!title.equals(before.title())) {
            signals.add(new NewTitle(PATH));
        }
        if (!title.equals(before.title()) || !text.equals(before.text())) {
            signals.add(new NewToolTip(PATH));
        }
        return signals;
    }

    @Override
    public void activate(int x, int y) {
        calls.run(() -> listener.activated(x, y));
    }

    @Override
    public void secondaryActivate(int x, int y) {
        // The middle button: nothing that a tunnel's user would expect.
    }

    @Override
    public void contextMenu(int x, int y) {
        // Hosts show the menu themselves.
    }

    @Override
    public void scroll(int delta, String orientation) {
        // Nothing to scroll through.
    }

    private static Variant<?> pixmaps(Shown shown) {
        List<Pixmap> pixmaps = new ArrayList<>();
        for (int size : SIZES) {
            int[] pixels = TrayPicture.argb(shown.icon(), shown.frame(), size, shown.isOnDark());
            byte[] data = new byte[4 * pixels.length];
            for (int at = 0; at < pixels.length; at++) {
                // Network byte order: A R G B
                data[4 * at] = (byte) (pixels[at] >> 24);
                data[4 * at + 1] = (byte) (pixels[at] >> 16);
                data[4 * at + 2] = (byte) (pixels[at] >> 8);
                data[4 * at + 3] = (byte) pixels[at];
            }
            pixmaps.add(new Pixmap(size, size, data));
        }
        return new Variant<>(pixmaps, "a(iiay)");
    }

    /** The tooltip's text is markup to hosts; its title is not. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

package dev.culvert.desktop.linux;

import dev.culvert.desktop.MenuItem;
import dev.culvert.desktop.Tray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.freedesktop.dbus.errors.InvalidMethodArgument;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** The tray icon's menu as a D-Bus object. Calls come on the bus's threads, changes on the tray's. */
final class TrayMenu extends ReadOnly implements MenuBus {
    static final String PATH = "/Menu";

    private static final String LAYOUT = "(ia{sv}av)";

    /** A layout and its number, which grows with each. */
    private record Told(long revision, MenuTree tree) {}

    private final Tray.Listener listener;
    private final Calls calls;
    /** By key; kept for good, so that a number never comes to mean another item. */
    private final Map<String, Integer> ids = new HashMap<>();

    private volatile Told told = new Told(1, MenuTree.of(List.of(), key -> 0));

    TrayMenu(Tray.Listener listener, Calls calls) {
        super(
                PATH,
                Map.of(
                        "Version", () -> new Variant<>(new UInt32(3)),
                        "TextDirection", () -> new Variant<>("ltr"),
                        "Status", () -> new Variant<>("normal"),
                        "IconThemePath", () -> new Variant<>(List.of(), "as")));
        this.listener = listener;
        this.calls = calls;
    }

    /** Takes over the menu. One thread at a time. Empty when it says what it said, otherwise the signal that tells of the change. */
    Optional<DBusSignal> set(List<MenuItem> items) throws DBusException {
        Told before = told;
        MenuTree now = MenuTree.of(items, key -> ids.computeIfAbsent(key, unseen -> ids.size() + 1));
        boolean isSameShape = now.hasShapeOf(before.tree());
        // Also when nothing shows a change: what the items do may be new.
        told = new Told(isSameShape ? before.revision() : before.revision() + 1, now);
        if (!isSameShape) {
            return Optional.of(new LayoutUpdated(PATH, new UInt32(told.revision()), MenuTree.ROOT));
        }
        List<Values> changed = now.changedSince(before.tree()).stream()
                .map(node -> values(node, MenuTree.news(node, before.tree())))
                .toList();
        return changed.isEmpty() ? Optional.empty() : Optional.of(new ItemsPropertiesUpdated(PATH, changed, List.of()));
    }

    @Override
    public Pair<UInt32, Layout> getLayout(int parent, int depth, List<String> properties) {
        Told now = told;
        return new Pair<>(new UInt32(now.revision()), layout(node(now.tree(), parent), depth, properties));
    }

    @Override
    public List<Values> getGroupProperties(List<Integer> wanted, List<String> properties) {
        MenuTree now = told.tree();
        List<MenuTree.Node> nodes = wanted.isEmpty()
                ? now.nodes()
                : wanted.stream().flatMap(id -> now.node(id).stream()).toList();
        return nodes.stream().map(node -> values(node, properties)).toList();
    }

    @Override
    public Variant<?> getProperty(int id, String name) {
        Object value = node(told.tree(), id).properties().get(name);
        if (value == null) {
            throw new InvalidMethodArgument("item " + id + " has no " + name);
        }
        return new Variant<>(value);
    }

    @Override
    public void event(int id, String event, Variant<?> data, UInt32 time) {
        happened(id, event);
    }

    @Override
    public List<Integer> eventGroup(List<ItemEvent> events) {
        List<Integer> unknown = new ArrayList<>();
        for (ItemEvent each : events) {
            if (!happened(each.id(), each.event())) {
                unknown.add(each.id());
            }
        }
        return unknown;
    }

    /** What is fresher follows by signal: waiting for it would hold up the host. */
    @Override
    public boolean aboutToShow(int id) {
        if (id == MenuTree.ROOT) {
            calls.run(listener::menuOpened);
        }
        return false;
    }

    @Override
    public Pair<List<Integer>, List<Integer>> aboutToShowGroup(List<Integer> opening) {
        opening.forEach(this::aboutToShow);
        return new Pair<>(
                List.of(),
                opening.stream().filter(id -> told.tree().node(id).isEmpty()).toList());
    }

    private boolean happened(int id, String event) {
        Optional<MenuTree.Node> node = told.tree().node(id);
        node.ifPresent(item -> {
            switch (event) {
                case "clicked" -> calls.run(item.run());
                case "opened" -> aboutToShow(id);
                case "closed" -> {
                    if (id == MenuTree.ROOT) {
                        calls.run(listener::menuClosed);
                    }
                }
                default -> {}
            }
        });
        return node.isPresent();
    }

    private static MenuTree.Node node(MenuTree tree, int id) {
        return tree.node(id).orElseThrow(() -> new InvalidMethodArgument("no item " + id));
    }

    private static Layout layout(MenuTree.Node node, int depth, List<String> properties) {
        List<Variant<?>> children = new ArrayList<>();
        if (depth != 0) {
            for (MenuTree.Node child : node.children()) {
                children.add(new Variant<>(layout(child, depth - 1, properties), LAYOUT));
            }
        }
        return new Layout(node.id(), variants(node, properties), children);
    }

    private static Values values(MenuTree.Node node, List<String> properties) {
        return new Values(node.id(), variants(node, properties));
    }

    /** @param wanted none: all */
    private static Map<String, Variant<?>> variants(MenuTree.Node node, List<String> wanted) {
        Map<String, Variant<?>> variants = new LinkedHashMap<>();
        node.properties().forEach((name, value) -> {
            if (wanted.isEmpty() || wanted.contains(name)) {
                variants.put(name, new Variant<>(value));
            }
        });
        return variants;
    }
}

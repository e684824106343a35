package dev.culvert.desktop.linux;

import dev.culvert.desktop.MenuItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** A menu as dbusmenu tells it: numbered items, each with properties, in a tree whose root is 0. Immutable. */
final class MenuTree {
    static final int ROOT = 0;

    /**
     * @param properties values are String, Integer or Boolean
     * @param run what a click does
     */
    record Node(int id, Map<String, Object> properties, List<Node> children, Runnable run) {}

    private final Map<Integer, Node> byId = new LinkedHashMap<>();

    private MenuTree(List<Node> items) {
        add(new Node(ROOT, Map.of("children-display", "submenu"), items, () -> {}));
    }

    /** @param ids a number above {@value #ROOT} for each key, the same from menu to menu */
    static MenuTree of(List<MenuItem> items, ToIntFunction<String> ids) {
        return new MenuTree(nodes(items, ids));
    }

    Node root() {
        return node(ROOT).orElseThrow();
    }

    Optional<Node> node(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** All of them, parents before children. */
    List<Node> nodes() {
        return List.copyOf(byId.values());
    }

    /** Whether the same items stand at the same places, and are of the same kind: then telling properties is enough. */
    boolean hasShapeOf(MenuTree other) {
        return sameShape(root(), other.root());
    }

    /** Items that say something other than they did; both trees have the same shape. */
    List<Node> changedSince(MenuTree before) {
        return nodes().stream()
                .filter(node -> before.node(node.id())
                        .map(then -> !then.properties().equals(node.properties()))
                        .orElse(true))
                .toList();
    }

    /** Names of what a changed item says otherwise than before: Qt's hosts complain, once a second, of a kind told anew. */
    static List<String> news(Node node, MenuTree before) {
        Map<String, Object> then = before.node(node.id()).map(Node::properties).orElse(Map.of());
        return node.properties().entrySet().stream()
                .filter(each -> !each.getValue().equals(then.get(each.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void add(Node node) {
        byId.put(node.id(), node);
        node.children().forEach(this::add);
    }

    private static boolean sameShape(Node one, Node other) {
        if (one.id() != other.id()
                || !one.properties().keySet().equals(other.properties().keySet())
                || one.children().size() != other.children().size()) {
            return false;
        }
        for (int at = 0; at < one.children().size(); at++) {
            if (!sameShape(one.children().get(at), other.children().get(at))) {
                return false;
            }
        }
        return true;
    }

    private static List<Node> nodes(List<MenuItem> items, ToIntFunction<String> ids) {
        List<Node> nodes = new ArrayList<>();
        for (MenuItem item : items) {
            int id = ids.applyAsInt(item.key());
            nodes.add(
                    switch (item) {
                        case MenuItem.Action action ->
                            new Node(id, text(action.text(), action.isEnabled()), List.of(), action.run());
                        case MenuItem.Toggle toggle -> {
                            Map<String, Object> properties = text(toggle.text(), toggle.isEnabled());
                            properties.put("toggle-type", "checkmark");
                            properties.put("toggle-state", toggle.isChecked() ? 1 : 0);
                            yield new Node(id, properties, List.of(), toggle.run());
                        }
                        case MenuItem.Submenu submenu -> {
                            Map<String, Object> properties = text(submenu.text(), true);
                            properties.put("children-display", "submenu");
                            yield new Node(id, properties, nodes(submenu.items(), ids), () -> {});
                        }
                        case MenuItem.Separator _ -> new Node(id, Map.of("type", "separator"), List.of(), () -> {});
                    });
        }
        return List.copyOf(nodes);
    }

    /** Every value is told, also where it is the default: a host need not be told then which ones went back to it. */
    private static Map<String, Object> text(String text, boolean isEnabled) {
        Map<String, Object> properties = new LinkedHashMap<>();
        // An underscore would mark the next letter as the item's key.
        properties.put("label", text.replace("_", "__"));
        properties.put("enabled", isEnabled);
        return properties;
    }
}

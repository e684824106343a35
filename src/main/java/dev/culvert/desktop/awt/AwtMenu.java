package dev.culvert.desktop.awt;

import dev.culvert.desktop.MenuItem;
import java.awt.CheckboxMenuItem;
import java.awt.Menu;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps an AWT menu as it is told to be; on the event queue alone. */
final class AwtMenu {
    private final Menu root;
    private final Consumer<Runnable> clicks;
    private final Map<String, java.awt.MenuItem> byKey = new HashMap<>();
    private final Map<String, Runnable> runs = new HashMap<>();
    private List<String> shape = List.of();

    /**
     * @param root empty
     * @param clicks takes what a click asks for
     */
    AwtMenu(Menu root, Consumer<Runnable> clicks) {
        this.root = root;
        this.clicks = clicks;
    }

    /** In place where the same items stand at the same places: the menu may be open. */
    void set(List<MenuItem> items) {
        List<String> now = shape(items);
        if (!now.equals(shape)) {
            root.removeAll();
            byKey.clear();
            build(root, items);
            shape = now;
        }
        runs.clear();
        update(items);
    }

    private void build(Menu menu, List<MenuItem> items) {
        for (MenuItem item : items) {
            switch (item) {
                case MenuItem.Separator _ -> menu.addSeparator();
                case MenuItem.Action action -> {
                    java.awt.MenuItem made = new java.awt.MenuItem();
                    made.addActionListener(event -> clicked(action.key()));
                    add(menu, action.key(), made);
                }
                case MenuItem.Toggle toggle -> {
                    CheckboxMenuItem made = new CheckboxMenuItem();
                    made.addItemListener(event -> {
                        // The tick follows the next look, not the click.
                        made.setState(!made.getState());
                        clicked(toggle.key());
                    });
                    add(menu, toggle.key(), made);
                }
                case MenuItem.Submenu submenu -> {
                    Menu made = new Menu();
                    add(menu, submenu.key(), made);
                    build(made, submenu.items());
                }
            }
        }
    }

    private void add(Menu menu, String key, java.awt.MenuItem made) {
        byKey.put(key, made);
        menu.add(made);
    }

    private void update(List<MenuItem> items) {
        for (MenuItem item : items) {
            java.awt.MenuItem made = byKey.get(item.key());
            if (made == null) {
                continue; // a separator
            }
            switch (item) {
                case MenuItem.Separator _ -> {}
                case MenuItem.Action action -> say(made, action.text(), action.isEnabled());
                case MenuItem.Toggle toggle -> {
                    say(made, toggle.text(), toggle.isEnabled());
                    if (made instanceof CheckboxMenuItem box && box.getState() != toggle.isChecked()) {
                        box.setState(toggle.isChecked());
                    }
                }
                case MenuItem.Submenu submenu -> {
                    say(made, submenu.text(), true);
                    update(submenu.items());
                }
            }
            runs.put(item.key(), run(item));
        }
    }

    private void clicked(String key) {
        Runnable run = runs.get(key);
        if (run != null) {
            clicks.accept(run);
        }
    }

    private static void say(java.awt.MenuItem made, String text, boolean isEnabled) {
        if (!text.equals(made.getLabel())) {
            made.setLabel(text);
        }
        if (made.isEnabled() != isEnabled) {
            made.setEnabled(isEnabled);
        }
    }

    private static Runnable run(MenuItem item) {
        return switch (item) {
            case MenuItem.Action action -> action.run();
            case MenuItem.Toggle toggle -> toggle.run();
            case MenuItem.Submenu _, MenuItem.Separator _ -> () -> {};
        };
    }

    /** Kinds, keys and nesting, without what they say. */
    private static List<String> shape(List<MenuItem> items) {
        return items.stream()
                .map(item -> item.getClass().getSimpleName() + " " + item.key()
                        + (item instanceof MenuItem.Submenu submenu ? shape(submenu.items()) : ""))
                .toList();
    }
}

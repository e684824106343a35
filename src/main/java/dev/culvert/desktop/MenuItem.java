package dev.culvert.desktop;

import java.util.List;

/** An entry of a menu that the system draws. Texts are plain: no mnemonics. */
public sealed interface MenuItem {
    /** Something to do; greyed where not enabled, for instance a line that only tells. */
    record Action(String key, String text, boolean isEnabled, Runnable run) implements MenuItem {
        public Action(String key, String text, Runnable run) {
            this(key, text, true, run);
        }

        /** A greyed line that only tells. */
        public static Action label(String key, String text) {
            return new Action(key, text, false, () -> {});
        }
    }

    /** Something on or off. Running it is all that a click does: the tick follows the next look. */
    record Toggle(String key, String text, boolean isChecked, boolean isEnabled, Runnable run) implements MenuItem {}

    record Submenu(String key, String text, List<MenuItem> items) implements MenuItem {
        public Submenu {
            items = List.copyOf(items);
        }
    }

    record Separator(String key) implements MenuItem {}

    /** Tells items of one menu apart, submenus included; the same from look to look. */
    String key();
}

package dev.culvert.desktop;

import java.util.List;

/** The program's icon among those of running programs. All methods may be called on any thread and return at once. */
public interface Tray extends AutoCloseable {
    /** What the icon tells by its shape. BUSY moves: two frames, two a second. */
    enum Icon {
        OFF,
        BUSY,
        ON,
        FAILED
    }

    /**
     * All there is to see of it.
     *
     * @param title first line of the tooltip, and the icon's name for a screen reader
     * @param text the tooltip's second line; may be empty
     * @param menu in order; give the same item the same key each time, so that an open menu changes in place
     */
    record Look(Icon icon, String title, String text, List<MenuItem> menu) {
        public Look {
            menu = List.copyOf(menu);
        }
    }

    /** Hears what happens at the icon, one call at a time, on a thread of the desktop's own. */
    interface Listener {
        /** The icon was clicked, at these screen coordinates in pixels, or at (0, 0) where the system does not say (Wayland). */
        void activated(int x, int y);

        /**
         * Somebody shows the icon now, or nobody does any more. Called on changes alone: starts as not hosted. Never hide the window
         * while it is false.
         */
        void hosted(boolean isHosted);

        /** The menu opens: what it says should be fresh, and stay so until {@link #menuClosed()}. Not every system tells. */
        default void menuOpened() {}

        default void menuClosed() {}
    }

    /** Whether somebody shows the icon, as far as known. */
    boolean isHosted();

    /** Shows this from now on, in every host that comes. Costs nothing when nothing changed. */
    void show(Look look);

    /** Takes the icon away. */
    @Override
    void close();
}

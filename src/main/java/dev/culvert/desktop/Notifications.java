package dev.culvert.desktop;

import java.util.List;
import java.util.Optional;

/** Short notices at the edge of the screen. All methods may be called on any thread and return at once. */
public interface Notifications {
    /** LOW may be kept from view, CRITICAL stays until dismissed. */
    enum Urgency {
        LOW,
        NORMAL,
        CRITICAL
    }

    /** A button of a notice. */
    record Button(String text, Runnable run) {}

    /**
     * One notice.
     *
     * @param tag a later notice of the same tag takes its place
     * @param body plain text; may be empty
     * @param click what a click on the notice itself does
     * @param buttons in order; not every system shows them
     */
    record Notice(
            String tag, String title, String body, Urgency urgency, Optional<Runnable> click, List<Button> buttons) {
        public Notice {
            buttons = List.copyOf(buttons);
        }
    }

    /** Whether somebody shows notices, as far as known: false until the system has answered. */
    boolean areShown();

    /** Shows it; silently nothing where nobody shows notices. */
    void send(Notice notice);

    /** Takes the notice of this tag away, if it still stands. */
    void withdraw(String tag);
}

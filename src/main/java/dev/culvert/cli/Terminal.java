package dev.culvert.cli;

import dev.culvert.control.words.Printable;
import java.io.PrintStream;

/**
 * Standard output and error. One line may be live: it stands last and is written anew in place. What is printed is made safe to
 * show. Thread-safe.
 */
public final class Terminal {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private String live = "";
    private boolean paged;

    /** @param interactive whether a person watches, so that lines may be rewritten */
    public Terminal(PrintStream out, PrintStream err, boolean interactive) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
    }

    boolean isInteractive() {
        return interactive;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    synchronized void line(String text) {
        print(out, text);
    }

    synchronized void error(String text) {
        print(err, text);
    }

    /** Shows a line that the next one replaces; nothing where no person watches. */
    synchronized void live(String text) {
        if (interactive) {
            out.print((live.isEmpty() ? "" : CLEAR_LINE) + Printable.text(text));
            out.flush();
            live = text;
        }
    }

    /** Takes the live line away, so that something else can write. */
    public synchronized void settle() {
        if (!live.isEmpty()) {
            out.print(CLEAR_LINE);
            out.flush();
            live = "";
        }
    }

    /** Takes the place of the page before, from the top of the screen; where no person watches, an empty line parts them. */
    synchronized void page(String text) {
        String shown = Printable.text(text);
        if (!interactive) {
            out.println(shown + "\n");
        } else {
            // written over line by line, and not cleared first: that would flicker
            String clear = paged ? "" : "\u001b[2J";
            out.print(clear + "\u001b[H" + shown.replace("\n", "\u001b[K\n") + "\u001b[K\n\u001b[J");
            paged = true;
        }
        out.flush();
    }

    private void print(PrintStream to, String text) {
        String before = live;
        settle();
        to.println(Printable.text(text));
        to.flush();
        live(before);
    }
}

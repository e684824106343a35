package dev.culvert.control.exchange;

import java.io.IOException;

/** A file that no profile can be made of. */
public final class ImportException extends IOException {
    private static final long serialVersionUID = 1;

    /** The words are the message bundles' ({@code import.problem.NAME}). */
    public enum Why {
        /** A file of NetworkManager's for something else than a VPN over SSH. */
        NO_SSH_VPN,
        NO_PROFILES,
        TOO_LARGE,
        TOO_MANY,
        /** Cut off, or no archive. */
        BROKEN
    }

    private final Why why;
    private final String file;

    ImportException(Why why, String file) {
        super(why + " " + file);
        this.why = why;
        this.file = file;
    }

    public Why why() {
        return why;
    }

    public String file() {
        return file;
    }
}

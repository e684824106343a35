package dev.culvert.ui.editor;

/** A profile was not saved, for a reason the editor has an answer to. */
public final class SaveException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What stands against saving. */
    public enum Reason {
        /** Another profile has this name. */
        NAME_TAKEN,
        /** The file is no longer what was read: another program wrote to it or removed it. */
        CHANGED_ELSEWHERE
    }

    private final Reason reason;

    /** @param detail what it is about: the name, or the file */
    public SaveException(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

package dev.culvert.profile;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A profile's file that is left as it is, for a reason of this program's own. The words are the front end's. */
public final class StoreException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    private final Why why;

    public enum Why {
        /** Another program changed it since it was read. */
        CHANGED,
        /** A directory, a pipe, or something else that holds no text. */
        NOT_A_FILE,
        /** It would be written over with itself. */
        ITSELF,
        /** It holds more than is shown of it, or what is no text. */
        NO_TEXT,
        /** The locale's character set cannot write its name. */
        NAME_NOT_WRITABLE,
        /** The file system cannot replace a file at once. */
        NOT_REPLACEABLE
    }

    StoreException(Path file, Why why) {
        this(file.toString(), why);
    }

    StoreException(String file, Why why) {
        super(file, null, why.name());
        this.why = why;
    }

    public Why why() {
        return why;
    }
}

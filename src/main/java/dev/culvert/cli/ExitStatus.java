package dev.culvert.cli;

import dev.culvert.net.FailureCause;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** The command line's exit statuses, part of its contract. */
final class ExitStatus {
    static final int DONE = 0;
    static final int USAGE = 2;
    static final int PROFILE = 3;
    static final int LOGIN = 6;
    static final int HELPER = 9;
    static final int INTERNAL = 70;
    /** As a shell has it for SIGINT. */
    static final int INTERRUPTED = 130;

    private ExitStatus() {}

    static int of(IOException failure) {
        return failure instanceof FileSystemException ? USAGE : INTERNAL;
    }

    static int of(FailureCause.Group group) {
        return switch (group) {
            case USAGE -> USAGE;
            case PROFILE -> PROFILE;
            case UNREACHABLE -> 4;
            case HOST_KEY -> 5;
            case LOGIN -> LOGIN;
            case TUNNEL_REFUSED -> 7;
            case NETWORK -> 8;
            case PRIVILEGE -> HELPER;
            case NOT_VERIFIED -> 10;
            case CANCELLED -> INTERRUPTED;
            case INTERNAL -> INTERNAL;
        };
    }
}

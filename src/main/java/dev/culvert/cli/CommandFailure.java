package dev.culvert.cli;

/** Ends a command with a status; the message is for the user, and already in the user's language. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    CommandFailure(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}

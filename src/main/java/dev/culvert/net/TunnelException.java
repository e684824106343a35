package dev.culvert.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A tunnel failed for a named cause. Its message is for logs; what users read is made from {@link #failure()}. */
public final class TunnelException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    public TunnelException(Failure failure) {
        this(failure, null);
    }

    public TunnelException(Failure failure, @Nullable Throwable reason) {
        super(failure.toString(), reason);
        this.failure = failure;
    }

    /** {@code facts} alternate name and value. */
    public TunnelException(FailureCause cause, String... facts) {
        this(Failure.of(cause, facts));
    }

    public Failure failure() {
        return failure;
    }
}

package dev.culvert.helper;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.profile.Profile;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When a lost tunnel is dialled again: at once, then after pauses that double up to the profile's longest, each a little
 * shorter or longer than that so that many clients of one server do not come at the same moment. A server that refused a login is
 * left alone for a minute, and after the third refusal for good: servers count those, and lock out who insists; one that has done so
 * is left alone for a minute each time. Not thread-safe.
 */
final class Redial {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(60);
    private static final int REFUSALS = 3;

    /** A tunnel that held less was no success: the next pause is as long as if it had failed. */
    private static final Duration STABLE = Duration.ofSeconds(30);

    private final Duration longest;
    private final DoubleSupplier random;
    private int attempts;
    private int refusals;

    /** @param random evenly from 0 to 1 */
    Redial(Profile.Reconnect profile, DoubleSupplier random) {
        longest = profile.maxDelay();
        this.random = random;
    }

    /**
     * A pause before the next attempt.
     *
     * @param attempt from 1
     * @param hasty whether a network that came back ends it
     */
    record Pause(int attempt, Duration length, boolean hasty) {}

    /** The tunnel was up for this long, and is lost. */
    void lostAfter(Duration up) {
        if (up.compareTo(STABLE) >= 0) {
            attempts = 0;
            refusals = 0;
        }
    }

    /** What follows a loss or a failed attempt; empty where another attempt would end the same, or do harm. */
    Optional<Pause> after(Failure failure) {
        if (!isWorthAnother(failure.cause())) {
            return Optional.empty();
        }
        attempts++;
        if (failure.cause() == FailureCause.LOGIN_REFUSED || failure.cause() == FailureCause.TOO_MANY_KEYS) {
            refusals++;
            return refusals >= REFUSALS ? Optional.empty() : Optional.of(new Pause(attempts, AFTER_REFUSAL, false));
        }
        if (failure.cause() == FailureCause.CONNECTION_PUT_OFF) {
            return Optional.of(new Pause(attempts, AFTER_REFUSAL, false));
        }
        return Optional.of(new Pause(attempts, pause(), true));
    }

    /** Whether a person's answer is all that is missing. */
    static boolean waitsForSomebody(FailureCause cause) {
        return cause == FailureCause.SECRET_NEEDED || cause == FailureCause.SECRET_DECLINED;
    }

    private Duration pause() {
        if (attempts == 1) {
            return Duration.ZERO;
        }
        Duration doubled = FIRST.multipliedBy(1L << Math.min(attempts - 2, 20));
        Duration even = doubled.compareTo(longest) < 0 ? doubled : longest;
        double jitter = 0.8 + 0.4 * random.getAsDouble();
        return Duration.ofNanos(Math.min((long) (even.toNanos() * jitter), longest.toNanos()));
    }

    private static boolean isWorthAnother(FailureCause cause) {
        return switch (cause) {
            case NO_COMMON_ALGORITHM, TUNNEL_NOT_PERMITTED, REMOTE_NOT_CONFIGURABLE -> false;
            // the server's old end of this tunnel may hold the device and the address for a while
            case REMOTE_DEVICE_BUSY,
                    REMOTE_DEVICE_NOT_OPENED,
                    REMOTE_STEP_FAILED,
                    ADDRESS_CLASH,
                    TUNNEL_REFUSED,
                    TUNNEL_CLOSED -> true;
            case DEVICE_GONE, LOGIN_REFUSED, TOO_MANY_KEYS -> true;
            default ->
                cause.group() == FailureCause.Group.UNREACHABLE || cause.group() == FailureCause.Group.NOT_VERIFIED;
        };
    }
}

package dev.culvert.control;

import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;

/** A profile as the user wrote it. */
final class ProfileText {
    private ProfileText() {}

    /** @throws TunnelException PROFILE_INVALID (facts pointer, reason) */
    static Profile parse(String text) throws TunnelException {
        return switch (ProfileReader.read(text)) {
            case ProfileReading.Valid valid -> valid.profile();
            case ProfileReading.Invalid invalid ->
                throw new TunnelException(
                        FailureCause.PROFILE_INVALID,
                        "pointer",
                        invalid.problems().getFirst().pointer(),
                        "reason",
                        invalid.problems().getFirst().reason().name());
        };
    }
}

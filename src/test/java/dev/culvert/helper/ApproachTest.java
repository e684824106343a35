package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ipc.LoginOffer;
import dev.culvert.profile.Profile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ApproachTest {
    @Test
    void theOffersKeepaliveGoesBeforeTheProfiles() {
        Profile profile = Profile.of("office", Profile.Mode.TUN, Profile.Server.of("vpn.example.org"));
        LoginOffer plain = RawClient.offer();
        assertThat(Approach.keepalive(profile, plain)).isEqualTo(profile.keepalive());
        LoginOffer offer = new LoginOffer(plain.reach(), plain.hops(), new LoginOffer.Alive(60, 5));
        assertThat(Approach.keepalive(profile, offer)).isEqualTo(new Profile.Keepalive(Duration.ofMinutes(1), 5));
    }
}

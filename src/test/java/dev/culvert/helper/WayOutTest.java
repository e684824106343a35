package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.LoginOffer.Reach;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A connection that somebody else makes for the helper must not run through the tunnel that it carries. */
class WayOutTest {
    private static final List<InetAddress> FAR = List.of(InetAddress.ofLiteral("192.0.2.9"));
    private static final List<InetAddress> HERE = List.of(InetAddress.ofLiteral("127.0.0.1"));
    private static final Reach PROXY = new Reach.Proxy(Reach.Kind.SOCKS5, "proxy", 1080, null);

    @Test
    void aCommandOrAProxyHereIsRefusedWhereEverythingGoesIntoTheTunnel() {
        Profile everything = profile("[\"default\"]", "[]");
        assertThatThrownBy(() -> WayOut.check(everything, by(new Reach.Stream()), List.of()))
                .isInstanceOf(TunnelException.class)
                .hasMessageContaining("WAY_IN_TUNNEL");
        assertThatThrownBy(() -> WayOut.check(everything, by(PROXY), HERE)).isInstanceOf(TunnelException.class);
    }

    @Test
    void whatIsLeftOutOfTheTunnelIsTheUsersToName() {
        for (Profile fine :
                List.of(profile("[\"default\"]", "[\"198.51.100.7/32\"]"), profile("[\"10.0.0.0/8\"]", "[]"))) {
            assertThatCode(() -> WayOut.check(fine, by(new Reach.Stream()), List.of()))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void whatTheHelperItselfConnectsToIsLeftOutAnyway() {
        Profile everything = profile("[\"default\"]", "[]");
        assertThatCode(() -> WayOut.check(everything, by(PROXY), FAR)).doesNotThrowAnyException();
        assertThatCode(() -> WayOut.check(everything, by(Reach.Direct.PLAIN), HERE))
                .doesNotThrowAnyException();
    }

    private static LoginOffer by(Reach reach) {
        return new LoginOffer(
                reach, List.of(new LoginOffer.Hop("host", 22, "u", List.of(), List.of(), LoginTerms.DEFAULT, 0)), null);
    }

    private static Profile profile(String routes, String exclude) {
        return ((ProfileReading.Valid) ProfileReader.read("""
                {"name": "p", "mode": "tun", "server": {"host": "h"}, "network": {"routes": %s, "exclude": %s}}
                """.formatted(routes, exclude))).profile();
    }
}

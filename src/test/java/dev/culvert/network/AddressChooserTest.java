package dev.culvert.network;

import static dev.culvert.network.Profiles.addresses;
import static dev.culvert.network.Profiles.network;
import static dev.culvert.network.Profiles.prefixes;
import static dev.culvert.network.Profiles.remote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.net.TunnelAddresses;
import dev.culvert.net.TunnelException;
import dev.culvert.net.UsedPrefixes;
import dev.culvert.profile.Profile;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddressChooserTest {
    private static final UsedPrefixes NONE = UsedPrefixes.NONE;

    @Test
    void findsFreeOnesAndTheSameAgain() throws TunnelException {
        TunnelAddresses chosen = choose(Profiles.routes(), NONE, NONE);
        assertThat(chosen.local()).hasSize(2);
        IpPrefix network4 = chosen.local().getFirst().network();
        IpPrefix network6 = chosen.local().getLast().network();
        assertThat(network4.length()).isEqualTo(30);
        assertThat(IpPrefix.parse("10.0.0.0/8").contains(network4)).isTrue();
        assertThat(network6.length()).isEqualTo(64);
        assertThat(IpPrefix.parse("fd00::/8").contains(network6)).isTrue();
        assertThat(chosen.remote()).extracting(InterfaceAddress::network).containsExactly(network4, network6);
        assertThat(chosen.remote()).doesNotContainAnyElementsOf(chosen.local());
        assertThat(chosen.peer()).isEqualTo(chosen.remote().getFirst().address());
        assertThat(choose(Profiles.routes(), NONE, NONE)).isEqualTo(chosen);
    }

    @Test
    void avoidsWhatEitherEndUsesAndWhatIsRouted() throws TunnelException {
        Profile profile = Profiles.routes("10.128.0.0/9");
        List<IpPrefix> taken =
                List.of(choose(profile, NONE, NONE).local().getFirst().network(), IpPrefix.parse("10.0.0.0/10"));
        for (UsedPrefixes used :
                List.of(new UsedPrefixes(taken, List.of(), true), new UsedPrefixes(List.of(), taken, true))) {
            for (boolean there : new boolean[] {false, true}) {
                IpPrefix network = choose(profile, there ? NONE : used, there ? used : NONE)
                        .local()
                        .getFirst()
                        .network();
                assertThat(taken).noneMatch(network::overlaps);
                assertThat(network.overlaps(IpPrefix.parse("10.64.0.0/10"))).isTrue();
            }
        }
    }

    /** A company that routes all of 10.0.0.0/8: a hole of four addresses in that is better than no tunnel. */
    @Test
    void takesARoutedOneWhenAllAre() throws TunnelException {
        UsedPrefixes all = new UsedPrefixes(prefixes("10.0.0.0/9"), prefixes("10.0.0.0/8"), true);
        IpPrefix network =
                choose(Profiles.routes(), all, NONE).local().getFirst().network();
        assertThat(IpPrefix.parse("10.128.0.0/9").contains(network)).isTrue();
    }

    @Test
    void saysWhenNoneIsFree() {
        UsedPrefixes all = new UsedPrefixes(prefixes("10.0.0.0/8"), List.of(), true);
        assertThat(failure(Profiles.routes(), all).cause()).isEqualTo(FailureCause.ADDRESS_CLASH);
    }

    @Test
    void noIpv6WhereOneEndHasNone() throws TunnelException {
        UsedPrefixes old = new UsedPrefixes(List.of(), List.of(), false);
        assertThat(choose(Profiles.routes(), NONE, old).local()).hasSize(1);
        assertThat(choose(Profiles.routes(), old, NONE).local()).hasSize(1);
    }

    @Test
    void takesBothEndsAsTheyAre() throws TunnelException {
        assertThat(choose(profile(addresses("10.1.0.1/24"), "10.1.0.9", remote(true, "10.1.0.2/24", "10.1.0.9/24"))))
                .isEqualTo(new TunnelAddresses(
                        addresses("10.1.0.1/24"),
                        addresses("10.1.0.2/24", "10.1.0.9/24"),
                        InterfaceAddress.address("10.1.0.9")));
    }

    @Test
    void derivesTheOtherEnd() throws TunnelException {
        assertThat(choose(profile(addresses("10.1.0.1/24", "fd01::2/64"), null, remote(true)))
                        .remote())
                .isEqualTo(addresses("10.1.0.2/24", "fd01::1/64"));
        assertThat(choose(profile(List.of(), null, remote(true, "10.1.0.6/30", "fd01::/127")))
                        .local())
                .isEqualTo(addresses("10.1.0.5/30", "fd01::1/127"));
        assertThat(choose(profile(addresses("10.1.0.1/32"), "10.2.0.1", remote(true)))
                        .remote())
                .isEqualTo(addresses("10.2.0.1/32"));
    }

    @Test
    void namesWhatCannotBeDerived() {
        assertThat(failure(profile(addresses("10.1.0.1/32"), null, remote(true)), NONE))
                .isEqualTo(Failure.of(FailureCause.PROFILE_INVALID, "pointer", "/remote/addresses"));
        assertThat(failure(profile(List.of(), null, remote(true, "10.1.0.1/32")), NONE))
                .isEqualTo(Failure.of(FailureCause.PROFILE_INVALID, "pointer", "/network/addresses"));
        assertThat(failure(profile(List.of(), null, remote(false)), NONE))
                .isEqualTo(Failure.of(FailureCause.PROFILE_INVALID, "pointer", "/network/addresses"));
    }

    @Test
    void noIpv6OverLessThanItAsksFor() throws TunnelException {
        assertThat(choose(withMtu(1279)).local()).hasSize(1);
        assertThat(choose(withMtu(1280)).local()).hasSize(2);
    }

    private static Profile withMtu(int mtu) {
        return Profiles.of(
                Profile.Mode.TUN,
                network(List.of(), null, List.of(), List.of()),
                Profile.Remote.DEFAULT,
                OptionalInt.of(mtu));
    }

    private static Profile profile(List<InterfaceAddress> local, @Nullable String peer, Profile.Remote remote) {
        return Profiles.of(Profile.Mode.TUN, network(local, peer, List.of(), List.of()), remote, OptionalInt.empty());
    }

    private static TunnelAddresses choose(Profile profile) throws TunnelException {
        return choose(profile, NONE, NONE);
    }

    private static TunnelAddresses choose(Profile profile, UsedPrefixes here, UsedPrefixes there)
            throws TunnelException {
        return AddressChooser.choose(profile, here, there);
    }

    private static Failure failure(Profile profile, UsedPrefixes here) {
        return catchThrowableOfType(TunnelException.class, () -> choose(profile, here, NONE))
                .failure();
    }
}

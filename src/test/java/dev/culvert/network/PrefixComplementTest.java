package dev.culvert.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrefixComplementTest {
    @Test
    void cutsOneAddress() {
        assertThat(PrefixComplement.of(IpPrefix.parse("10.0.0.0/29"), List.of(IpPrefix.parse("10.0.0.2"))))
                .extracting(IpPrefix::toString)
                .containsExactly("10.0.0.0/31", "10.0.0.3/32", "10.0.0.4/30");
    }

    @Test
    void leavesWhatIsNotTouched() {
        IpPrefix whole = IpPrefix.parse("10.0.0.0/8");
        assertThat(PrefixComplement.of(whole, List.of())).containsExactly(whole);
        assertThat(PrefixComplement.of(whole, List.of(IpPrefix.parse("11.0.0.0/8"), IpPrefix.ALL_IPV6)))
                .containsExactly(whole);
    }

    @Test
    void leavesNothingOfWhatIsCovered() {
        IpPrefix whole = IpPrefix.parse("10.0.0.0/8");
        assertThat(PrefixComplement.of(whole, List.of(whole))).isEmpty();
        assertThat(PrefixComplement.of(whole, List.of(IpPrefix.ALL_IPV4))).isEmpty();
        assertThat(PrefixComplement.of(whole, List.of(IpPrefix.parse("10.0.0.0/9"), IpPrefix.parse("10.128.0.0/9"))))
                .isEmpty();
    }

    @Test
    void bothDefaultsLessOneAddressEachAre160() {
        assertThat(PrefixComplement.of(IpPrefix.ALL_IPV4, List.of(IpPrefix.parse("198.51.100.7"))))
                .hasSize(32);
        assertThat(PrefixComplement.of(IpPrefix.ALL_IPV6, List.of(IpPrefix.parse("2001:db8::7"))))
                .hasSize(128);
    }

    /** Every address of a small space is in exactly one part, or in a hole; neighbours that could be one prefix are. */
    @Test
    void isExactByBruteForce() throws UnknownHostException {
        Random random = new Random(8);
        for (int round = 0; round < 500; round++) {
            boolean ipv6 = random.nextBoolean();
            int bits = ipv6 ? 128 : 32;
            IpPrefix whole = prefix(ipv6, random.nextInt(256), bits - 8 + random.nextInt(9));
            List<IpPrefix> holes = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                holes.add(prefix(ipv6, random.nextInt(256), bits - 8 + random.nextInt(9)));
            }
            List<IpPrefix> parts = PrefixComplement.of(whole, holes);
            for (int last = 0; last < 256; last++) {
                InetAddress address = address(ipv6, last);
                boolean wanted = whole.contains(address) && holes.stream().noneMatch(hole -> hole.contains(address));
                assertThat(parts.stream().filter(part -> part.contains(address)).count())
                        .as("%s in %s less %s", address, whole, holes)
                        .isEqualTo(wanted ? 1 : 0);
            }
            for (int i = 1; i < parts.size(); i++) {
                IpPrefix one = parts.get(i - 1);
                IpPrefix two = parts.get(i);
                assertThat(one.length() == two.length()
                                && one.length() > 0
                                && IpPrefix.of(one.address(), one.length() - 1).contains(two))
                        .as("%s and %s of %s less %s are one", one, two, whole, holes)
                        .isFalse();
            }
        }
    }

    private static IpPrefix prefix(boolean ipv6, int last, int length) throws UnknownHostException {
        return IpPrefix.of(address(ipv6, last), length);
    }

    private static InetAddress address(boolean ipv6, int last) throws UnknownHostException {
        byte[] bytes = new byte[ipv6 ? 16 : 4];
        bytes[0] = (byte) (ipv6 ? 0xfd : 10);
        bytes[bytes.length - 1] = (byte) last;
        return InetAddress.getByAddress(bytes);
    }
}

package dev.culvert.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownServersTest {
    @Test
    void freeBsdBefore101EndsAtIpv6() {
        assertThat(KnownServers.endsAtIpv6("SSH-2.0-OpenSSH_9.7 FreeBSD-20240806"))
                .isTrue();
        assertThat(KnownServers.endsAtIpv6("SSH-2.0-OpenSSH_10.0p2 FreeBSD-20250801"))
                .isTrue();
        assertThat(KnownServers.endsAtIpv6("SSH-2.0-OpenSSH_10.1 FreeBSD-20251001"))
                .isFalse();
        assertThat(KnownServers.endsAtIpv6("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3"))
                .isFalse();
    }
}

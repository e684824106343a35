package dev.culvert.server;

import static dev.culvert.lab.LabProfile.HERE4;
import static dev.culvert.lab.LabProfile.HERE6;
import static dev.culvert.lab.LabProfile.THERE4;
import static dev.culvert.lab.LabProfile.THERE6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Iperf;
import dev.culvert.lab.Lab;
import dev.culvert.lab.Ran;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line against the embedded server on another machine, as against a stock sshd. */
@Tag("lab")
class CulvertToCulvertLabTest {
    @ParameterizedTest
    @ValueSource(strings = {"tun", "tap"})
    void passesTrafficAndLeavesNoTrace(String mode) throws IOException {
        try (Lab lab = Lab.start()) {
            String profile = lab.profile("office", LabServer.start(lab, PermitTunnel.YES))
                    .with("/mode", "\"" + mode + "\"")
                    .file();
            String here = lab.client().snapshot();
            String there = lab.server().snapshot();
            lab.culvert("up", profile).ok();
            assertThat(lab.client().pings(THERE4, 20)).isTrue();
            assertThat(lab.client().pings(THERE6, 20)).isTrue();
            assertThat(lab.server().pings(HERE4, 20)).isTrue();
            assertThat(lab.server().pings(HERE6, 20)).isTrue();
            Iperf iperf = new Iperf(lab.client(), lab.server(), THERE4);
            assertThat(iperf.up(1).bytes()).isGreaterThan(1_000_000);
            assertThat(iperf.down(1).bytes()).isGreaterThan(1_000_000);
            lab.culvert("down", "office").ok();
            assertThat(lab.client().snapshot()).isEqualTo(here);
            assertThat(lab.server().snapshot()).isEqualTo(there);
        }
    }

    @Test
    void aPeerInMemoryNeedsNoSettingUp() throws IOException {
        try (Lab lab = Lab.start()) {
            String profile = lab.profile("office", LabServer.start(lab, PermitTunnel.YES, THERE4, THERE6))
                    .with("/remote/configure", "false")
                    .file();
            lab.culvert("up", profile).ok();
            assertThat(lab.client().pings(THERE4, 20)).isTrue();
            assertThat(lab.client().pings(THERE6, 20)).isTrue();
            lab.culvert("down", "office").ok();
        }
    }

    @Test
    void aRefusalIsNamed() throws IOException {
        try (Lab lab = Lab.start()) {
            String profile = lab.profile("office", LabServer.start(lab, PermitTunnel.ETHERNET))
                    .file();
            Ran up = lab.culvert("up", profile).ended(7);
            assertThat(up.err()).contains("PermitTunnel");
        }
    }
}

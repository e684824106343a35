package dev.culvert.server;

import static dev.culvert.lab.LabProfile.THERE4;
import static dev.culvert.lab.LabProfile.THERE6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.Ran;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command line against the embedded server on another machine, in what differs from a stock sshd. */
@Tag("lab")
class CulvertToCulvertLabTest {
    @Test
    void aPeerInMemoryNeedsNoSettingUp() {
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
    void aRefusalIsNamed() {
        try (Lab lab = Lab.start()) {
            String profile = lab.profile("office", LabServer.start(lab, PermitTunnel.ETHERNET))
                    .file();
            Ran up = lab.culvert("up", profile).ended(7);
            assertThat(up.err()).contains("PermitTunnel");
        }
    }
}

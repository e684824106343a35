package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabProfile;
import dev.culvert.lab.SshServer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a tunnel ends, both machines are as they were. */
@Tag("lab")
class UndoTest {
    @ParameterizedTest
    @ValueSource(strings = {"tun", "tap"})
    void whenTheHelperIsKilled(String mode) {
        try (Lab lab = Lab.start()) {
            String profile = lab.profile("office", lab.sshd())
                    .with("/mode", "\"" + mode + "\"")
                    .with("/network/routes", "[\"192.0.2.0/24\", \"2001:db8:1::/64\"]")
                    .file();
            Ends before = Ends.of(lab);
            lab.culvert("up", profile).ok();
            Processes.killHelper(lab);
            before.awaitUnchanged();
        }
    }

    @Test
    void whenTheHelperIsAskedToEnd() {
        try (Lab lab = Lab.start()) {
            String profile = lab.profile("office", lab.sshd()).file();
            Ends before = Ends.of(lab);
            lab.culvert("up", profile).ok();
            long helper = Processes.helpers(lab).getFirst();
            lab.client().run("kill", "-TERM", Long.toString(helper)).ok();
            before.awaitUnchanged();
            Await.until(
                    "helper gone",
                    Duration.ofSeconds(10),
                    () -> Processes.helpers(lab).isEmpty());
        }
    }

    /** Under load the socket's writer may be told of the end first; the cause is the same. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whenTheServerDies(boolean underLoad) {
        try (Lab lab = Lab.start()) {
            SshServer sshd = lab.sshd();
            String profile = lab.profile("office", sshd)
                    .with("/reconnect", "{\"enabled\": false}")
                    .file();
            Ends before = Ends.of(lab);
            lab.culvert("up", profile).ok();
            if (underLoad) {
                lab.client().start("ping", "-q", "-f", "-l", "64", "-s", "8000", LabProfile.THERE4);
                Await.until(
                        "traffic",
                        Duration.ofSeconds(10),
                        () -> Status.of(lab, "office")
                                        .json()
                                        .path("tx")
                                        .path("packets")
                                        .asLong()
                                > 1000);
            }
            Processes.killSshd(lab);
            before.awaitUnchanged();
            Await.until(
                    "failed by name",
                    Duration.ofSeconds(10),
                    () -> Status.of(lab, "office").state().equals("failed"));
            assertThat(Status.of(lab, "office").json().path("cause").asString()).isEqualTo("CONNECTION_LOST");
        }
    }

    @Test
    void whenTheTunnelIsDownTheKeeperIsGone() {
        try (Lab lab = Lab.start()) {
            String profile = lab.profile("office", lab.sshd()).file();
            lab.culvert("up", profile).ok();
            lab.culvert("down", "office").ok();
            Await.until(
                    "keeper gone",
                    Duration.ofSeconds(10),
                    () -> Processes.keepers(lab).isEmpty());
        }
    }

    @Test
    void upAgainAfterTheHelperWasKilled() {
        try (Lab lab = Lab.start()) {
            String profile = lab.profile("office", lab.sshd()).file();
            Ends before = Ends.of(lab);
            lab.culvert("up", profile).ok();
            Processes.killHelper(lab);
            before.awaitUnchanged();
            lab.culvert("up", profile).ok();
            assertThat(lab.client().pings(LabProfile.THERE4, 5)).isTrue();
            lab.culvert("down", "office").ok();
            before.assertUnchanged();
        }
    }

    /** Several turns leave nothing that adds up. */
    @Test
    void manyTimes() {
        try (Lab lab = Lab.start()) {
            String name = lab.profile("office", lab.sshd()).stored();
            Ends before = Ends.of(lab);
            for (int turn = 0; turn < 5; turn++) {
                lab.culvert("up", name).ok();
                assertThat(lab.client().pings(LabProfile.THERE6, 2)).isTrue();
                lab.culvert("down", name).ok();
                before.assertUnchanged();
            }
        }
    }
}

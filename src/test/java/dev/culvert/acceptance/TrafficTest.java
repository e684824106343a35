package dev.culvert.acceptance;

import static dev.culvert.lab.LabProfile.HERE4;
import static dev.culvert.lab.LabProfile.HERE6;
import static dev.culvert.lab.LabProfile.THERE4;
import static dev.culvert.lab.LabProfile.THERE6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Iperf;
import dev.culvert.lab.Lab;
import dev.culvert.lab.ServerKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that IP carries passes, both ways, and is counted as the kernel counts it. */
@Tag("lab")
class TrafficTest {
    @ParameterizedTest
    @CsvSource({"tun, OPENSSH", "tap, OPENSSH", "tun, CULVERT", "tap, CULVERT"})
    void passesAndIsCountedAndLeavesNoTrace(String mode, ServerKind server) {
        try (Lab lab = Lab.start()) {
            String profile = lab.profile("office", server.start(lab))
                    .with("/mode", "\"" + mode + "\"")
                    .file();
            Ends before = Ends.of(lab);
            lab.culvert("up", profile).ok();

            assertThat(lab.client().pings(THERE4, 20)).as("ping the server").isTrue();
            assertThat(lab.client().pings(THERE6, 20))
                    .as("ping the server, IPv6")
                    .isTrue();
            assertThat(lab.server().pings(HERE4, 20)).as("ping this end").isTrue();
            assertThat(lab.server().pings(HERE6, 20)).as("ping this end, IPv6").isTrue();
            for (String address : List.of(THERE4, THERE6)) {
                Iperf iperf = new Iperf(lab.client(), lab.server(), address);
                assertThat(iperf.up(1).bytes()).as("TCP up to " + address).isGreaterThan(1_000_000);
                assertThat(iperf.down(1).bytes()).as("TCP down from " + address).isGreaterThan(1_000_000);
                Iperf.Result udp = iperf.udp(1, 10);
                assertThat(udp.bytes()).as("UDP up to " + address).isGreaterThan(1_000_000);
                assertThat(udp.lostPercent())
                        .as("UDP lost on the way to " + address)
                        .isLessThan(5);
                assertThat(iperf.udp(1, 10, "-R").bytes())
                        .as("UDP down from " + address)
                        .isGreaterThan(500_000);
            }
            assertStatusAgreesWithTheKernel(lab, "office");

            lab.culvert("down", "office").ok();
            before.assertUnchanged();
        }
    }

    /** What the kernel sent into the interface is tx, what it received from it is rx. */
    private static void assertStatusAgreesWithTheKernel(Lab lab, String name) {
        String device = Status.of(lab, name).device();
        Await.until("status agrees with the counters of " + device, Duration.ofSeconds(20), () -> {
            String before = counters(lab, device);
            Status status = Status.of(lab, name);
            String ours = "%d %d %d %d"
                    .formatted(
                            status.count("rx", "packets"),
                            status.count("rx", "bytes"),
                            status.count("tx", "packets"),
                            status.count("tx", "bytes"));
            // A packet of the kernel's own, such as a router solicitation, may come between.
            boolean quiet = counters(lab, device).equals(before);
            if (quiet) {
                assertThat(ours).as("rx packets, bytes, tx packets, bytes").isEqualTo(before);
            }
            return quiet;
        });
    }

    private static String counters(Lab lab, String device) {
        return "%d %d %d %d"
                .formatted(
                        lab.client().counter(device, "rx_packets"),
                        lab.client().counter(device, "rx_bytes"),
                        lab.client().counter(device, "tx_packets"),
                        lab.client().counter(device, "tx_bytes"));
    }
}

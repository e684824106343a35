package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabProfile;
import dev.culvert.lab.Ran;
import dev.culvert.lab.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line's contract around a tunnel that works. */
@Tag("lab")
class CommandTest {
    @Test
    void upTwiceIsOneTunnelAndAnotherProfileOfThatNameIsRefused() {
        try (Lab lab = Lab.start()) {
            LabProfile profile = lab.profile("office", lab.sshd());
            Ends before = Ends.of(lab);
            lab.culvert("up", profile.file()).ok();
            List<String> interfaces = lab.client().interfaces();
            lab.culvert("up", profile.file()).ok();
            assertThat(lab.client().interfaces()).isEqualTo(interfaces);
            Ran other = lab.culvert("up", profile.with("/device/mtu", "1400").file())
                    .ended(2);
            assertThat(other.err()).contains("office");
            assertThat(lab.client().pings(LabProfile.THERE4, 2)).isTrue();
            lab.culvert("down", "office").ok();
            before.assertUnchanged();
        }
    }

    @Test
    void downOfWhatIsNotUp() {
        try (Lab lab = Lab.start()) {
            String name = lab.profile("office", lab.sshd()).stored();
            lab.culvert("down", name).ok();
            assertThat(Processes.helpers(lab)).as("a helper just to say so").isEmpty();
        }
    }

    @Test
    void foregroundStaysUntilInterruptedAndThenUndoes() {
        try (Lab lab = Lab.start()) {
            String profile = lab.profile("office", lab.sshd()).stored();
            Ends before = Ends.of(lab);
            try (Background up = lab.culvert().start("up", "--foreground", profile)) {
                Await.until(
                        "connected",
                        Duration.ofSeconds(30),
                        () -> up.isAlive() && Status.of(lab, "office").state().equals("connected"));
                assertThat(lab.client().pings(LabProfile.THERE4, 2)).isTrue();
                assertThat(up.isAlive()).isTrue();
                up.signal("INT");
                up.end(Duration.ofSeconds(20)).ok();
            }
            before.assertUnchanged();
        }
    }

    @Test
    void severalTunnelsAtOnce() {
        try (Lab lab = Lab.start()) {
            SshServer sshd = lab.sshd();
            String one = lab.profile("one", sshd).stored();
            String two = lab.profile("two", lab.sshd())
                    .with("/mode", "\"tap\"")
                    .with("/network/addresses", "[\"10.79.0.1/24\", \"fd79::1/64\"]")
                    .with("/remote/addresses", "[\"10.79.0.2/24\", \"fd79::2/64\"]")
                    .stored();
            String three = lab.profile("three", sshd)
                    .without("/network/addresses")
                    .without("/remote/addresses")
                    .stored();
            Ends before = Ends.of(lab);
            for (String name : List.of(one, two, three)) {
                lab.culvert("up", name).ok();
            }
            assertThat(Processes.helpers(lab)).as("one helper for all").hasSize(1);
            assertThat(lab.client().pings(LabProfile.THERE4, 2)).isTrue();
            assertThat(lab.client().pings("fd79::2", 2)).isTrue();
            lab.culvert("down", one).ok();
            assertThat(lab.client().pings(LabProfile.THERE4, 1)).isFalse();
            assertThat(lab.client().pings("10.79.0.2", 2)).isTrue();
            assertThat(Status.of(lab, three).state()).isEqualTo("connected");
            lab.culvert("down", "--all").ok();
            before.assertUnchanged();
        }
    }

    @Test
    void statusHasTheKeysThatScriptsRelyOn() {
        try (Lab lab = Lab.start()) {
            SshServer sshd = lab.sshd();
            lab.culvert("up", lab.profile("office", sshd).file()).ok();
            JsonNode status = Status.of(lab, "office").json();
            assertThat(status.propertyNames())
                    .contains(
                            "name",
                            "mode",
                            "state",
                            "stage",
                            "cause",
                            "interface",
                            "remoteInterface",
                            "mtu",
                            "since",
                            "rx",
                            "tx",
                            "rttMillis",
                            "server");
            assertThat(status.path("name").asString()).isEqualTo("office");
            assertThat(status.path("mode").asString()).isEqualTo("tun");
            assertThat(status.path("state").asString()).isEqualTo("connected");
            assertThat(lab.server().interfaces())
                    .contains(status.path("remoteInterface").asString());
            assertThat(status.path("rx").propertyNames()).contains("packets", "bytes", "dropped");
            assertThat(status.path("rttMillis").asDouble()).isPositive();
            assertThat(status.path("server").propertyNames()).contains("address", "hostKey", "cipher", "kex", "banner");
            assertThat(status.path("server").path("address").asString()).isEqualTo(Lab.SERVER4 + ":" + sshd.port());
            String mtu = lab.client()
                    .run("cat", "/sys/class/net/" + status.path("interface").asString() + "/mtu")
                    .ok()
                    .out()
                    .strip();
            assertThat(status.path("mtu").asString()).isEqualTo(mtu);
        }
    }

    @Test
    void jsonPrintsOneEventALine() {
        try (Lab lab = Lab.start()) {
            Ran up = lab.culvert(
                            "up", "--json", lab.profile("office", lab.sshd()).file())
                    .ok();
            List<JsonNode> events =
                    up.out().lines().map(JsonMapper.shared()::readTree).toList();
            assertThat(events).isNotEmpty().allMatch(JsonNode::isObject);
        }
    }

    /** A script that reads the output of {@code up} sees its end: what stays behind holds no pipe of the caller's. */
    @Test
    void upLeavesTheCallersPipesAlone() {
        try (Lab lab = Lab.start()) {
            String profile = lab.profile("office", lab.sshd()).file();
            lab.culvert()
                    .through("sh", "-c", "\"$@\" 2>&1 | cat", "piped")
                    .run("up", profile)
                    .ok();
            assertThat(Status.of(lab, "office").state()).isEqualTo("connected");
        }
    }

    @Test
    void planChangesNothingAndNamesWhatUpWouldDo() {
        try (Lab lab = Lab.start()) {
            String profile = lab.profile("office", lab.sshd())
                    .with("/network/routes", "[\"192.0.2.0/24\"]")
                    .file();
            Ends before = Ends.of(lab);
            String plan = lab.culvert("plan", profile).ok().out();
            assertThat(plan).contains("192.0.2.0/24", LabProfile.HERE4, LabProfile.THERE4);
            before.assertUnchanged();
        }
    }

    @Test
    void passwordLogin() throws IOException {
        try (Lab lab = Lab.start()) {
            Path file = lab.dir().resolve("password");
            Files.writeString(file, Lab.PASSWORD + "\n");
            String profile = lab.profile("office", lab.sshd())
                    .with("/auth/methods", "[\"password\"]")
                    .file();
            lab.culvert()
                    .with("CULVERT_PASSWORD_FILE", file.toString())
                    .run("up", profile)
                    .ok();
            assertThat(lab.client().pings(LabProfile.THERE6, 2)).isTrue();
        }
    }

    /** A login without privilege that has sudo: the channel needs a device that is the user's own. */
    @Test
    void userWithSudoAndADeviceOfItsOwn() {
        try (Lab lab = Lab.start()) {
            // Up once before: an interface keeps the queue that it gets then.
            lab.server()
                    .run(
                            "sh",
                            "-ec",
                            "ip tuntap add dev tun101 mode tun user 54002; ip link set tun101 up; ip link set tun101 down")
                    .ok();
            String profile = lab.profile("office", lab.sshd())
                    .with("/server/user", "\"sue\"")
                    .with("/device/remoteUnit", "101")
                    .file();
            Ends before = Ends.of(lab);
            lab.culvert("up", profile).ok();
            assertThat(lab.client().pings(LabProfile.THERE4, 2)).isTrue();
            lab.culvert("down", "office").ok();
            before.assertUnchanged();
        }
    }
}

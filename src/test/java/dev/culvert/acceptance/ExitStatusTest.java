package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Background;
import dev.culvert.lab.CulvertCommand;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabProfile;
import dev.culvert.lab.Ran;
import dev.culvert.lab.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each way to fail has its exit status and one or two lines that say what, where and what to do; none leaves a trace. */
@Tag("lab")
class ExitStatusTest {
    private Lab lab;

    private SshServer sshd;

    @BeforeEach
    void startLab() {
        lab = Lab.start();
        sshd = lab.sshd();
    }

    @AfterEach
    void closeLab() {
        lab.close();
    }

    @Test
    void unknownName() {
        assertFails(2, lab.culvert(), "nothing-of-this-name", "nothing-of-this-name");
    }

    @Test
    void wrongJson() throws IOException {
        Files.writeString(lab.dir().resolve("wrong.json"), "{\n  \"version\": 1,\n  \"name\": nonsense\n}\n");
        assertFails(3, lab.culvert(), "wrong.json", "3");
    }

    @Test
    void everyProblemOfTheProfileIsTold() throws IOException {
        Files.writeString(
                lab.dir().resolve("wrong.json"),
                "{ \"name\": \"x\", \"mode\": \"tunn\",\n \"server\": { \"host\": \"h\", \"port\": 99999 } }\n");
        Ran ran = lab.culvert("up", "wrong.json").ended(3);
        assertThat(ran.err()).contains("/mode").contains("/server/port");
        assertThat(ran.err().lines()).hasSize(2);
    }

    @Test
    void notCarriedOutYet() {
        LabProfile profile = lab.profile("office", sshd).with("/server/proxy", "\"https://proxy.example.org:443\"");
        assertFails(3, lab.culvert(), profile.file(), "/server/proxy");
    }

    @Test
    void refusedPort() {
        LabProfile profile = lab.profile("office", sshd).with("/server/port", "1");
        assertFails(4, lab.culvert(), profile.file(), Lab.SERVER4 + ":1");
    }

    @Test
    void nameThatDoesNotResolve() {
        LabProfile profile = lab.profile("office", sshd).with("/server/host", "\"no-such-host.invalid\"");
        assertFails(4, lab.culvert(), profile.file(), "no-such-host.invalid");
    }

    @Test
    void unknownHostKeyAndNobodyToAsk() throws IOException {
        Files.writeString(lab.home().resolve(".ssh/known_hosts"), "");
        assertFails(5, lab.culvert(), lab.profile("office", sshd).file(), "SHA256:");
    }

    @Test
    void changedHostKey() throws IOException {
        String other = Files.readString(lab.home().resolve(".ssh/id_ed25519.pub"));
        Files.writeString(
                lab.home().resolve(".ssh/known_hosts"), "[%s]:%d %s".formatted(Lab.SERVER4, sshd.port(), other));
        assertFails(5, lab.culvert(), lab.profile("office", sshd).file(), "known_hosts");
    }

    @Test
    void wrongPassword() throws IOException {
        Files.writeString(lab.dir().resolve("password"), "not this\n");
        LabProfile profile = lab.profile("office", sshd).with("/auth/methods", "[\"password\"]");
        CulvertCommand culvert = lab.culvert()
                .with("CULVERT_PASSWORD_FILE", lab.dir().resolve("password").toString());
        assertFails(6, culvert, profile.file(), "root");
    }

    @Test
    void passwordNeededAndNobodyToAsk() {
        LabProfile profile = lab.profile("office", sshd).with("/auth/methods", "[\"password\"]");
        assertFails(6, lab.culvert(), profile.file(), "CULVERT_PASSWORD_FILE");
    }

    @Test
    void keyThatTheServerDoesNotKnow() throws IOException {
        Files.writeString(lab.authorizedKeys(), "");
        assertFails(6, lab.culvert(), lab.profile("office", sshd).file(), "root");
    }

    @Test
    void permitTunnelNo() {
        SshServer strict = lab.sshd("PermitTunnel no");
        assertFails(7, lab.culvert(), lab.profile("office", strict).file(), "PermitTunnel");
    }

    @Test
    void permitTunnelOfTheOtherKind() {
        SshServer ethernetOnly = lab.sshd("PermitTunnel ethernet");
        assertFails(7, lab.culvert(), lab.profile("office", ethernetOnly).file(), "PermitTunnel");
    }

    @Test
    void loginWithoutPrivilege() {
        LabProfile profile = lab.profile("office", sshd).with("/server/user", "\"ann\"");
        assertFails(7, lab.culvert(), profile.file(), "ann");
    }

    @Test
    void addressClash() {
        lab.client()
                .run("ip", "addr", "add", LabProfile.HERE4 + "/24", "dev", "vc")
                .ok();
        assertFails(8, lab.culvert(), lab.profile("office", sshd).file(), LabProfile.HERE4);
    }

    @Test
    void deviceNameTaken() {
        LabProfile profile = lab.profile("office", sshd).with("/device/name", "\"vc\"");
        assertFails(8, lab.culvert(), profile.file(), "vc");
    }

    @Test
    void noPrivilegeHere() {
        CulvertCommand nobody = lab.culvert().asNobody();
        assertFails(9, nobody, lab.profile("office", sshd).file(), "");
    }

    @Test
    void peerThatDropsEchoes() {
        lab.server()
                .run(
                        "nft",
                        "add table inet deaf; add chain inet deaf in { type filter hook input priority 0; };"
                                + " add rule inet deaf in icmp type echo-request drop;"
                                + " add rule inet deaf in icmpv6 type echo-request drop")
                .ok();
        assertFails(10, lab.culvert(), lab.profile("office", sshd).file(), LabProfile.THERE4);
    }

    /** Nobody sets up the server's end: its device stays down and swallows what is sent. */
    @Test
    void peerThatIsNotConfigured() {
        LabProfile profile = lab.profile("office", sshd)
                .with("/remote/configure", "false")
                .with("/network/peer", "\"" + LabProfile.THERE4 + "\"");
        assertFails(10, lab.culvert(), profile.file(), LabProfile.THERE4);
    }

    @Test
    void interruptedWhileConnecting() {
        SshServer silent = lab.sshd();
        lab.server()
                .run(
                        "nft",
                        "add table inet deaf; add chain inet deaf in { type filter hook input priority 0; };"
                                + " add rule inet deaf in tcp dport " + silent.port() + " drop")
                .ok();
        Ends before = Ends.of(lab);
        try (Background up = lab.culvert()
                .start("up", "--json", lab.profile("office", silent).file())) {
            up.awaitText("TCP", Duration.ofSeconds(30));
            up.signal("INT");
            up.end(Duration.ofSeconds(20)).ended(130);
        }
        before.awaitUnchanged();
    }

    @Test
    void usage() {
        Ran ran = lab.culvert("up", "--no-such-option").ended(2);
        assertThat(ran.err()).contains("--no-such-option").doesNotContain("\tat ");
    }

    /** The same failure as {@code culvert up PROFILE} gives it, and both ends as before. */
    private void assertFails(int status, CulvertCommand culvert, String profile, String word) {
        Ends before = Ends.of(lab);
        Ran ran = culvert.run("up", profile).ended(status);
        assertThat(ran.err()).contains(word).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(ran.err().lines().filter(line -> !line.isBlank()))
                .as("one or two lines: " + ran.err())
                .hasSizeBetween(1, 2);
        before.assertUnchanged();
        assertThat(Processes.keepers(lab)).as("keepers").isEmpty();
    }
}

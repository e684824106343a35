package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ipc.Event;
import dev.culvert.lab.Await;
import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import dev.culvert.lab.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that starts the helper as root, and clears up after it. */
@Tag("lab")
class CulvertRootTest {
    private static final int NOBODY = 65534;
    private static final String NET_ADMIN_ALONE = "0000000000001000";

    private Lab lab;
    private RootedHelper helper;

    @BeforeEach
    void start() {
        lab = Lab.start();
        helper = new RootedHelper(lab.client(), 0);
    }

    @AfterEach
    void end() {
        lab.close();
    }

    @Test
    void everyThreadHasCapNetAdminAndNothingElse() throws Exception {
        helper.start().ok();
        Event.Welcome welcome = helper.welcome();

        for (String mask : new String[] {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"}) {
            assertThat(RootedHelper.statusOfEveryThread(welcome.pid(), mask))
                    .as(mask)
                    .hasSizeGreaterThan(3)
                    .containsOnly(NET_ADMIN_ALONE);
        }
        assertThat(RootedHelper.statusOfEveryThread(welcome.pid(), "NoNewPrivs"))
                .containsOnly("1");
        assertThat(welcome.privileges()).startsWith("root (").endsWith("), CAP_NET_ADMIN only");
    }

    @Test
    void nothingOfTheCallersSurroundingsReachesIt() throws Exception {
        helper.start("SECRET=tulip", "LD_PRELOAD=", "JAVA_TOOL_OPTIONS=-Dx=y").ok();
        Path process = Path.of("/proc", Long.toString(helper.welcome().pid()));

        assertThat(Set.of(Files.readString(process.resolve("environ")).split("\0")))
                .containsExactlyInAnyOrder("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8");
        assertThat(process.resolve("cwd").toRealPath()).isEqualTo(Path.of("/"));
        assertThat(Files.readString(process.resolve("limits"))).containsPattern("Max core file size +0 +0 ");
    }

    @Test
    void theSocketIsForTheUserWhoAskedAlone() throws Exception {
        RootedHelper nobodys = new RootedHelper(lab.client(), NOBODY);
        nobodys.start("SUDO_UID=" + NOBODY).ok();
        Path socket = nobodys.run.resolve("socket");

        assertThat(lab.client()
                        .run("stat", "-c", "%a %u %F", socket.toString())
                        .ok()
                        .out())
                .isEqualTo("600 " + NOBODY + " socket\n");
        assertThat(lab.client()
                        .run("stat", "-c", "%a %u", nobodys.run.toString())
                        .ok()
                        .out())
                .isEqualTo("711 0\n");
        assertThat(knock(socket, NOBODY)).isEqualTo("welcome");
        assertThat(knock(socket, NOBODY - 1)).startsWith("not connected: ");
        assertThat(knock(socket, 0)).isEqualTo("welcome");
    }

    @Test
    void anotherUserWhoReachesTheSocketIsClosedAtOnce() throws Exception {
        helper.start().ok();
        Path socket = helper.run.resolve("socket");
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(knock(socket, NOBODY)).isEqualTo("closed");
        assertThat(knock(socket, 0)).isEqualTo("welcome");
    }

    @Test
    void killedAsNobodyCanCatchItLeavesNothing() throws Exception {
        String before = lab.client().snapshot();
        helper.start().ok();
        helper.awaitTunnelsCanBeMade();
        long pid = helper.welcome().pid();
        journal(bootId());
        assertThat(lab.client().snapshot()).isNotEqualTo(before);

        helper.kill("KILL", pid);

        helper.awaitClearedUp();
        assertThat(lab.client().snapshot()).isEqualTo(before);
        assertThat(helper.keptLog()).doesNotContain("descriptor");
    }

    @Test
    void whatAHelperBeforeItLeftIsUndoneAtTheStart() throws Exception {
        String before = lab.client().snapshot();
        Files.createDirectories(helper.state);
        journal(bootId());

        helper.start().ok();

        assertThat(lab.client().snapshot()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unreachable 00000000-0000-0000-0000-000000000000 203.0.113.0/24 77\n",
                "unreachable BOOT 203.0.113.0/24 77 dev vc\n",
                "unreachable BOOT  203.0.113.0/24 77\n",
                "unreachable BOOT 203.0.113.0/24;ip 77\n",
                "unreachable BOOT $(ip) 77\n",
                "blackhole BOOT 203.0.113.0/24 77\n",
                "route del unreachable 203.0.113.0/24 metric 77\n",
                "unreachable BOOT 203.0.113.0/24 77x\n",
            })
    void whatIsNoEntryOfThisBootIsLeftAlone(String line) throws Exception {
        lab.client()
                .run("ip", "route", "add", "unreachable", "203.0.113.0/24", "metric", "77")
                .ok();
        String before = lab.client().snapshot();
        helper.start().ok();
        helper.awaitTunnelsCanBeMade();
        long pid = helper.welcome().pid();
        Files.writeString(helper.state.resolve("journal"), line.replace("BOOT", bootId()));

        helper.kill("KILL", pid);

        helper.awaitClearedUp();
        assertThat(lab.client().snapshot()).isEqualTo(before);
    }

    @Test
    void aJournalThatIsALinkIsNotFollowed() throws Exception {
        lab.client()
                .run("ip", "route", "add", "unreachable", "203.0.113.0/24", "metric", "77")
                .ok();
        String before = lab.client().snapshot();
        helper.start().ok();
        helper.awaitTunnelsCanBeMade();
        Path elsewhere =
                Files.writeString(lab.dir().resolve("elsewhere"), "unreachable " + bootId() + " 203.0.113.0/24 77\n");
        Files.createSymbolicLink(helper.state.resolve("journal"), elsewhere);

        helper.kill("KILL", helper.welcome().pid());

        helper.awaitClearedUp();
        assertThat(lab.client().snapshot()).isEqualTo(before);
        assertThat(elsewhere).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalToTheScriptEndsTheHelperProperly(String signal) throws Exception {
        helper.start().ok();
        long pid = helper.welcome().pid();

        helper.kill(signal, RootedHelper.watcherOf(pid));

        helper.awaitClearedUp();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(Path.of("/run/culvert", "log-" + helper.run.getFileName())).doesNotExist();
    }

    @Test
    void withoutItsScriptTheHelperEndsAndTheNextCanStart() throws Exception {
        helper.start().ok();
        long pid = helper.welcome().pid();

        helper.kill("KILL", RootedHelper.watcherOf(pid));
        Await.until(
                "helper gone",
                Duration.ofSeconds(20),
                () -> ProcessHandle.of(pid).isEmpty());
        assertThat(helper.run.resolve("socket")).exists(); // nobody was left to remove it
        helper.start().ok();

        assertThat(helper.welcome().pid()).isNotEqualTo(pid);
    }

    @Test
    void aHelperThatIsEndingWithoutItsScriptIsWaitedFor() throws Exception {
        helper.start().ok();
        long pid = helper.welcome().pid();
        helper.kill("STOP", pid); // so that it takes its time to end

        helper.kill("KILL", RootedHelper.watcherOf(pid));
        helper.start(new String[0], "timeout", "3", RootedHelper.SCRIPT.toString())
                .ended(124);
        helper.kill("CONT", pid);
        helper.start().ok();

        assertThat(helper.welcome().pid()).isNotEqualTo(pid);
    }

    @Test
    void itEndsByItselfWhenNobodyNeedsIt() {
        helper.start("CULVERT_IDLE_SECONDS=1").ok();

        helper.awaitClearedUp();
    }

    @Test
    void twoThatStartAtOnceGetOneHelper() throws Exception {
        Background one = startLater();
        Background two = startLater();

        one.end(Duration.ofSeconds(60)).ok();
        two.end(Duration.ofSeconds(60)).ok();

        long pid = helper.welcome().pid();
        Set<Long> helpers = new TreeSet<>();
        for (long process : lab.client().processes()) {
            String command = Files.readString(Path.of("/proc", Long.toString(process), "cmdline"));
            if (command.contains("dev.culvert.Main\0helper")) {
                helpers.add(process);
            }
        }
        assertThat(helpers).containsExactly(pid);
    }

    @Test
    void eachNamespaceAndEachUserHasItsOwn() throws Exception {
        helper.start().ok();
        RootedHelper elsewhere = new RootedHelper(lab.server(), 0);
        RootedHelper nobodys = new RootedHelper(lab.client(), NOBODY);
        assertThat(elsewhere.run).doesNotExist();
        assertThat(nobodys.run).doesNotExist();

        elsewhere.start().ok();
        nobodys.start("PKEXEC_UID=" + NOBODY).ok();

        assertThat(Set.of(
                        helper.welcome().pid(),
                        elsewhere.welcome().pid(),
                        nobodys.welcome().pid()))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUDO_UID=", "SUDO_UID=0;id", "PKEXEC_UID=-1", "PKEXEC_UID=../0"})
    void whatIsNoUserIdIsRefused(String variable) {
        Ran ran = helper.start(variable).ended(9);

        assertThat(ran.err()).startsWith("culvert-root: ");
        assertThat(helper.run).doesNotExist();
    }

    @Test
    void twoUsersAtOnceAreRefused() {
        assertThat(helper.start("SUDO_UID=1000", "PKEXEC_UID=1001").ended(9).err())
                .isEqualTo("culvert-root: PKEXEC_UID and SUDO_UID name two users\n");
    }

    @Test
    void anArgumentIsRefused() {
        lab.client().run(RootedHelper.SCRIPT.toString(), "1000").ended(9);
        assertThat(helper.run).doesNotExist();
    }

    @Test
    void withoutRootNothingHappens() {
        Ran ran = lab.client().run("setpriv", "--reuid", "65534", "sh", RootedHelper.SCRIPT.toString());

        assertThat(ran.ended(9).err()).isEqualTo("culvert-root: must run as root\n");
    }

    private Background startLater() {
        return lab.client()
                .start("env", "JAVA_HOME=" + System.getProperty("java.home"), RootedHelper.SCRIPT.toString());
    }

    /** Does what a tunnel does that makes a family unreachable, and writes down what it did, as network.Journal does. */
    private void journal(String bootId) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String prefix : new String[] {"203.0.113.0/24", "2001:db8:9::/48", "::/0"}) {
            lab.client()
                    .run("ip", "route", "add", "unreachable", prefix, "metric", "77")
                    .ok();
            lines.append("unreachable %s %s 77\n".formatted(bootId, prefix));
        }
        Files.writeString(helper.state.resolve("journal"), lines);
    }

    private static String bootId() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    }

    private String knock(Path socket, int uid) throws IOException {
        Path classes = lab.dir().resolve("classes");
        Path copy = classes.resolve("dev/culvert/helper/Knocks.class");
        if (!Files.exists(copy)) {
            Files.createDirectories(copy.getParent());
            try (var compiled = Knocks.class.getResourceAsStream("Knocks.class")) {
                Files.write(copy, compiled == null ? new byte[0] : compiled.readAllBytes());
            }
        }
        String id = Integer.toString(uid);
        return lab.client()
                .run(
                        "setpriv",
                        "--reuid",
                        id,
                        "--regid",
                        id,
                        "--clear-groups",
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        classes.toString(),
                        Knocks.class.getName(),
                        socket.toString())
                .ok()
                .out()
                .strip();
    }
}

package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ipc.Event;
import dev.culvert.lab.Lab;
import dev.culvert.lab.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** culvert-root as a package installs it, on a machine with a user culvert: a mount namespace with such a user. */
@Tag("lab")
class InstalledRootTest {
    private static final int CULVERT = 54990;
    private static final int ANN = 54001;

    private Lab lab;
    private RootedHelper helper;
    private Path installed;

    @BeforeEach
    void install() throws Exception {
        lab = Lab.start();
        helper = new RootedHelper(lab.client(), ANN);
        installed = lab.dir().resolve("opt");
        lab.client()
                .run(
                        "sh",
                        "-c",
                        """
                set -eu
                mkdir -p "$1/app"
                cp "$2"/installer/linux/culvert-* "$1"
                cp -R "$2/target/jna" "$1/jna"
                ln -s "$3" "$1/runtime"
                "$3/bin/jar" cf "$1/app/culvert.jar" -C "$2/target/classes" .
                { tr : '\\n' <"$2/target/classpath"; echo; } | while read -r jar; do cp "$jar" "$1/app"; done
                chmod -R a+rX "$1"
                grep -v ^culvert: /etc/passwd >"$1/passwd-without"
                { cat "$1/passwd-without"; echo culvert:x:0:0::/nonexistent:/usr/sbin/nologin; } >"$1/passwd-root"
                { cat "$1/passwd-without"; echo culvert:x:54990:54990::/nonexistent:/usr/sbin/nologin; } >"$1/passwd"
                { cat /etc/group; echo culvert:x:54990:; } >"$1/group"
                mknod -m 0666 "$1/tun" c 10 200
                mknod -m 0600 "$1/tun-closed" c 10 200
                # as root does: its files, its mounts, and the script in them
                cat >"$1/start" <<'E'
                #!/bin/sh
                set -eu
                mount --bind "$INSTALLED/${PASSWD-passwd}" /etc/passwd
                mount --bind "$INSTALLED/group" /etc/group
                mount --bind "$INSTALLED/${TUN-tun}" /dev/net/tun
                exec "$INSTALLED/culvert-root"
                E
                chmod +x "$1/start"
                """,
                        "install",
                        installed.toString(),
                        System.getProperty("user.dir"),
                        System.getProperty("java.home"))
                .ok();
    }

    @AfterEach
    void end() {
        lab.close();
    }

    @Test
    void runsAsTheUserCulvertWithCapNetAdminAlone() throws Exception {
        start().ok();
        Event.Welcome welcome = helper.welcome();

        assertThat(welcome.privileges()).isEqualTo("user culvert, CAP_NET_ADMIN only");
        assertThat(RootedHelper.statusOfEveryThread(welcome.pid(), "Uid"))
                .containsOnly("%1$d\t%1$d\t%1$d\t%1$d".formatted(CULVERT));
        assertThat(RootedHelper.statusOfEveryThread(welcome.pid(), "CapEff")).containsOnly("0000000000001000");
        assertThat(RootedHelper.statusOfEveryThread(welcome.pid(), "CapBnd")).containsOnly("0000000000001000");
        assertThat(owner(helper.run)).isEqualTo("0 711");
        assertThat(owner(helper.run.resolve("socket"))).isEqualTo(ANN + " 600");
        assertThat(owner(helper.run.resolve("log"))).isEqualTo(ANN + " 600");
        assertThat(owner(helper.state)).isEqualTo(CULVERT + " 700");
    }

    @ParameterizedTest
    @CsvSource({
        "PASSWD=passwd-without, no user culvert. Mend it with: installing the package again",
        "PASSWD=passwd-root, user culvert is root. Mend it with: installing the package again",
        "TUN=tun-closed, user culvert cannot open /dev/net/tun. Mend it with: chmod 0666 /dev/net/tun",
    })
    void isNotStartedAsRootInstead(String variable, String reason) {
        assertThat(start(variable).ended(9).err()).isEqualTo("culvert-root: " + reason + "\n");
        assertThat(helper.run).doesNotExist();
        assertThat(helper.state).doesNotExist();
    }

    @Test
    void isNotStartedAsRootInsteadWhereTheUserCulvertCannotReadTheProgram() {
        lab.client().run("chmod", "700", installed.resolve("app").toString()).ok();

        assertThat(start().ended(9).err())
                .isEqualTo("culvert-root: user culvert cannot read the program. Mend it with: chmod -R a+rX "
                        + installed + "\n");
        assertThat(helper.run).doesNotExist();
    }

    @Test
    void killedAsNobodyCanCatchItLeavesNothing() throws Exception {
        start().ok();
        Event.Welcome welcome = helper.welcome();
        Files.writeString(helper.state.resolve("journal"), "nonsense\n");

        helper.kill("KILL", welcome.pid());

        helper.awaitClearedUp();
    }

    private Ran start(String... variables) {
        String[] all = new String[variables.length + 2];
        all[0] = "INSTALLED=" + installed;
        all[1] = "SUDO_UID=" + ANN;
        System.arraycopy(variables, 0, all, 2, variables.length);
        return helper.start(
                all, "unshare", "--mount", installed.resolve("start").toString());
    }

    private String owner(Path file) {
        return lab.client()
                .run("stat", "-c", "%u %a", file.toString())
                .ok()
                .out()
                .strip();
    }
}

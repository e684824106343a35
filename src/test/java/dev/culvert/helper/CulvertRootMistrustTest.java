package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Lab;
import dev.culvert.lab.NameMachine;
import dev.culvert.lab.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What culvert-root, which is root, does not rely on: its helper, the journal, the caller's language. */
@Tag("lab")
class CulvertRootMistrustTest {
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
    void nothingIsMovedThroughALinkHandedOverAsTheSocket() throws Exception {
        Path checkout = standIn("""
                trap '' PIPE
                while [ "$1" != --run ]; do shift; done
                ln -s "$CHECKOUT/elsewhere" "$2/new/socket"
                echo ready
                while [ -L "$2/new/socket" ]; do sleep 0.05; done
                : >"$2/new/socket"
                echo ready
                sleep 10
                : >"$CHECKOUT/not-ended"
                """);
        Files.createDirectory(checkout.resolve("elsewhere"));

        Ran ran = helper.start(
                new String[0], checkout.resolve("installer/linux/culvert-root").toString());

        assertThat(checkout.resolve("elsewhere")).isEmptyDirectory();
        assertThat(ran.ended(9).err()).contains("culvert-root: not a step; the helper is ended\n");
        helper.awaitClearedUp();
        assertThat(checkout.resolve("not-ended")).doesNotExist();
    }

    @Test
    void aStepThatIsNoneEndsTheHelper() throws Exception {
        helper.start().ok();
        long pid = helper.welcome().pid();

        Files.writeString(
                helper.run.resolve("steps"), "Terminating due to java.lang.OutOfMemoryError: Java heap space\n");

        helper.awaitClearedUp();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(helper.keptLog())
                .contains("culvert-root: not a step; the helper is ended\n")
                .doesNotContain("descriptor");
    }

    /** An interface that is there, and of the right kind, and somebody else's. */
    @Test
    void dnsIsSetForNoInterfaceButTheHelpersOwn() throws Exception {
        NameMachine machine = NameMachine.start(lab, NameMachine.Kind.FILE);
        lab.client().run("ip", "tuntap", "add", "vt", "mode", "tun").ok();
        String before = machine.snapshot();
        Path checkout = standIn("""
                for step in 'dns which' 'dns set vt all 10.0.0.53 -' 'dns set vc all 10.0.0.53 -' 'dns unset vt'; do
                  echo "$step"
                  read -r answer
                  echo "$answer" >>"$CHECKOUT/answers"
                done
                """);

        machine.run(checkout.resolve("installer/linux/culvert-root").toString()).ended(9);

        assertThat(checkout.resolve("answers"))
                .hasContent(
                        "ok file\nfailed not an interface of this helper\nfailed not an interface of this helper\nok");
        assertThat(machine.snapshot()).isEqualTo(before);
    }

    @Test
    void aStepOfAnotherFormIsNotCarriedOutInPart() throws Exception {
        NameMachine machine = NameMachine.start(lab, NameMachine.Kind.FILE);
        String before = machine.snapshot();
        for (String step : List.of(
                "dns which; id\\n",
                "dns set vt all 10.0.0.53\\n",
                "dns unset ../vt\\n",
                "dns unset vt\\ndns unset vt\\n",
                "dns which",
                "dns unset " + "v".repeat(5000) + "\\n")) {
            Path checkout = standIn("""
                    printf '%s'
                    read -r answer
                    echo "$answer" >"$CHECKOUT/answer"
                    """.formatted(step));
            Ran ran =
                    machine.run(checkout.resolve("installer/linux/culvert-root").toString());
            assertThat(ran.ended(9).err()).as(step).contains("culvert-root: not a step; the helper is ended\n");
            Await.until(
                    "cleared up after " + step,
                    Duration.ofSeconds(10),
                    () -> machine.run("ls", "/run/culvert").out().lines().allMatch(name -> name.startsWith("log-")));
            assertThat(checkout.resolve("answer"))
                    .as(step)
                    .satisfiesAnyOf(
                            file -> assertThat(file).doesNotExist(),
                            file -> assertThat(file).hasContent(""));
        }
        assertThat(machine.snapshot()).isEqualTo(before);
    }

    /** dash's {@code kill -KILL -- -GROUP} kills nothing. */
    @Test
    void nothingThatAHelperHasStartedOutlivesIt() throws Exception {
        Path checkout = standIn("""
                sleep 300 &
                echo $! >"$CHECKOUT/child"
                """);

        helper.start(
                        new String[0],
                        checkout.resolve("installer/linux/culvert-root").toString())
                .ended(9);

        helper.awaitClearedUp();
        String child = Files.readString(checkout.resolve("child")).strip();
        // of one that has ended and that nobody has waited for there is a name, and nothing behind it
        assertThat(Files.exists(Path.of("/proc", child, "exe"))).isFalse();
    }

    @Test
    void aJournalThatBecomesAPipeDoesNotHoldItUp() throws Exception {
        startWith("head", """
                rm -f "%1$s" && mkfifo "%1$s"
                exec "$real" "$@"
                """.formatted(helper.state.resolve("journal"))).ok();
        helper.awaitTunnelsCanBeMade();
        long pid = helper.welcome().pid();
        Files.writeString(helper.state.resolve("journal"), "nonsense\n");

        helper.kill("KILL", pid);

        helper.awaitClearedUp();
    }

    @Test
    void theCallersLanguageDoesNotMatter() throws Exception {
        startWith("stat", """
                if [ "${LC_ALL-}" = C ]; then exec "$real" "$@"; fi
                "$real" "$@" | sed s/socket/套接字/
                """, "LANG=zh_CN.UTF-8").ok();

        assertThat(helper.welcome().pid()).isPositive();
    }

    /** A checkout whose Java is a script, with {@code $CHECKOUT} for its place. */
    private Path standIn(String script) throws IOException {
        Path checkout = Files.createTempDirectory(lab.dir(), "checkout");
        Path java = checkout.resolve("jdk/bin/java");
        lab.client()
                .run("sh", "-c", """
                set -eu
                mkdir -p "$1/installer/linux" "$1/target/classes" "$1/src/dev" "$1/jdk/bin" "$1/jdk/lib"
                cp "$2" "${2%/*}/culvert-dns" "$1/installer/linux"
                echo /dev/null >"$1/target/classpath"
                : >"$1/jdk/lib/modules"
                echo "JAVA_HOME=$1/jdk" >"$1/src/dev/jdk.sh"
                """, "checkout", checkout.toString(), RootedHelper.SCRIPT.toString())
                .ok();
        Files.writeString(java, "#!/bin/sh\nCHECKOUT=" + checkout + "\n" + script);
        lab.client().run("chmod", "-R", "a+rX", checkout.toString()).ok();
        lab.client().run("chmod", "a+x", java.toString()).ok();
        return checkout;
    }

    /** Starts it where {@code command} is a script instead, in which {@code $real} is the command itself. */
    private Ran startWith(String command, String script, String... variables) throws Exception {
        Path real = lab.dir().resolve("real-" + command);
        Path instead = Files.writeString(lab.dir().resolve(command), "#!/bin/sh\nreal=" + real + "\n" + script);
        return helper.start(
                variables,
                "unshare",
                "--mount",
                "sh",
                "-c",
                """
                set -eu
                path=$(readlink -f "$(command -v "$1")")
                cp "$path" "$2"
                chmod 755 "$3"
                mount --bind "$3" "$path"
                exec "$4"
                """,
                "instead",
                command,
                real.toString(),
                instead.toString(),
                RootedHelper.SCRIPT.toString());
    }
}

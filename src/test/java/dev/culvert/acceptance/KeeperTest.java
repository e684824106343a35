package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabProfile;
import dev.culvert.lab.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The process that up leaves: one for all tunnels, without privilege, and nothing depends on its life. */
@Tag("lab")
class KeeperTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void oneKeepsTwoTunnelsUntilBothAreDown() {
        try (Lab lab = Lab.start()) {
            SshServer sshd = lab.sshd();
            up(lab, sshd, "office", "10.81.0");
            await("a keeper", () -> Processes.keepers(lab).size() == 1);
            long keeper = Processes.keepers(lab).getFirst();
            await("its door", () -> Files.exists(door(lab)));
            up(lab, sshd, "home", "10.82.0");

            assertThat(Processes.keepers(lab)).containsExactly(keeper);
            lab.culvert("down", "office").ok();
            assertThat(Processes.keepers(lab)).containsExactly(keeper);
            lab.culvert("down", "home").ok();
            await("keeper gone", () -> Processes.keepers(lab).isEmpty());
            await("nothing of it left", () -> !Files.exists(door(lab).getParent()));
        }
    }

    /** Neither the command that ran a ProxyCommand nor the keeper is what the tunnel's connection hangs on. */
    @Test
    void itsEndEndsNoTunnel() throws IOException {
        try (Lab lab = Lab.start()) {
            SshServer sshd = lab.sshd();
            Files.writeString(lab.home().resolve(".ssh/config"), "ProxyCommand busybox nc %h %p\n");
            lab.culvert(
                            "up",
                            lab.profile("office", sshd)
                                    .with("/server/useSshConfig", "true")
                                    .stored())
                    .ok();
            String since = since(lab);
            await("a keeper", () -> Processes.keepers(lab).size() == 1);
            lab.client()
                    .run("kill", "-KILL", Long.toString(Processes.keepers(lab).getFirst()))
                    .ok();
            await("keeper gone", () -> Processes.keepers(lab).isEmpty());

            assertThat(lab.client().pings(LabProfile.THERE4, 50)).isTrue();
            assertThat(Status.of(lab, "office").state()).isEqualTo("connected");
            assertThat(since(lab)).as("not dialled again").isEqualTo(since);
            lab.culvert("down", "office").ok();
            await(
                    "the ProxyCommand gone",
                    () -> lab.client().processes().stream()
                            .noneMatch(pid -> Processes.commandLine(pid).startsWith("busybox\0nc")));
        }
    }

    private static String since(Lab lab) {
        return Status.of(lab, "office").json().path("since").asString();
    }

    private static void up(Lab lab, SshServer sshd, String name, String network) {
        String profile = lab.profile(name, sshd)
                .with("/network/addresses", "[\"" + network + ".1/24\"]")
                .with("/remote/addresses", "[\"" + network + ".2/24\"]")
                .stored();
        lab.culvert("up", profile).ok();
    }

    private static Path door(Lab lab) {
        List<String> inode = lab.client()
                .run("stat", "-L", "-c", "%u-%i", "/proc/self/ns/net")
                .ok()
                .out()
                .lines()
                .toList();
        return lab.home().resolve(Path.of(".cache", "culvert", "keeper-" + inode.getFirst(), "socket"));
    }

    private static void await(String what, Supplier<Boolean> state) {
        Await.until(what, SOON, state);
    }
}

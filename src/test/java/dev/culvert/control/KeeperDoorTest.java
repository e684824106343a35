package dev.culvert.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.net.TunnelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KeeperDoorTest {
    private static final Duration LONG = Duration.ofSeconds(40);

    @TempDir
    Path runtime;

    private KeeperDoor door(Duration patience, String... keeper) {
        return new KeeperDoor(List.of(keeper), "0-0", Map.of("XDG_RUNTIME_DIR", runtime.toString()), patience);
    }

    /** @param things that it takes before it ends */
    private KeeperDoor standIn(int things) {
        return door(
                LONG,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StandInKeeper.class.getName(),
                "0-0",
                runtime.toString(),
                notes().toString(),
                Integer.toString(things));
    }

    private Path notes() {
        return runtime.resolve("notes");
    }

    private static Handover named(String name) {
        return new Handover(name, LoginSide.Carried.NOTHING);
    }

    @Test
    void twoAtOnceStartOneKeeper() throws Exception {
        List<CompletableFuture<Void>> both = List.of("a", "b").stream()
                .map(name -> CompletableFuture.runAsync(() -> handOver(standIn(2), name)))
                .toList();
        for (CompletableFuture<Void> one : both) {
            one.join();
        }

        List<String> notes = Files.readAllLines(notes());
        assertThat(notes).hasSize(2);
        assertThat(notes.getFirst()).matches("first [ab]");
        assertThat(notes.getLast()).matches("next [ab]");
    }

    /** A keeper that goes away takes nothing of the next one with it. */
    @Test
    void eachInTheOthersPlace() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            handOver(standIn(1), name);
        }
        assertThat(Files.readAllLines(notes())).containsExactly("first a", "first b", "first c");
    }

    @Test
    void oneThatEndsIsToldOf() {
        assertThat(reason(door(LONG, "sh", "-c", "cat >/dev/null; echo words; exit 3")))
                .isEqualTo("keeper-ended");
    }

    /** It waited for the lock of who waited for its word, until that gave up. */
    @Test
    void oneThatFailsIsToldOfAtOnce() {
        assertThat(reason(standIn(0))).isEqualTo("keeper-ended");
    }

    @Test
    void oneThatIsSilentIsToldOfAndEnded() throws Exception {
        Path alive = runtime.resolve("alive");
        String script = "echo $$ > " + alive + "; exec sleep 600";
        assertThat(reason(door(Duration.ofSeconds(2), "sh", "-c", script))).isEqualTo("keeper-silent");
        long pid = Long.parseLong(Files.readString(alive).strip());
        ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
    }

    @Test
    void aDirectoryThatOthersCanUseIsNotUsed() throws Exception {
        Path open = Files.createDirectory(runtime.resolve("culvert"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(reason(door(LONG, "true"))).contains("is not this user's alone");
    }

    private static String reason(KeeperDoor door) {
        TunnelException e = catchThrowableOfType(TunnelException.class, () -> door.handOver(named("a")));
        return e.failure().facts().getOrDefault("reason", "");
    }

    private static void handOver(KeeperDoor door, String name) {
        try {
            door.handOver(named(name));
        } catch (TunnelException e) {
            throw new AssertionError(e.failure().toString(), e);
        }
    }
}

package dev.culvert.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final String BOOT = "0b1f5a7e-3f0a-4f43-9a0c-2d6a5a3c9d11";
    private static final NetworkStep.UnreachableRoute ONE = route("::/1");
    private static final NetworkStep.UnreachableRoute TWO = route("8000::/1");

    @TempDir
    Path dir;

    @Test
    void aLineAnEntry() throws IOException {
        Journal journal = Journal.open(dir, BOOT);
        journal.record(List.of(ONE, TWO));
        assertThat(file()).hasContent("unreachable " + BOOT + " ::/1 8022\nunreachable " + BOOT + " 8000::/1 8022\n");
        assertThat(Journal.open(dir, BOOT).entries()).containsExactly(ONE, TWO);
    }

    @Test
    void entriesGoWhenUndoneAndTheFileWithTheLast() throws IOException {
        Journal journal = Journal.open(dir, BOOT);
        journal.record(List.of(ONE, TWO));
        journal.remove(List.of(ONE));
        assertThat(file()).hasContent("unreachable " + BOOT + " 8000::/1 8022\n");
        journal.remove(List.of(TWO));
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void anotherBootsEntriesAreVoid() throws IOException {
        Journal.open(dir, BOOT).record(List.of(ONE));
        Journal next = Journal.open(dir, "another");
        assertThat(next.entries()).isEmpty();
        next.dropVoid();
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void strangeLinesAreLeftAlone() throws IOException {
        Files.writeString(file(), """
                unreachable %1$s ::/1 8022
                unreachable %1$s ::/1
                unreachable %1$s ::/1 many
                unreachable %1$s ::1/1 8022
                unreachable %1$s name.example/1 8022
                link %1$s eth0 1
                unreach""".formatted(BOOT));
        assertThat(Journal.open(dir, BOOT).entries()).containsExactly(ONE);
    }

    private Path file() {
        return dir.resolve("journal");
    }

    private static NetworkStep.UnreachableRoute route(String prefix) {
        return new NetworkStep.UnreachableRoute(IpPrefix.parse(prefix), NetworkPlanner.UNREACHABLE_METRIC);
    }
}

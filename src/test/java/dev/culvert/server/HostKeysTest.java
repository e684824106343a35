package dev.culvert.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostKeysTest {
    @TempDir
    private Path directory;

    @Test
    void madeAtFirstStartAndKept() throws IOException {
        Path file = directory.resolve("host_key");
        PublicKey first = HostKeys.loadOrCreate(file).getPublic();
        assertThat(HostKeys.loadOrCreate(file).getPublic()).isEqualTo(first);
        assertThat(file).content().startsWith("-----BEGIN OPENSSH PRIVATE KEY-----\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(names()).containsExactly("host_key");
    }

    @Test
    void allWhoStartAtOnceHaveTheSame() throws Exception {
        Path file = directory.resolve("host_key");
        Set<PublicKey> keys = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Callable<PublicKey> start = () -> HostKeys.loadOrCreate(file).getPublic();
            for (Future<PublicKey> key : threads.invokeAll(Collections.nCopies(8, start))) {
                keys.add(key.get());
            }
        }
        assertThat(keys).hasSize(1);
        assertThat(names()).containsExactly("host_key");
    }

    @Test
    void neverReplacesAFileThatIsNoKey() throws IOException {
        Path file = directory.resolve("host_key");
        Files.writeString(file, "precious");
        assertThatThrownBy(() -> HostKeys.loadOrCreate(file))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("host_key");
        assertThat(file).content().isEqualTo("precious");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}

package dev.culvert.server;

import dev.culvert.lab.Background;
import dev.culvert.lab.Lab;
import dev.culvert.lab.SshServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@link ServesTunnels} where the lab's sshd would be: same machine, same keys, known to the client. */
public final class LabServer {
    static final int PORT = 2022;

    private static final Duration SOON = Duration.ofSeconds(30);

    private LabServer() {}

    /** @param peer addresses of the peer in memory; none for devices of the system */
    public static SshServer start(Lab lab, PermitTunnel permit, String... peer) {
        Path hostKey = lab.dir().resolve("embedded-host-key");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ServesTunnels.class.getName(),
                Lab.SERVER4,
                Integer.toString(PORT),
                hostKey.toString(),
                lab.authorizedKeys().toString(),
                permit.name()));
        command.addAll(List.of(peer));
        Background server = lab.server().start(command.toArray(String[]::new));
        server.awaitText(ServesTunnels.READY, SOON);
        String publicKey = lab.server()
                .run("ssh-keygen", "-y", "-f", hostKey.toString())
                .ok()
                .out();
        try {
            Files.writeString(
                    lab.home().resolve(".ssh/known_hosts"),
                    "[%s]:%d %s".formatted(Lab.SERVER4, PORT, publicKey),
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SshServer(PORT, hostKey, lab.dir().resolve("embedded.log"), server);
    }
}

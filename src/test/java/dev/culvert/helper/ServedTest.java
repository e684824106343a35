package dev.culvert.helper;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.HelperSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A helper with fake tunnels on a real socket, in this JVM. */
abstract class ServedTest {
    final FakeTunnels tunnels = new FakeTunnels();
    private final List<AutoCloseable> open = new ArrayList<>();

    Path directory;
    HelperServer server;
    Thread serving;

    @BeforeEach
    void serve() throws IOException {
        directory = Files.createTempDirectory("culvert-served-");
        server = serve(directory, Duration.ofMinutes(10));
        serving = Thread.ofPlatform().start(server);
    }

    HelperServer serve(Path at, Duration idle) throws IOException {
        return new HelperServer(
                HelperSocket.listen(at),
                client -> HelperSocket.isServed(client, at),
                new Event.Welcome(Command.PROTOCOL, "test", 1, "nobody"),
                tunnels,
                FakeTunnels.noKillSwitches(),
                idle);
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        server.end(Duration.ofSeconds(5));
        serving.join();
        Files.deleteIfExists(HelperSocket.in(directory));
        Files.delete(directory);
    }

    RawClient client() throws IOException, InterruptedException {
        return closing(RawClient.greeted(directory));
    }

    RawClient closing(RawClient client) {
        open.add(client);
        return client;
    }

    static String profile(String name, String... routes) {
        String list = routes.length == 0 ? "" : "\"" + String.join("\",\"", routes) + "\"";
        return """
                {"name":"%s","mode":"tun","server":{"host":"192.0.2.1"},"network":{"routes":[%s]}}""".formatted(name, list);
    }
}

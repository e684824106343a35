package dev.culvert.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** OpenSSH's own server on a free port of 127.0.0.1, for the user that runs the test, in a directory of its own. */
public final class RealSshd implements AutoCloseable {
    private final Process process;
    private final Path directory;
    private final int port;

    private RealSshd(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /** @param lines of sshd_config, before the defaults of this harness */
    public static RealSshd start(Path directory, String... lines) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        if (!Files.exists(directory.resolve("host_key"))) {
            run(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    directory.resolve("host_key").toString());
        }
        IOException last = new IOException("no attempt");
        for (int attempt = 0; attempt < 5; attempt++) {
            int port = freePort();
            List<String> config = new ArrayList<>(List.of(lines));
            config.addAll(List.of(
                    "ListenAddress 127.0.0.1:" + port,
                    "HostKey " + directory.resolve("host_key"),
                    "AuthorizedKeysFile " + directory.resolve("authorized_keys"),
                    "PidFile none",
                    "StrictModes no",
                    "PermitRootLogin yes",
                    "UsePAM no",
                    "LogLevel VERBOSE"));
            Path file = directory.resolve("sshd_config");
            Files.write(file, config);
            Process process = new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            try {
                awaitBanner(process, port);
                return new RealSshd(process, directory, port);
            } catch (IOException e) {
                process.destroyForcibly().waitFor();
                last = new IOException(Files.readString(directory.resolve("log")), e);
            }
        }
        throw last;
    }

    private static void awaitBanner(Process process, int port) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(10));
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                InputStream in = socket.getInputStream();
                if (in.read() == 'S') {
                    return;
                }
            } catch (IOException e) {
                if (!process.isAlive() || Instant.now().isAfter(end)) {
                    throw e;
                }
                process.waitFor(20, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
        }
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Runs a command to its end. @return its output, both streams */
    public static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + ": " + status + ": " + output);
        }
        return output;
    }

    /** Makes a key pair with ssh-keygen. @return the private key's file */
    public static Path keygen(Path file, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-f", file.toString()));
        command.addAll(List.of(options));
        run(command.toArray(String[]::new));
        return file;
    }

    public void authorize(String... lines) throws IOException {
        Path file = directory.resolve("authorized_keys");
        Files.write(file, List.of(lines));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    public int port() {
        return port;
    }

    public String user() {
        return System.getProperty("user.name");
    }

    public Path directory() {
        return directory;
    }

    public long pid() {
        return process.pid();
    }

    public String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}

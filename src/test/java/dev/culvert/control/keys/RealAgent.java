package dev.culvert.control.keys;

import dev.culvert.ssh.RealSshd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** OpenSSH's ssh-agent on a socket of its own. */
final class RealAgent implements AutoCloseable {
    private final Process process;
    private final Path socket;

    private RealAgent(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    static RealAgent start(Path directory) throws Exception {
        Path socket = directory.resolve("agent.sock");
        ProcessBuilder builder = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("agent.log").toFile());
        // who says no to a key added with ssh-add -c
        builder.environment().put("SSH_ASKPASS", "/bin/false");
        builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
        Process process = builder.start();
        while (!Files.exists(socket)) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(Files.readString(directory.resolve("agent.log")));
            }
        }
        return new RealAgent(process, socket);
    }

    Path socket() {
        return socket;
    }

    void add(String... options) throws Exception {
        String[] command = new String[options.length + 4];
        command[0] = "env";
        command[1] = "SSH_AUTH_SOCK=" + socket;
        command[2] = "ssh-add";
        command[3] = "-q";
        System.arraycopy(options, 0, command, 4, options.length);
        RealSshd.run(command);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}

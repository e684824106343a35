package dev.culvert.control.keys;

import dev.culvert.ssh.RealSshd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** OpenSSH's ssh-agent on a socket of its own. */
final class RealAgent implements AutoCloseable {
    private final Process process;
    private final Path socket;

    private RealAgent(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    /** One whose user says no to a key that was added with {@code ssh-add -c}. */
    static RealAgent start(Path directory) throws Exception {
        return start(directory, "/bin/false");
    }

    /** @param askpass what the agent runs to have a signature confirmed; its status is the answer */
    static RealAgent start(Path directory, String askpass) throws Exception {
        Path socket = directory.resolve("agent.sock");
        ProcessBuilder builder = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("agent.log").toFile());
        builder.environment().put("SSH_ASKPASS", askpass);
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

    /** Locks it, or unlocks it: {@code -x} or {@code -X} of ssh-add. */
    void lock(String option, Path directory) throws Exception {
        Path says = Files.writeString(directory.resolve("says"), "#!/bin/sh\necho locked away\n");
        Files.setPosixFilePermissions(says, PosixFilePermissions.fromString("rwx------"));
        RealSshd.run(
                "env",
                "SSH_AUTH_SOCK=" + socket,
                "SSH_ASKPASS=" + says,
                "SSH_ASKPASS_REQUIRE=force",
                "ssh-add",
                option);
    }

    @Override
    public void close() {
        kill();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }
}

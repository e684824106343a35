package dev.culvert.remote;

import dev.culvert.net.TunnelException;
import dev.culvert.ssh.SshConnection;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's processes of one connection: the sshd that holds the tunnel's device, and the shell that undoes the server's end.
 * After a loss they may live on until the server notices, with device and addresses.
 *
 * @param shell process id
 * @param sshd process id
 * @param started when {@code sshd} was, in the kernel's ticks (proc_pid_stat(5), field 22): a process id is used again
 */
public record ServerSession(long shell, long sshd, long started) {
    /** Of {@code SHELL SSHD STARTED}; null where the server tells nothing of the kind. */
    static @Nullable ServerSession parse(String words) {
        String[] numbers = words.split(" ", -1);
        try {
            return numbers.length == 3
                    ? new ServerSession(
                            Long.parseUnsignedLong(numbers[0]),
                            Long.parseUnsignedLong(numbers[1]),
                            Long.parseUnsignedLong(numbers[2]))
                    : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /**
     * Ends them, over another connection of the same login, and waits until what they held is free. Does nothing when they are
     * gone, or are no longer what they were.
     *
     * @return whether they are known to be gone
     */
    public boolean end(SshConnection connection, Duration timeout) throws TunnelException {
        String mark = Script.newMark();
        String script = "mark=%s shell=%d sshd=%d started=%d\n".formatted(mark, shell, sshd, started)
                + Script.load("session.sh")
                + Script.load("end-session.sh");
        try (MarkedOutput output = MarkedOutput.start(connection, mark, script)) {
            output.sendEnd();
            Optional<String> answer = output.next(MarkedOutput.deadline(timeout));
            return answer.filter("gone"::equals).isPresent();
        }
    }
}

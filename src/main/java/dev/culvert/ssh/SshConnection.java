package dev.culvert.ssh;

import dev.culvert.net.Failure;
import dev.culvert.net.HostPort;
import dev.culvert.net.Layer;
import dev.culvert.net.TunnelException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A connection that is logged in. Thread-safe. */
public interface SshConnection extends AutoCloseable {
    /** What was negotiated. */
    Facts facts();

    /**
     * Opens {@code tun@openssh.com} (PROTOCOL 2.3).
     *
     * @param unit the server's unit, 0..0x7ffffffe; empty for any
     * @throws TunnelException TUNNEL_NOT_PERMITTED, REMOTE_DEVICE_NOT_OPENED or TUNNEL_REFUSED, told apart by the SSH_MSG_DEBUG
     *     that comes before the refusal
     */
    TunChannel openTun(Layer layer, OptionalInt unit) throws TunnelException;

    /**
     * What sshd said of the key that logged in, {@code FILE:LINE: key options: …} (auth.c, auth_log_authopts); empty where it said
     * nothing. It comes soon after the login, so it is there once something was answered.
     */
    String keyOptions();

    /** Runs a command to its end. Output is cut at 1 MiB a stream. */
    ExecResult exec(String command, Duration timeout) throws TunnelException;

    /** Starts a command that stays open: closing its standard input is how its end is asked for. */
    RemoteProcess start(String command) throws TunnelException;

    /** Called once, from any thread, when the connection ends by itself; at once if it has. Not called for {@link #close}. */
    void onLost(Consumer<Failure> listener);

    /** Whether this machine still has the address that the connection was made from: without it the connection is dead, and no one says so. */
    boolean hasLocalAddress();

    /**
     * Asks the server for a sign of life; blocks.
     *
     * @return false when none came within {@code timeout}
     */
    boolean answers(Duration timeout) throws InterruptedException;

    @Override
    void close();

    record ExecResult(int status, String out, String err) {}

    /**
     * @param address what was connected to: an address, or a name where a proxy or another host looked it up
     * @param user the login's name
     * @param hostKey fingerprint as ssh-keygen -l prints it: {@code SHA256:…}, after the type: {@code ssh-ed25519 SHA256:…}
     * @param cipher towards the server
     * @param kex key exchange algorithm
     * @param banner the server's identification line, such as {@code SSH-2.0-OpenSSH_9.2p1 Debian-2}
     * @param sessionId the first exchange hash (RFC 4253 §7.2)
     */
    record Facts(
            HostPort address, String user, String hostKey, String cipher, String kex, String banner, byte[] sessionId) {
        public boolean isOpenSsh() {
            return banner.startsWith("SSH-2.0-OpenSSH");
        }
    }
}

package dev.culvert.control.sshconfig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How {@code ssh} would reach and log in to one host: what ssh_config(5) says, OpenSSH's defaults for the rest. Paths and commands have
 * {@code ~}, tokens and variables replaced.
 *
 * @param host as the person names it: an alias, or the host itself
 * @param hostName what to connect to; in lower case unless an address
 * @param tag the name of this configuration (Tag), or null
 * @param skippedExec a {@code Match exec} was met and not run, since the profile does not allow it; null when none was
 */
public record SshSettings(
        String host,
        String hostName,
        int port,
        String user,
        Connection connection,
        Authentication authentication,
        HostKeys hostKeys,
        Algorithms algorithms,
        Tunnel tunnel,
        List<Forward> forwards,
        @Nullable String tag,
        @Nullable Place skippedExec) {
    public static final int PORT = 22;

    public SshSettings {
        forwards = List.copyOf(forwards);
    }

    /** A line of a file, counted from 1. */
    public record Place(Path file, int line) {}

    /**
     * @param jumps the hosts between, the nearest first; empty for none. With jumps there is no {@code proxyCommand}
     * @param proxyCommand its standard input and output are the connection; for the user's shell, run as {@code exec COMMAND}
     * @param timeout for one attempt to connect; zero leaves it to the system
     * @param attempts at least 1
     * @param bindAddress to connect from: an address, or a name of this machine's
     * @param bindInterface to connect from an address of
     * @param aliveInterval how long a silent server is left in peace; zero: for ever
     * @param aliveCountMax questions without an answer that end the connection
     */
    public record Connection(
            List<Jump> jumps,
            @Nullable String proxyCommand,
            Duration timeout,
            int attempts,
            AddressFamily family,
            @Nullable String bindAddress,
            @Nullable String bindInterface,
            Duration aliveInterval,
            int aliveCountMax,
            boolean tcpKeepAlive) {
        public Connection {
            jumps = List.copyOf(jumps);
        }
    }

    /** A host between, as ProxyJump has it: {@code user@host:port}, what is not said found in ssh_config by its own. */
    public record Jump(@Nullable String user, String host, OptionalInt port) {}

    public enum AddressFamily {
        ANY,
        INET,
        INET6
    }

    /**
     * @param identityFiles private or public keys, in order; OpenSSH's own names where the configuration gives none
     * @param identityFilesNamed the configuration gives them, so that one missing is worth a word; also true of {@code none}
     * @param identitiesOnly the agent's other keys are not offered
     * @param agent its socket; empty for no agent
     * @param preferred the methods in order; empty for OpenSSH's order: publickey, keyboard-interactive, password
     */
    public record Authentication(
            List<Path> identityFiles,
            boolean identityFilesNamed,
            boolean identitiesOnly,
            Optional<Path> agent,
            List<Path> certificateFiles,
            @Nullable String pkcs11Provider,
            boolean publicKey,
            boolean password,
            boolean keyboardInteractive,
            List<String> preferred,
            int passwordPrompts,
            boolean batchMode) {
        public Authentication {
            identityFiles = List.copyOf(identityFiles);
            certificateFiles = List.copyOf(certificateFiles);
            preferred = List.copyOf(preferred);
        }
    }

    /**
     * @param alias the name the key is known under in place of the host's, in lower case; null for the host's
     * @param userFiles the first is written to; empty for none at all
     * @param revoked a file of keys, or a KRL, that are never trusted
     * @param hash new entries have their name hashed
     * @param command prints further known_hosts lines (KnownHostsCommand); tokens as written
     */
    public record HostKeys(
            Strict strict,
            @Nullable String alias,
            List<Path> userFiles,
            List<Path> globalFiles,
            @Nullable Path revoked,
            boolean hash,
            Update update,
            boolean checkHostIp,
            boolean trustLocalhost,
            boolean visual,
            boolean verifyDns,
            @Nullable String command) {
        public HostKeys {
            userFiles = List.copyOf(userFiles);
            globalFiles = List.copyOf(globalFiles);
        }
    }

    /** StrictHostKeyChecking. */
    public enum Strict {
        YES,
        ACCEPT_NEW,
        ASK,
        OFF
    }

    /** UpdateHostKeys. */
    public enum Update {
        YES,
        NO,
        ASK
    }

    /**
     * Lists as written: names with commas between, maybe with {@code + - ^} in front, maybe with patterns after a {@code -}; null where
     * nothing is said.
     *
     * @param requiredRsaBits RSA keys that are shorter are refused
     * @param rekeyBytes new keys after as much data; 0 for the cipher's own limit
     * @param rekeyInterval new keys after as much time; zero for never
     */
    public record Algorithms(
            @Nullable String ciphers,
            @Nullable String kex,
            @Nullable String macs,
            @Nullable String hostKey,
            @Nullable String publicKeyAccepted,
            @Nullable String caSignature,
            int requiredRsaBits,
            long rekeyBytes,
            Duration rekeyInterval) {}

    /** Tunnel and TunnelDevice; a unit that is empty is any. */
    public record Tunnel(Mode mode, OptionalInt localUnit, OptionalInt remoteUnit) {
        public enum Mode {
            NO,
            POINT_TO_POINT,
            ETHERNET
        }
    }

    /** LocalForward, RemoteForward and DynamicForward; {@code target} null: SOCKS. */
    public record Forward(Kind kind, End listen, @Nullable End target) {
        public enum Kind {
            LOCAL,
            REMOTE,
            DYNAMIC
        }

        /** A TCP end ({@code host} null: loopback, as GatewayPorts has it), or with {@code path} a Unix socket, {@code port} being 0. */
        public record End(
                @Nullable String host, int port, @Nullable String path) {}
    }
}

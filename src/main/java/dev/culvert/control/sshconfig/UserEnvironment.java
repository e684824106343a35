package dev.culvert.control.sshconfig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What of the user's surroundings a login reads.
 *
 * @param home the user's
 * @param user the login name here
 * @param variables of the environment: SSH_AUTH_SOCK, CULVERT_PASSWORD_FILE, what ssh_config names as {@code ${NAME}}
 * @param systemSsh where ssh keeps what holds for all users: {@code /etc/ssh}
 */
public record UserEnvironment(Path home, String user, Map<String, String> variables, Path systemSsh) {
    private static final String WINDOWS_AGENT = "\\\\.\\pipe\\openssh-ssh-agent";
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Path PASSWD = Path.of("/etc/passwd");
    private static final Path THIS_PROCESS = Path.of("/proc/self");

    public UserEnvironment {
        variables = Map.copyOf(variables);
    }

    /** This process's. */
    public static UserEnvironment current() {
        return new UserEnvironment(
                Path.of(System.getProperty("user.home")),
                System.getProperty("user.name"),
                System.getenv(),
                Path.of("/etc/ssh"));
    }

    public Path ssh() {
        return home.resolve(".ssh");
    }

    /** Where SSH_AUTH_SOCK points; when it is not set, OpenSSH's agent on Windows, and elsewhere none. */
    public Optional<Path> agentSocket() {
        return path("SSH_AUTH_SOCK")
                .or(() -> System.getProperty("os.name").startsWith("Windows")
                        ? Optional.of(Path.of(WINDOWS_AGENT))
                        : Optional.empty());
    }

    /** Runs commands: SHELL, else {@code /bin/sh}. */
    public String shell() {
        return path("SHELL").map(Path::toString).orElse("/bin/sh");
    }

    /** A file whose first line is the password, for unattended use. */
    public Optional<Path> passwordFile() {
        return path("CULVERT_PASSWORD_FILE");
    }

    Optional<Path> path(String variable) {
        return Optional.ofNullable(variables.get(variable))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    /** {@code ~} and {@code ~/…} are the home folder; other relative paths begin there too. */
    public Path expand(String path) {
        if (path.equals("~")) {
            return home;
        }
        return home.resolve(path.startsWith("~/") ? path.substring(2) : path);
    }

    /** As gethostname(2) has it, with the domain where that is set. */
    String localHost() {
        try {
            return Files.isReadable(HOST_NAME)
                    ? Files.readString(HOST_NAME).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        } catch (IOException e) {
            return "localhost";
        }
    }

    /** Empty where the system knows no user ids. */
    OptionalInt uid() {
        try {
            return OptionalInt.of((Integer) Files.getAttribute(THIS_PROCESS, "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return OptionalInt.empty();
        }
    }

    /** Another user's home, as {@code ~NAME} means it. */
    static Optional<Path> homeOf(String name) {
        try {
            return Files.isReadable(PASSWD)
                    ? Files.readAllLines(PASSWD).stream()
                            .map(line -> line.split(":", -1))
                            .filter(fields -> fields.length > 5 && fields[0].equals(name))
                            .map(fields -> Path.of(fields[5]))
                            .findFirst()
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

package dev.culvert.control.keys;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What of the user's surroundings a login reads.
 *
 * @param home the user's
 * @param user the login name here
 * @param variables of the environment: SSH_AUTH_SOCK, CULVERT_PASSWORD_FILE
 * @param systemSsh where ssh keeps what holds for all users: {@code /etc/ssh}
 */
public record UserEnvironment(Path home, String user, Map<String, String> variables, Path systemSsh) {
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

    Path ssh() {
        return home.resolve(".ssh");
    }

    Optional<Path> agentSocket() {
        return path("SSH_AUTH_SOCK");
    }

    /** A file whose first line is the password, for unattended use. */
    Optional<Path> passwordFile() {
        return path("CULVERT_PASSWORD_FILE");
    }

    private Optional<Path> path(String variable) {
        return Optional.ofNullable(variables.get(variable))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    /** {@code ~} and {@code ~/…} are the home folder; other relative paths begin there too. */
    Path expand(String path) {
        if (path.equals("~")) {
            return home;
        }
        return home.resolve(path.startsWith("~/") ? path.substring(2) : path);
    }
}

package dev.culvert.control.keys;

import dev.culvert.control.LoginSide;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.ssh.SshConnection;
import dev.culvert.ssh.SshConnector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One login, to be tried with the machine's {@code ssh} and with this program.
 *
 * @param home of the user, with {@code .ssh/known_hosts}
 * @param methods as SSH names them
 * @param keys key files for this program
 * @param sshKeys the same for ssh, which does not read PuTTY's format
 * @param agent its socket
 * @param answers what the person says, to one question each
 */
record LoginTrial(
        Path home,
        int port,
        String user,
        List<String> methods,
        List<Path> keys,
        List<Path> sshKeys,
        Optional<Path> agent,
        List<String> answers) {
    /** How a login ended. */
    enum Verdict {
        ACCEPTED,
        REFUSED
    }

    LoginTrial withAgent(Path socket) {
        return new LoginTrial(home, port, user, methods, keys, sshKeys, Optional.of(socket), answers);
    }

    LoginTrial saying(String... words) {
        return new LoginTrial(home, port, user, methods, keys, sshKeys, agent, List.of(words));
    }

    LoginTrial alsoBy(Path key) {
        return new LoginTrial(home, port, user, methods, plus(keys, key), plus(sshKeys, key), agent, answers);
    }

    private static List<Path> plus(List<Path> keys, Path key) {
        List<Path> more = new ArrayList<>(keys);
        more.add(key);
        return more;
    }

    LoginTrial bySshWith(Path key) {
        return new LoginTrial(home, port, user, methods, keys, List.of(key), agent, answers);
    }

    Verdict bySsh() throws Exception {
        Path says = Files.createTempDirectory(home, "says");
        Path askpass = says.resolve("askpass");
        StringBuilder script = new StringBuilder("#!/bin/sh\necho \"$1\" >> '" + says + "/asked'\n");
        script.append("case $(wc -l < '").append(says).append("/asked') in\n");
        for (int i = 0; i < answers.size(); i++) {
            script.append(i + 1).append(") echo '").append(answers.get(i)).append("';;\n");
        }
        Files.writeString(askpass, script.append("*) exit 1;;\nesac\n"));
        Files.setPosixFilePermissions(askpass, PosixFilePermissions.fromString("rwx------"));

        List<String> command = new ArrayList<>(
                List.of("ssh", "-F", isConfigured() ? config().toString() : "none", "-p", Integer.toString(port)));
        List<String> options = new ArrayList<>(List.of(
                "UserKnownHostsFile=" + home.resolve(".ssh/known_hosts"),
                "GlobalKnownHostsFile=none",
                "StrictHostKeyChecking=yes",
                "NumberOfPasswordPrompts=1",
                "PreferredAuthentications=" + String.join(",", methods)));
        if (!isConfigured()) {
            options.add(
                    "IdentityAgent=" + agent.map(socket -> "\"" + socket + "\"").orElse("none"));
            options.add(sshKeys.isEmpty() ? "IdentityFile=none" : "IdentitiesOnly=yes");
            sshKeys.forEach(key -> options.add("IdentityFile=" + key));
        }
        options.forEach(option -> command.addAll(List.of("-o", option)));
        command.addAll(List.of(user + "@127.0.0.1", "true"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SSH_ASKPASS", askpass.toString());
        builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
        builder.environment().putAll(variables());
        Process ssh = builder.start();
        ssh.getOutputStream().close();
        String output = new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!ssh.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("ssh does not end: " + output);
        }
        if (ssh.exitValue() == 0) {
            return Verdict.ACCEPTED;
        }
        if (ssh.exitValue() == 255 && output.contains("Permission denied")) {
            return Verdict.REFUSED;
        }
        throw new AssertionError("ssh: " + ssh.exitValue() + ": " + output);
    }

    Verdict byCulvert(SshConnector connector) throws Exception {
        ScriptedPerson person = new ScriptedPerson(false, answers.toArray(String[]::new));
        UserEnvironment environment = new UserEnvironment(home, user, variables(), home.resolve("etc"));
        String json = """
                {"name": "test", "mode": "tun",
                 "server": {"host": "127.0.0.1", "port": %d, "user": "%s", "useSshConfig": %b},
                 "auth": {"methods": [%s], "keys": [%s]}}""".formatted(
                        port,
                        user,
                        isConfigured(),
                        quoted(profileMethods()),
                        quoted(keys.stream().map(Path::toString).toList()));
        try (LoginSide side = new UserLogins(environment, person, () -> Messages.of(Locale.ENGLISH))
                        .of(LoginWithSshd.profile(json), LoginSide.Carried.NOTHING);
                SshConnection connection = LoginWithSshd.connect(connector, side)) {
            if (!person.isAskedAll()) {
                throw new AssertionError("logged in to " + connection.facts() + " without all of " + answers);
            }
            return Verdict.ACCEPTED;
        } catch (TunnelException e) {
            FailureCause cause = e.failure().cause();
            if (cause == FailureCause.LOGIN_REFUSED || cause == FailureCause.SECRET_NEEDED) {
                return Verdict.REFUSED;
            }
            throw e;
        }
    }

    private Path config() {
        return home.resolve(".ssh/config");
    }

    /** Whether the home has an ssh_config, which then says what else to log in with. */
    private boolean isConfigured() {
        return Files.exists(config());
    }

    private Map<String, String> variables() {
        return agent.map(socket -> Map.of("SSH_AUTH_SOCK", socket.toString())).orElse(Map.of());
    }

    private List<String> profileMethods() {
        List<String> names = new ArrayList<>();
        for (String method : methods) {
            if (!method.equals("publickey")) {
                names.add(method);
                continue;
            }
            if (agent.isPresent()) {
                names.add("agent");
            }
            if (!keys.isEmpty() || isConfigured()) {
                names.add("key");
            }
        }
        return names;
    }

    private static String quoted(List<String> words) {
        return String.join(", ", words.stream().map(word -> '"' + word + '"').toList());
    }
}

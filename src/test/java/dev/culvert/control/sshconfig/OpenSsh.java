package dev.culvert.control.sshconfig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** This machine's {@code ssh}, asked what it makes of a configuration. */
final class OpenSsh {
    private final Map<String, String> environment;
    private final Map<String, List<String>> algorithmDefaults;
    private final Map<String, List<String>> algorithms;

    OpenSsh(Map<String, String> environment) throws Exception {
        this.environment = environment;
        algorithmDefaults = new LinkedHashMap<>();
        algorithms = new LinkedHashMap<>();
        Map<String, List<String>> bare = of(Path.of("/dev/null"), "bare").values();
        for (String keyword : SshG.ALGORITHMS) {
            algorithmDefaults.put(
                    keyword, SshG.split(bare.getOrDefault(keyword, List.of("")).getFirst()));
            algorithms.put(
                    keyword,
                    run(List.of("ssh", "-Q", keyword.equals("casignaturealgorithms") ? "sig" : keyword))
                            .out()
                            .lines()
                            .toList());
        }
    }

    record Ran(int status, String out, String err) {}

    /** By keyword in lower case, in the order of the lines; empty where it refuses. */
    record Answer(int status, Map<String, List<String>> values, String err) {}

    /** @param file null: the user's and the system's */
    Answer of(@Nullable Path file, String host) throws Exception {
        List<String> command = new ArrayList<>(List.of("ssh", "-G"));
        if (file != null) {
            command.addAll(List.of("-F", file.toString()));
        }
        command.add("--");
        command.add(host);
        Ran ran = run(command);
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String line : ran.out.lines().toList()) {
            int space = line.indexOf(' ');
            values.computeIfAbsent(line.substring(0, space).toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                    .add(line.substring(space + 1));
        }
        return new Answer(ran.status, values, ran.err);
    }

    /** The list that {@code written} means, as kex.c's kex_assemble_names has it. */
    String assembled(String keyword, @Nullable String written) {
        List<String> defaults = algorithmDefaults.getOrDefault(keyword, List.of());
        if (written == null) {
            return String.join(",", defaults);
        }
        List<String> named = SshG.split(written.replaceFirst("^[-+^]", ""));
        List<String> list = new ArrayList<>();
        switch (written.charAt(0)) {
            case '+' -> {
                list.addAll(defaults);
                list.addAll(named);
            }
            case '^' -> {
                list.addAll(named);
                list.addAll(defaults);
            }
            case '-' ->
                defaults.stream()
                        .filter(each -> named.stream().noneMatch(pattern -> Patterns.matchesOne(each, pattern)))
                        .forEach(list::add);
            default -> list.addAll(named);
        }
        List<String> known = algorithms.getOrDefault(keyword, List.of());
        return String.join(",", list.stream().filter(known::contains).distinct().toList());
    }

    Ran run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Path errors = Files.createTempFile("ssh", ".err");
        builder.redirectError(errors.toFile());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        String err = Files.readString(errors);
        Files.delete(errors);
        return new Ran(status, out, err);
    }
}

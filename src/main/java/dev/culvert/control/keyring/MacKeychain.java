package dev.culvert.control.keyring;

import dev.culvert.control.Keyring;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The login keychain, by macOS's own {@code security(1)}; a secret goes there by its standard input, where {@code ps} does not show it.
 * Compiled, and not run so far.
 */
final class MacKeychain implements Keyring {
    private static final Path TOOL = Path.of("/usr/bin/security");
    private static final String SERVICE = "culvert";

    /** errSecItemNotFound, as the tool's status has it. */
    private static final int NOT_FOUND = 44;

    private record Ran(int status, String output) {}

    private static Ran run(String input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(TOOL.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Ran(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String account(Item item) {
        return item.kind().text() + " " + item.subject();
    }

    @Override
    public boolean isThere() {
        return Files.isExecutable(TOOL);
    }

    @Override
    public Optional<String> find(Item item) throws IOException {
        Ran ran = run("", "find-generic-password", "-s", SERVICE, "-a", account(item), "-w");
        return ran.status() == 0 ? Optional.of(ran.output().stripTrailing()) : Optional.empty();
    }

    @Override
    public void keep(Item item, String secret) throws IOException {
        String account = account(item).replace("\\", "\\\\").replace("\"", "\\\"");
        String hex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
        Ran ran = run("add-generic-password -U -s " + SERVICE + " -a \"" + account + "\" -X " + hex + "\n", "-i");
        if (ran.status() != 0) {
            throw new IOException("the keychain does not take it: " + ran.status());
        }
    }

    @Override
    public void forget(Item item) throws IOException {
        run("", "delete-generic-password", "-s", SERVICE, "-a", account(item));
    }

    @Override
    public int forgetAll() throws IOException {
        int count = 0;
        int status = run("", "delete-generic-password", "-s", SERVICE).status();
        while (status == 0) {
            count++;
            status = run("", "delete-generic-password", "-s", SERVICE).status();
        }
        if (status != NOT_FOUND) {
            throw new IOException("the keychain does not forget: " + status);
        }
        return count;
    }
}

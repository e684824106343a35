package dev.culvert.cli;

import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Edits a copy of a stored profile, which replaces it once it is right. A draft that is not is kept, and named. */
@Command(name = "edit")
final class EditCommand implements Callable<Integer> {
    private static final List<String> EDITORS = List.of("sensible-editor", "nano", "vi");

    private final Surroundings here;

    @Parameters(paramLabel = "NAME", descriptionKey = "NAME")
    private String name = "";

    EditCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException, InterruptedException {
        StoredProfile before = new Profiles(here).stored(name);
        if (!before.isWhole() && before.reading() instanceof ProfileReading.Invalid(var problems)) {
            throw new Profiles(here).refused(before, problems);
        }
        Path folder = Files.createTempDirectory("culvert-edit-"); // 0700
        Path draft = folder.resolve(name + ".json");
        Files.writeString(draft, before.text());
        boolean keep = true;
        try {
            int status = edit(before, draft);
            keep = false;
            return status;
        } catch (CommandFailure e) {
            if (Files.readString(draft, StandardCharsets.ISO_8859_1).equals(latin1(before.text()))) {
                keep = false;
                throw e;
            }
            throw new CommandFailure(
                    e.status(), e.getMessage() + "\n" + here.text("cli.edit.draft", "file", draft.toString()));
        } catch (IOException e) {
            here.terminal().error(here.text("cli.edit.draft", "file", draft.toString()));
            throw e;
        } finally {
            if (!keep) {
                remove(folder);
            }
        }
    }

    private int edit(StoredProfile before, Path draft) throws CommandFailure, IOException, InterruptedException {
        while (true) {
            runEditor(draft);
            byte[] bytes = Files.readAllBytes(draft);
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (text.equals(before.text())) {
                here.terminal().line(here.text("cli.edit.unchanged", "name", name));
                return ExitStatus.DONE;
            }
            switch (ProfileReader.read(bytes)) {
                case ProfileReading.Valid valid -> {
                    save(before, text, valid);
                    return ExitStatus.DONE;
                }
                case ProfileReading.Invalid(var problems) -> {
                    CommandFailure wrong = new CommandFailure(
                            ExitStatus.PROFILE, new Profiles(here).lines(draft.getFileName(), problems));
                    if (!here.terminal().isInteractive() || !again(wrong)) {
                        throw wrong;
                    }
                }
            }
        }
    }

    private boolean again(CommandFailure wrong) {
        here.terminal().error(String.valueOf(wrong.getMessage()));
        String answer = here.questions().ask(here.text("cli.edit.again"));
        return answer != null && (answer.isBlank() || Answers.isYes(answer));
    }

    private void save(StoredProfile before, String text, ProfileReading.Valid valid)
            throws CommandFailure, IOException {
        String now = valid.profile().name();
        for (StoredProfile other : here.store().named(now)) {
            if (!other.file().equals(before.file())) {
                throw new CommandFailure(
                        ExitStatus.USAGE,
                        here.text(
                                "cli.exists", "name", now, "file", other.file().toString()));
            }
        }
        here.store().replace(before, text);
        here.terminal().line(here.text("cli.edit.done", "name", now));
        if (!valid.notSupported().isEmpty()) {
            here.terminal().error(new Profiles(here).lines(before.file(), valid.notSupported()));
        }
    }

    /** The editor is a command line, as everywhere: {@code EDITOR="code --wait"}. */
    private void runEditor(Path draft) throws CommandFailure, IOException, InterruptedException {
        String editor = Stream.of("VISUAL", "EDITOR")
                .map(variable -> here.environment().getOrDefault(variable, ""))
                .filter(command -> !command.isBlank())
                .findFirst()
                .or(() -> EDITORS.stream().filter(this::isInstalled).findFirst())
                .orElseThrow(() -> new CommandFailure(ExitStatus.USAGE, here.text("cli.edit.noEditor")));
        int status = new ProcessBuilder("sh", "-c", editor + " \"$1\"", "editor", draft.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new CommandFailure(
                    ExitStatus.USAGE, here.text("cli.edit.failed", "editor", editor, "status", "" + status));
        }
    }

    private boolean isInstalled(String program) {
        return Stream.of(
                        here.environment().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Editors leave backup files. */
    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}

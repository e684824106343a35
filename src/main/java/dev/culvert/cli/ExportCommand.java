package dev.culvert.cli;

import dev.culvert.control.exchange.Archive;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.StoredProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a profile, as its file has it, to standard output or another file; or several into an archive. */
@Command(name = "export")
final class ExportCommand implements Callable<Integer> {
    private final Surroundings here;

    @Parameters(paramLabel = "NAME", descriptionKey = "NAME", arity = "0..*")
    private List<String> words = new ArrayList<>();

    @Option(
            names = {"-z", "--zip"},
            paramLabel = "ARCHIVE",
            descriptionKey = "zip")
    private @Nullable String archive;

    @Option(names = "--all")
    private boolean all;

    @Option(names = "--force")
    private boolean force;

    ExportCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        Profiles profiles = new Profiles(here);
        if (archive != null) {
            return archive(profiles, archive);
        }
        if (all || words.isEmpty() || words.size() > 2) {
            throw new CommandFailure(ExitStatus.USAGE, here.text("cli.export.zip"));
        }
        String name = words.getFirst();
        StoredProfile stored = profiles.stored(name);
        if (words.size() == 1) {
            ProfileStore.export(stored, here.terminal().out());
            here.terminal().out().flush();
            return ExitStatus.DONE;
        }
        String file = words.get(1);
        Path to = profiles.path(file);
        write(file, () -> ProfileStore.export(stored, to, force));
        here.terminal().line(here.text("cli.export.done", "name", name, "file", file));
        return ExitStatus.DONE;
    }

    private int archive(Profiles profiles, String file) throws CommandFailure, IOException {
        List<StoredProfile> chosen = new ArrayList<>(all ? here.store().list() : List.of());
        for (String name : words) {
            chosen.add(profiles.stored(name));
        }
        List<StoredProfile> each = chosen.stream().distinct().toList();
        if (each.isEmpty()) {
            throw new CommandFailure(ExitStatus.USAGE, here.text("cli.export.zip"));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Archive.write(each, bytes);
        Path to = profiles.path(file);
        write(file, () -> ProfileStore.write(to, bytes.toByteArray(), force));
        String names = String.join(", ", each.stream().map(StoredProfile::name).toList());
        here.terminal().line(here.text("cli.export.done", "name", names, "file", file));
        return ExitStatus.DONE;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void write(String file, Writing writing) throws CommandFailure, IOException {
        try {
            writing.run();
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(ExitStatus.USAGE, here.text("cli.export.exists", "file", file));
        }
    }
}

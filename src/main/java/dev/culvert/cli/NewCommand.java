package dev.culvert.cli;

import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.ProfileWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a profile from a name and a server. */
@Command(name = "new")
final class NewCommand implements Callable<Integer> {
    private final Surroundings here;

    @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "NAME")
    private String name = "";

    @Parameters(index = "1", paramLabel = "HOST", descriptionKey = "HOST")
    private String host = "";

    @Option(names = "--user", paramLabel = "USER")
    private @Nullable String user;

    @Option(names = "--port", paramLabel = "PORT")
    private @Nullable Integer port;

    @Option(names = "--mode", paramLabel = "MODE", defaultValue = "tun")
    private String mode = "tun";

    NewCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        int at = host.lastIndexOf('@');
        String login = user != null ? user : at > 0 ? host.substring(0, at) : null;
        Profile.Server server = new Profile.Server(
                host.substring(at + 1),
                port == null ? OptionalInt.empty() : OptionalInt.of(port),
                login,
                List.of(),
                null,
                true,
                false);
        String text = ProfileWriter.write(Profile.of(name, mode(), server));
        if (ProfileReader.read(text) instanceof ProfileReading.Invalid(var problems)) {
            throw new CommandFailure(ExitStatus.PROFILE, new Profiles(here).lines(Path.of("new"), problems));
        }
        try {
            Path file = here.store().add(name, text);
            here.terminal().line(here.text("cli.new.done", "name", name, "file", file.toString()));
            return ExitStatus.DONE;
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(ExitStatus.USAGE, here.text("cli.exists", "name", name, "file", e.getFile()));
        }
    }

    private Profile.Mode mode() throws CommandFailure {
        for (Profile.Mode known : Profile.Mode.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(mode)) {
                return known;
            }
        }
        throw new CommandFailure(ExitStatus.USAGE, here.text("cli.new.mode", "mode", mode));
    }
}

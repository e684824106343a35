package dev.culvert.cli;

import dev.culvert.control.exchange.Archive;
import dev.culvert.control.exchange.Candidate;
import dev.culvert.control.exchange.HostProfiles;
import dev.culvert.control.exchange.ImportException;
import dev.culvert.control.exchange.Notable;
import dev.culvert.control.sshconfig.SshConfigException;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileProblem;
import dev.culvert.profile.ProfileReading;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Adds profiles: from files, folders and archives, or of the hosts of ssh_config. What is {@link Notable} of one is shown, and agreed to, first; one of a name
 * that is there is not added, nor a file that no profile can be made of, and the others are.
 */
@Command(name = "import")
final class ImportCommand implements Callable<Integer> {
    private static final String SSH_CONFIG = "ssh-config";

    private final Surroundings here;

    @Parameters(paramLabel = "FILE", descriptionKey = "FILE", arity = "1..*")
    private List<String> words = new ArrayList<>();

    @Option(names = "--yes")
    private boolean yes;

    @Option(names = "--all")
    private boolean all;

    @Option(names = "--name", paramLabel = "NAME", descriptionKey = "name")
    private @Nullable String name;

    /** Told as they come; the first decides on the status. */
    private @Nullable CommandFailure first;

    ImportCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        List<Candidate> candidates = candidates();
        if (name != null && (first == null || !candidates.isEmpty())) {
            if (candidates.size() != 1) {
                throw new CommandFailure(ExitStatus.USAGE, here.text("cli.import.oneName"));
            }
            candidates = List.of(candidates.getFirst().named(name));
        }
        for (Candidate each : candidates) {
            try {
                add(each);
            } catch (CommandFailure e) {
                failed(e);
            }
        }
        return first == null ? ExitStatus.DONE : first.status();
    }

    private void failed(CommandFailure failure) {
        here.terminal().error(String.valueOf(failure.getMessage()));
        first = first == null ? failure : first;
    }

    private List<Candidate> candidates() throws CommandFailure, IOException {
        if (words.getFirst().equals(SSH_CONFIG)) {
            return hosts(words.subList(1, words.size()));
        }
        List<Candidate> candidates = new ArrayList<>();
        List<CommandFailure> passedOver = new ArrayList<>();
        for (String word : words) {
            Path file = new Profiles(here).path(word);
            try {
                Archive.Contents contents = Archive.read(file);
                candidates.addAll(contents.candidates());
                contents.failures().forEach(each -> failed(failure(each)));
            } catch (NoSuchFileException e) {
                failed(new CommandFailure(ExitStatus.USAGE, here.text("cli.noFile", "file", file.toString())));
            } catch (ImportException e) {
                if (e.why() == ImportException.Why.NO_SSH_VPN) {
                    passedOver.add(failure(e));
                } else {
                    failed(failure(e));
                }
            } catch (IOException e) {
                failed(failure(e));
            }
        }
        if (candidates.isEmpty() && first == null) {
            // else a Wi-Fi among the connections that a shell's pattern found is as it should be
            passedOver.forEach(this::failed);
        }
        return candidates;
    }

    private CommandFailure failure(IOException e) {
        return e instanceof ImportException wrong
                ? new CommandFailure(
                        ExitStatus.PROFILE, here.text("import.problem." + wrong.why(), "file", wrong.file()))
                : new CommandFailure(ExitStatus.of(e), here.messages().file(e));
    }

    private List<Candidate> hosts(List<String> named) throws CommandFailure {
        HostProfiles profiles = new HostProfiles(here.user());
        try {
            List<Candidate> candidates = new ArrayList<>();
            for (String host : named.isEmpty() ? chosen(profiles.hosts()) : named) {
                candidates.add(profiles.of(host));
            }
            return candidates;
        } catch (SshConfigException e) {
            throw new CommandFailure(ExitStatus.PROFILE, here.messages().failure(e.failure()));
        }
    }

    /** Without names: all of them, or those that the person names of the list that is shown. */
    private List<String> chosen(List<HostProfiles.Host> hosts) {
        List<String> aliases = hosts.stream().map(HostProfiles.Host::alias).toList();
        if (aliases.isEmpty()) {
            here.terminal().error(here.text("cli.import.noHosts"));
            return List.of();
        }
        if (all) {
            return aliases;
        }
        for (HostProfiles.Host host : hosts) {
            here.terminal()
                    .line(here.text(
                            "cli.import.host",
                            "alias",
                            host.alias(),
                            "where",
                            host.where(),
                            "mode",
                            host.mode().name().toLowerCase(Locale.ROOT),
                            "forwards",
                            host.forwards() == 0 ? "" : Integer.toString(host.forwards())));
        }
        String answer = here.questions().ask(here.text("cli.import.which"));
        if (answer == null || answer.isBlank()) {
            here.terminal().error(here.text("cli.import.how"));
            return List.of();
        }
        return answer.strip().equals("*") ? aliases : List.of(answer.strip().split("[\\s,]+", -1));
    }

    private void add(Candidate candidate) throws CommandFailure, IOException {
        Profile profile = switch (candidate.reading()) {
            case ProfileReading.Valid valid -> valid.profile();
            case ProfileReading.Invalid(List<ProfileProblem> problems) ->
                throw new CommandFailure(
                        ExitStatus.PROFILE, new Profiles(here).lines(Path.of(candidate.source()), problems));
        };
        List<Notable> notable = Notable.of(profile, here.user());
        if (!notable.isEmpty()) {
            here.terminal()
                    .error(here.text(
                            "cli.import.know",
                            "name",
                            profile.name(),
                            "host",
                            profile.server().host()));
            notable.forEach(each ->
                    here.terminal().error("  " + here.text("import.know." + each.kind(), "fact", each.fact())));
            if (!yes && !agreed()) {
                throw new CommandFailure(ExitStatus.USAGE, here.text("cli.import.refused"));
            }
        }
        try {
            Path added = here.store().add(profile.name(), candidate.text());
            here.terminal().line(here.text("cli.new.done", "name", profile.name(), "file", added.toString()));
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    here.text("cli.exists", "name", profile.name(), "file", e.getFile()) + "\n"
                            + here.text("cli.import.rename"));
        }
        for (Candidate.Note note : candidate.notes()) {
            here.terminal().error(here.text("import.note." + note.kind(), "name", profile.name(), "fact", note.fact()));
        }
    }

    private boolean agreed() {
        String answer = here.questions().ask(here.text("cli.import.ask"));
        return answer != null && Answers.isYes(answer);
    }
}

package dev.culvert.cli;

import dev.culvert.net.TunnelException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line: {@code culvert COMMAND …}. */
@Command(name = "culvert")
public final class CulvertCommand {
    /** In the order of the help. */
    private static final Map<String, Function<Surroundings, Object>> COMMANDS = commands();

    private CulvertCommand() {}

    private static Map<String, Function<Surroundings, Object>> commands() {
        Map<String, Function<Surroundings, Object>> commands = new LinkedHashMap<>();
        commands.put("up", UpCommand::new);
        commands.put("down", DownCommand::new);
        commands.put("pause", PauseCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("list", ListCommand::new);
        commands.put("show", ShowCommand::new);
        commands.put("new", NewCommand::new);
        commands.put("edit", EditCommand::new);
        commands.put("rm", RemoveCommand::new);
        commands.put("import", ImportCommand::new);
        commands.put("export", ExportCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("plan", PlanCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("logs", LogsCommand::new);
        commands.put("demo", DemoCommand::new);
        commands.put("forget", ForgetCommand::new);
        commands.put("completion", CompletionCommand::new);
        return commands;
    }

    /** Runs one command; blocks until it is over. Returns the exit status, and throws nothing. */
    public static int run(String[] arguments, Surroundings here) {
        if (arguments.length > 0 && arguments[0].equals("help")) {
            return run(arguments.length > 1 ? new String[] {arguments[1], "--help"} : new String[] {"--help"}, here);
        }
        CommandLine line = build(here, arguments.length > 0 ? arguments[0] : "");
        if (arguments.length == 0) {
            line.usage(line.getErr());
            return ExitStatus.USAGE;
        }
        return line.execute(arguments);
    }

    /** Every command costs start-up time, so the one that is asked for is made alone where that is known. */
    static CommandLine build(Surroundings here, String asked) {
        CommandLine line = new CommandLine(new CulvertCommand());
        Set<String> wanted =
                COMMANDS.containsKey(asked) && !asked.equals("completion") ? Set.of(asked) : COMMANDS.keySet();
        COMMANDS.forEach((name, maker) -> {
            if (wanted.contains(name)) {
                CommandLine command = new CommandLine(maker.apply(here));
                command.getCommandSpec().addOption(help());
                line.addSubcommand(name, command);
            }
        });
        Charset charset = here.terminal().out().charset();
        line.setResourceBundle(here.messages().bundle());
        line.setOut(new PrintWriter(here.terminal().out(), true, charset));
        line.setErr(new PrintWriter(here.terminal().err(), true, charset));
        line.getCommandSpec().addOption(help());
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .descriptionKey("version")
                        .build());
        line.getCommandSpec().versionProvider(() -> new String[] {"culvert " + version()});
        line.setExecutionExceptionHandler((failure, of, parsed) -> failed(failure, here, parsed));
        line.setParameterExceptionHandler((failure, args) -> misused(failure, here));
        line.setUsageHelpAutoWidth(here.terminal().isInteractive());
        return line;
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .descriptionKey("help")
                .build();
    }

    private static String version() {
        String version = CulvertCommand.class.getPackage().getImplementationVersion();
        return version == null ? "(checkout)" : version;
    }

    private static int misused(ParameterException failure, Surroundings here) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        // an option that there is not, rather than what is missing beside it
        List<String> unmatched = failure.getCommandLine().getUnmatchedArguments();
        here.terminal()
                .error(
                        unmatched.isEmpty()
                                ? String.valueOf(failure.getMessage())
                                : here.text("cli.unmatched", "what", String.join(" ", unmatched)));
        here.terminal().error(here.text("cli.misused", "command", command));
        return ExitStatus.USAGE;
    }

    private static int failed(Exception failure, Surroundings here, ParseResult parsed) {
        here.terminal().settle();
        return switch (failure) {
            case CommandFailure known -> {
                here.terminal().error(String.valueOf(known.getMessage()));
                yield known.status();
            }
            case TunnelException known -> {
                here.terminal().error(here.messages().failure(known.failure()));
                yield ExitStatus.of(known.failure().cause().group());
            }
            case IOException io -> {
                here.terminal().error(here.messages().file(io));
                yield ExitStatus.of(io);
            }
            case InterruptedException _ -> ExitStatus.INTERRUPTED;
            default -> {
                LoggerFactory.getLogger(CulvertCommand.class)
                        .error("{} failed", parsed.commandSpec().qualifiedName(), failure);
                here.terminal().error(here.text("cli.internal", "reason", failure.toString()));
                yield ExitStatus.INTERNAL;
            }
        };
    }
}

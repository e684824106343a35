package dev.culvert.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** Prints a script that completes commands, options, names of profiles and files in bash or zsh. */
@Command(name = "completion")
final class CompletionCommand implements Callable<Integer> {
    private enum Shell {
        BASH,
        ZSH
    }

    private final Surroundings here;

    @Parameters(paramLabel = "SHELL", descriptionKey = "SHELL")
    private String shell = "";

    CompletionCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws CommandFailure {
        for (Shell known : Shell.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(shell)) {
                CommandSpec root = CulvertCommand.build(here, "").getCommandSpec();
                here.terminal().out().print(script(known, root));
                here.terminal().out().flush();
                return ExitStatus.DONE;
            }
        }
        throw new CommandFailure(ExitStatus.USAGE, here.text("cli.completion.shell", "shell", shell));
    }

    /** Names of profiles are those of their files: asking the program would take longer than a person waits for a key. */
    private static String script(Shell shell, CommandSpec root) {
        String zsh = shell == Shell.ZSH ? "autoload -U +X bashcompinit && bashcompinit\n" : "";
        return """
                # completion of culvert: source this file, or eval "$(culvert completion %1$s)"
                %2$s_culvert_profiles() {
                  local folder file
                  if [ -n "${CULVERT_CONFIG_DIR:-}" ]; then
                    folder=$CULVERT_CONFIG_DIR/profiles
                  else
                    folder=${XDG_CONFIG_HOME:-$HOME/.config}/culvert/profiles
                  fi
                  for file in "$folder"/*.json; do
                    [ -e "$file" ] || continue
                    file=${file##*/}
                    printf '%%s\\n' "${file%%.json}"
                  done
                }
                _culvert() {
                  local word=${COMP_WORDS[COMP_CWORD]} names= files= options= line
                  COMPREPLY=()
                  if [ "$COMP_CWORD" -eq 1 ]; then
                    COMPREPLY=($(compgen -W "%3$s" -- "$word"))
                    return
                  fi
                  case ${COMP_WORDS[1]} in
                %4$s  esac
                  if [[ $word == -* ]]; then
                    COMPREPLY=($(compgen -W "$options" -- "$word"))
                    return
                  fi
                  if [ -n "$names" ]; then
                    while IFS= read -r line; do
                      if [[ $line == "$word"* ]]; then COMPREPLY+=("$line"); fi
                    done < <(_culvert_profiles)
                  fi
                  if [ -n "$files" ]; then
                    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$word")
                  fi
                }
                complete -o filenames -F _culvert culvert
                """.formatted(shell.name().toLowerCase(Locale.ROOT), zsh, String.join(" ", names(root)), cases(root));
    }

    private static List<String> names(CommandSpec root) {
        return new ArrayList<>(root.subcommands().keySet());
    }

    private static String cases(CommandSpec root) {
        StringBuilder cases = new StringBuilder();
        for (Map.Entry<String, CommandLine> entry : root.subcommands().entrySet()) {
            CommandSpec command = entry.getValue().getCommandSpec();
            String options = command.options().stream()
                    .map(OptionSpec::longestName)
                    .distinct()
                    .collect(Collectors.joining(" "));
            String labels = command.positionalParameters().stream()
                    .map(CommandLine.Model.PositionalParamSpec::paramLabel)
                    .collect(Collectors.joining(" "));
            boolean takesName = labels.contains("NAME") && !entry.getKey().equals("new");
            cases.append("    ")
                    .append(entry.getKey())
                    .append(") options='")
                    .append(options)
                    .append('\'');
            cases.append(takesName ? " names=1" : "").append(labels.contains("FILE") ? " files=1" : "");
            cases.append(" ;;\n");
        }
        return cases.toString();
    }
}

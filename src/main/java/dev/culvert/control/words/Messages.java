package dev.culvert.control.words;

import dev.culvert.ipc.Check;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.profile.ProfileProblem;
import dev.culvert.profile.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words for failures, problems, stages and states, in English or Simplified Chinese. Immutable. */
public final class Messages {
    private static final Locale ENGLISH = Locale.ROOT;

    /** As {@link Failure#toString} writes it, at the end of a line. */
    private static final Pattern LOGGED = Pattern.compile("(?m)(?<=^|: )("
            + Arrays.stream(FailureCause.values()).map(Enum::name).collect(Collectors.joining("|"))
            + ")(?: \\{(.*)})?$");

    private static final Pattern NEXT_FACT = Pattern.compile(", (?=[a-zA-Z]+=)");

    private final ResourceBundle bundle;

    /** The window's words; the bundle itself where there is no window. */
    private final ResourceBundle window;

    private Messages(ResourceBundle bundle, ResourceBundle window) {
        this.bundle = bundle;
        this.window = window;
    }

    /** Simplified Chinese for Chinese but where traditional characters are written, English for all else. */
    public static Messages of(Locale locale) {
        ResourceBundle bundle = bundle("messages", locale);
        return new Messages(bundle, bundle);
    }

    /** As {@link #of}, with the window's words. */
    public static Messages withWindow(Locale locale) {
        return new Messages(bundle("messages", locale), bundle("window", locale));
    }

    private static ResourceBundle bundle(String name, Locale locale) {
        boolean traditional = locale.getScript().equals("Hant")
                || (locale.getScript().isEmpty() && List.of("TW", "HK", "MO").contains(locale.getCountry()));
        Locale chosen = locale.getLanguage().equals("zh") && !traditional ? Locale.SIMPLIFIED_CHINESE : ENGLISH;
        return ResourceBundle.getBundle(
                name, chosen, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    public ResourceBundle bundle() {
        return bundle;
    }

    /** What, where, and what to do: one or two lines, and one more while a kill switch is closed. */
    public String failure(Failure failure) {
        String key = "cause." + failure.cause().name();
        Map<String, String> facts = new LinkedHashMap<>();
        failure.facts().keySet().forEach(name -> facts.put(name, fact(failure, name)));
        String words = new Template(bundle.getString(key)).render(facts);
        String closed = facts.get("killSwitch");
        return closed == null ? words : words + "\n" + text("killSwitch.closed", "name", closed);
    }

    /** One fact of a failure, in words where it is a code; empty when it has none of that name. */
    public String fact(Failure failure, String name) {
        String value = failure.facts().getOrDefault(name, "");
        return word("cause." + failure.cause().name() + "." + name + "." + value, value);
    }

    /** A text of the helper's log; where a line ends in a failure, that is told in words: {@code up office: LOGIN_REFUSED {user=ann}}. */
    public String logged(String text) {
        return LOGGED.matcher(text).replaceAll(found -> {
            Map<String, String> facts = new LinkedHashMap<>();
            String listed = found.group(2);
            for (String fact : listed == null ? new String[0] : NEXT_FACT.split(listed, -1)) {
                int equals = fact.indexOf('=');
                facts.put(fact.substring(0, Math.max(0, equals)), fact.substring(equals + 1));
            }
            String words = failure(new Failure(FailureCause.valueOf(found.group(1)), facts));
            return Matcher.quoteReplacement(words.lines().findFirst().orElse(""));
        });
    }

    /** {@code FILE:LINE:COLUMN: /pointer: what is wrong}, one line. */
    public String problem(String file, ProfileProblem problem) {
        String where = problem.pointer().isEmpty() ? "" : Printable.text(problem.pointer()) + ": ";
        return Printable.text(file) + ":" + problem.place().line() + ":"
                + problem.place().column() + ": " + where + problem(problem);
    }

    /** What is wrong, without the place. */
    public String problem(ProfileProblem problem) {
        Map<String, String> facts = new LinkedHashMap<>();
        String value = problem.value();
        facts.put("value", value == null ? "" : value);
        facts.put("allowed", String.join(", ", problem.allowed()));
        boolean nothingThere = value == null && problem.reason() == ProfileProblem.Reason.NOT_JSON;
        String key = "problem." + problem.reason().name() + (nothingThere ? ".end" : "");
        return new Template(bundle.getString(key)).render(facts);
    }

    /** What went wrong with a file: which, and why. Where the system says why, these are its own words. */
    public String file(IOException e) {
        String file = e instanceof FileSystemException known ? String.valueOf(known.getFile()) : "";
        String reason = switch (e) {
            case StoreException ours -> text("file." + ours.why());
            case NoSuchFileException _ -> text("file.NOT_THERE");
            case FileAlreadyExistsException _ -> text("file.THERE");
            case AccessDeniedException _ -> text("file.NO_ACCESS");
            case DirectoryNotEmptyException _ -> text("file.NOT_A_FILE");
            case FileSystemException known -> known.getReason();
            default -> e.getMessage();
        };
        return text("file", "file", file, "reason", reason == null ? "" : reason);
    }

    /** What a stage of connecting does, such as {@code logging in}. */
    public String stage(TunnelState.Stage stage) {
        return bundle.getString("stage." + stage.name());
    }

    /** What an examination's step saw; empty where that has no words. */
    public String saw(Check check, Map<String, String> facts) {
        String key = "check." + check.name() + ".saw";
        return bundle.containsKey(key)
                ? new Template(bundle.getString(key)).render(facts).strip()
                : "";
    }

    /** A few words; a failure's cause is not among them. */
    public String state(TunnelState state) {
        return switch (state) {
            case TunnelState.Disconnected disconnected -> text("state.disconnected");
            case TunnelState.Connecting(TunnelState.Stage stage, int _, int _) ->
                text("state.connecting", "stage", stage(stage));
            case TunnelState.Connected connected -> text("state.connected");
            case TunnelState.Reconnecting(int attempt, var next, var cause) ->
                text("state.reconnecting", "attempt", Integer.toString(attempt));
            case TunnelState.Waiting(String what) -> text("state.waiting", "what", what);
            case TunnelState.Disconnecting disconnecting -> text("state.disconnecting");
            case TunnelState.Failed failed -> text("state.failed");
        };
    }

    /** A warning that has no words shows its key and facts. */
    public String warning(Event.Warning warning) {
        String key = "warning." + warning.key();
        return bundle.containsKey(key)
                ? text(key, warning.facts().toArray(String[]::new))
                : Printable.text(warning.key() + " " + String.join(" ", warning.facts()));
    }

    /** The window's words or the common ones under {@code key}; {@code facts} alternate name and value. */
    public String text(String key, String... facts) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i + 1 < facts.length; i += 2) {
            map.put(facts[i], facts[i + 1]);
        }
        return new Template(window.containsKey(key) ? window.getString(key) : bundle.getString(key)).render(map);
    }

    private String word(String key, String otherwise) {
        try {
            return bundle.getString(key);
        } catch (MissingResourceException e) {
            return otherwise;
        }
    }
}

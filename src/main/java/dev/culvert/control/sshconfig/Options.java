package dev.culvert.control.sshconfig;

import dev.culvert.control.sshconfig.SshConfigException.Problem;
import dev.culvert.control.sshconfig.SshSettings.Forward;
import dev.culvert.control.sshconfig.SshSettings.Place;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the lines that apply have said so far: the first word on a matter counts, but for files and forwards, which add up. Not thread-safe. */
final class Options {
    /** At most as many key files or certificates (pathnames.h, SSH_MAX_IDENTITY_FILES). */
    private static final int MOST_FILES = 100;
    /** At most as many words (SSH_MAX_HOSTS_FILES, MAX_CANON_DOMAINS). */
    private static final int MOST_WORDS = 32;

    /** The second word of RekeyLimit, which may come from another line than the first. */
    static final String REKEY_INTERVAL = "rekeyinterval";

    /** {@code place} null: given before any file was read. */
    record Value(List<String> words, @Nullable Place place) {}

    /** A file, once for each kind of configuration that names it: the user's and the system's. */
    private record Added(String word, boolean users) {}

    private final UserEnvironment environment;
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Map<Added, Place>> added = new HashMap<>();
    private final Set<Forward> forwards = new LinkedHashSet<>();

    Options(UserEnvironment environment) {
        this.environment = environment;
    }

    /** Sets what is not set yet. */
    void set(String keyword, List<String> words, @Nullable Place place) {
        values.putIfAbsent(keyword, new Value(words, place));
    }

    void replace(String keyword, String word) {
        Value old = values.get(keyword);
        values.put(keyword, new Value(List.of(word), old == null ? null : old.place));
    }

    Optional<Value> value(String keyword) {
        return Optional.ofNullable(values.get(keyword));
    }

    @Nullable
    String word(String keyword) {
        Value value = values.get(keyword);
        return value == null || value.words.isEmpty() ? null : value.words.getFirst();
    }

    String word(String keyword, String otherwise) {
        String word = word(keyword);
        return word == null ? otherwise : word;
    }

    boolean is(String keyword, String word) {
        return word.equals(word(keyword));
    }

    /** Files in the order of the lines, each with its line. */
    Map<String, Place> files(String keyword) {
        Map<String, Place> files = new LinkedHashMap<>();
        added.getOrDefault(keyword, Map.of()).forEach((file, place) -> files.putIfAbsent(file.word, place));
        return files;
    }

    List<Forward> forwards() {
        return List.copyOf(forwards);
    }

    /**
     * Takes in what follows a keyword.
     *
     * @param applies or it is only looked at for mistakes
     * @param words of the line, after the keyword
     * @param written the same as it was written
     * @param users the file is the user's, not the system's
     */
    void take(Keyword keyword, List<String> words, String written, boolean applies, boolean users, Place place)
            throws SshConfigException {
        Line line = new Line(keyword, words, place);
        String name = keyword.name();
        switch (keyword.form()) {
            case COMMAND -> {
                boolean jumps = !word("proxyjump", "none").equalsIgnoreCase("none");
                if (applies && !(jumps && name.equals("proxycommand"))) {
                    set(name, List.of(written), place);
                }
            }
            case JUMP -> {
                if (Values.jumps(written).isEmpty()) {
                    throw new SshConfigException(Problem.BAD_VALUE, place, written);
                }
                if (applies && !values.containsKey("proxycommand")) {
                    set(name, List.of(written), place);
                }
            }
            case ADDS -> add(name, line.only(), applies, users, place);
            case FORWARD -> {
                Forward forward = forward(line);
                if (applies) {
                    forwards.add(forward);
                }
            }
            case TIME -> {
                String time = line.only();
                if (!time.equals("none")) {
                    line.check(Values.time(time).isPresent(), time);
                    if (applies) {
                        set(name, List.of(time), place);
                    }
                }
            }
            case REKEY -> {
                List<String> limits = rekey(line);
                if (applies) {
                    set(name, limits.subList(0, 1), place);
                    if (limits.size() > 1 && !limits.get(1).equals("none")) {
                        set(REKEY_INTERVAL, limits.subList(1, 2), place);
                    }
                }
            }
            default -> {
                List<String> value = value(line);
                if (applies && !value.isEmpty()) {
                    set(name, value, place);
                }
            }
        }
    }

    private void add(String keyword, String word, boolean applies, boolean users, Place place)
            throws SshConfigException {
        if (applies) {
            Map<Added, Place> files = added.computeIfAbsent(keyword, key -> new LinkedHashMap<>());
            if (files.size() >= MOST_FILES) {
                throw new SshConfigException(Problem.TOO_MANY, place, keyword);
            }
            files.putIfAbsent(new Added(word, users), place);
        }
    }

    /** The words to keep; none for what plays no part here. */
    private List<String> value(Line line) throws SshConfigException {
        return switch (line.keyword.form()) {
            case CHOICE -> {
                String word = line.only();
                String choice = line.keyword.choices().get(word.toLowerCase(Locale.ROOT));
                line.check(choice != null, word);
                yield List.of(choice == null ? word : choice);
            }
            case NUMBER -> line.checked(Values.number(line.only()).isPresent());
            case PORT -> line.checked(Values.port(line.only()).orElse(0) > 0);
            case UNITS -> line.checked(Values.units(line.only()).isPresent());
            case WORD -> List.of(line.only());
            case ALGORITHMS -> line.checked(isListOfNames(line.only()));
            case AGENT -> agent(line);
            case WORDS -> words(line);
            default -> List.of();
        };
    }

    /** {@code a,b}, maybe with {@code + - ^} in front; which names there are is for whoever uses them to say. */
    private static boolean isListOfNames(String text) {
        String names = text.replaceFirst("^[-+^]", "");
        return names.chars().allMatch(c -> c > ' ' && c < 0x7f)
                && Stream.of(names.split(",", -1)).noneMatch(String::isEmpty);
    }

    private List<String> agent(Line line) throws SshConfigException {
        String word = line.only();
        Tokens.variables(environment, word, line.place);
        boolean variable = word.startsWith("$") && !word.startsWith("${");
        return line.checked(!variable || word.matches("\\$[A-Za-z0-9_]+"));
    }

    private static List<String> words(Line line) throws SshConfigException {
        for (String word : line.words) {
            line.check(!word.isEmpty(), "");
            line.check(line.words.size() == 1 || !word.equalsIgnoreCase("none"), word);
        }
        if (line.words.size() > MOST_WORDS) {
            throw new SshConfigException(Problem.TOO_MANY, line.place, line.keyword.name());
        }
        return line.words;
    }

    private static List<String> rekey(Line line) throws SshConfigException {
        line.atMost(2);
        String size = line.word(0);
        line.check(
                size.equals("default")
                        || Values.size(size)
                                .filter(bytes -> bytes == 0 || bytes >= 16)
                                .isPresent(),
                size);
        if (line.words.size() > 1) {
            String time = line.word(1);
            line.check(time.equals("none") || Values.time(time).isPresent(), time);
        }
        return line.words;
    }

    private Forward forward(Line line) throws SshConfigException {
        Forward.Kind kind = switch (line.keyword.name()) {
            case "localforward" -> Forward.Kind.LOCAL;
            case "remoteforward" -> Forward.Kind.REMOTE;
            default -> Forward.Kind.DYNAMIC;
        };
        line.atMost(kind == Forward.Kind.DYNAMIC ? 1 : 2);
        boolean socks = kind == Forward.Kind.DYNAMIC || (kind == Forward.Kind.REMOTE && line.words.size() < 2);
        String text = socks ? line.word(0) : line.word(0) + ":" + line.word(1);
        String expanded = Tokens.variables(environment, text, line.place);
        return Values.forward(kind, expanded, socks)
                .orElseThrow(() -> new SshConfigException(Problem.BAD_VALUE, line.place, text));
    }

    /** The words after a keyword, and where they stand. */
    private record Line(Keyword keyword, List<String> words, Place place) {
        String word(int index) throws SshConfigException {
            if (index >= words.size() || words.get(index).isEmpty()) {
                throw new SshConfigException(Problem.MISSING_VALUE, place, keyword.name());
            }
            return words.get(index);
        }

        String only() throws SshConfigException {
            atMost(1);
            return word(0);
        }

        void atMost(int most) throws SshConfigException {
            if (words.size() > most) {
                throw new SshConfigException(Problem.EXTRA_WORDS, place, keyword.name());
            }
        }

        void check(boolean sound, String value) throws SshConfigException {
            if (!sound) {
                throw new SshConfigException(Problem.BAD_VALUE, place, value);
            }
        }

        List<String> checked(boolean sound) throws SshConfigException {
            check(sound, words.getFirst());
            return words;
        }
    }
}

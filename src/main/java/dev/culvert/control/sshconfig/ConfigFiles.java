package dev.culvert.control.sshconfig;

import dev.culvert.control.sshconfig.SshConfigException.Problem;
import dev.culvert.control.sshconfig.SshSettings.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads files line by line into {@link Options}, through Host, Match and Include (readconf.c). Not thread-safe. */
final class ConfigFiles {
    /** As OpenSSH's READCONF_MAX_DEPTH. */
    private static final int DEEPEST_INCLUDE = 16;
    /** Files that include each other twice would double at every depth: more than anyone has. */
    private static final int MOST_FILES = 1000;
    /** Of one file, in bytes. */
    private static final int LARGEST = 4 << 20;

    private static final Pattern PATTERN = Pattern.compile("[*?]|^!");

    private static final int OTHERS_MAY_WRITE = 0022;

    private final UserEnvironment environment;
    private final Options options;
    private final Matching matching;
    private final Set<String> aliases = new LinkedHashSet<>();
    private int filesRead;

    ConfigFiles(UserEnvironment environment, Options options, Matching matching) {
        this.environment = environment;
        this.options = options;
        this.matching = matching;
    }

    /** Where reading stands: whose file, and whether a block around it keeps it from ever applying. */
    private record Frame(boolean users, boolean checked, boolean never, int depth) {}

    /** The user's own file and the system's; one that is not there says nothing. */
    void readBoth() throws SshConfigException {
        filesRead = 0;
        read(environment.ssh().resolve("config"), new Frame(true, true, false, 0), true);
        read(environment.systemSsh().resolve("ssh_config"), new Frame(false, false, false, 0), true);
    }

    /** One file in place of both, as {@code ssh -F}. */
    void readOnly(Path file) throws SshConfigException {
        filesRead = 0;
        if (!Files.isReadable(file)) {
            throw new SshConfigException(Problem.UNREADABLE, new Place(file, 0), file.toString());
        }
        read(file, new Frame(true, false, false, 0), true);
    }

    /** The names after Host that are no patterns, whether their blocks apply or not. */
    List<String> aliases() {
        return List.copyOf(aliases);
    }

    private void read(Path file, Frame frame, boolean applies) throws SshConfigException {
        if (frame.depth > DEEPEST_INCLUDE || ++filesRead > MOST_FILES) {
            throw new SshConfigException(Problem.TOO_DEEP, new Place(file, 0), file.toString());
        }
        boolean active = applies;
        int number = 0;
        for (String line : text(file, frame).split("\n", -1)) {
            number++;
            active = take(line, new Place(file, number), frame, active);
        }
    }

    private String text(Path file, Frame frame) throws SshConfigException {
        Place place = new Place(file, 0);
        if (Files.isDirectory(file) || (frame.depth == 0 && !Files.isReadable(file))) {
            return "";
        }
        if (frame.checked && !isOurs(file)) {
            throw new SshConfigException(Problem.PERMISSIONS, place, file.toString());
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new SshConfigException(Problem.TOO_MANY, place, file.toString());
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (SshConfigException e) {
            throw e;
        } catch (IOException e) {
            throw new SshConfigException(Problem.UNREADABLE, place, file.toString());
        }
    }

    /** Written by nobody but the user and root; so it is where the system knows no such thing. */
    private boolean isOurs(Path file) {
        OptionalInt self = environment.uid();
        if (self.isEmpty()) {
            return true;
        }
        try {
            Map<String, Object> facts = Files.readAttributes(file, "unix:uid,mode");
            int owner = (Integer) facts.getOrDefault("uid", 0);
            int mode = (Integer) facts.getOrDefault("mode", 0);
            return (owner == 0 || owner == self.getAsInt()) && (mode & OTHERS_MAY_WRITE) == 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Returns whether the lines that follow apply. */
    private boolean take(String line, Place place, Frame frame, boolean active) throws SshConfigException {
        int zero = line.indexOf('\0');
        LineWords words = new LineWords(stripEnd(zero < 0 ? line : line.substring(0, zero)));
        String name = words.next();
        if (name != null && name.isEmpty()) {
            name = words.next();
        }
        if (name == null || name.isEmpty() || name.startsWith("#")) {
            return active;
        }
        name = name.toLowerCase(Locale.ROOT);
        if (words.rest().isBlank()) {
            throw new SshConfigException(Problem.MISSING_VALUE, place, name);
        }
        String written = words.restAsWritten();
        Keyword keyword = Keyword.of(name).orElse(null);
        if (keyword == null
                && !Patterns.matchesAnyCase(
                        name, List.of(options.word("ignoreunknown", "").split(",", -1)))) {
            throw new SshConfigException(Problem.UNKNOWN_KEYWORD, place, name);
        }
        List<String> value = LineWords.split(words.rest().stripLeading())
                .orElseThrow(() -> new SshConfigException(Problem.BAD_QUOTES, place, written));
        if (keyword == null) {
            return active;
        }
        return switch (keyword.form()) {
            case HOST -> {
                filled(value, keyword, place).stream()
                        .filter(word -> !PATTERN.matcher(word).find())
                        .forEach(aliases::add);
                yield matching.host(value) && !frame.never;
            }
            case MATCH -> matching.match(words, place, frame.never) && !frame.never;
            case INCLUDE -> {
                for (String pattern : filled(value, keyword, place)) {
                    include(pattern, place, frame, active);
                }
                yield active;
            }
            default -> {
                options.take(keyword, value, written, active, frame.users, place);
                yield active;
            }
        };
    }

    private static String stripEnd(String line) {
        int end = line.length();
        while (end > 1 && " \t\r\n\f".indexOf(line.charAt(end - 1)) >= 0) {
            end--;
        }
        return line.substring(0, end);
    }

    private static List<String> filled(List<String> words, Keyword keyword, Place place) throws SshConfigException {
        if (words.contains("")) {
            throw new SshConfigException(Problem.MISSING_VALUE, place, keyword.name());
        }
        return words;
    }

    private void include(String pattern, Place place, Frame frame, boolean active) throws SshConfigException {
        if (pattern.startsWith("~") && !frame.users) {
            throw new SshConfigException(Problem.BAD_INCLUDE, place, pattern);
        }
        Path folder = frame.users ? environment.ssh() : environment.systemSsh();
        Path path = pattern.startsWith("~") ? environment.expand(pattern) : folder.resolve(pattern);
        Frame inner = new Frame(frame.users, true, frame.never || !active, frame.depth + 1);
        for (Path file : IncludeGlob.files(path.toAbsolutePath())) {
            read(file, inner, active);
        }
    }
}

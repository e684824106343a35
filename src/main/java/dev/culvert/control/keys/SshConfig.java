package dev.culvert.control.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the user's and the system's ssh_config say of one host (ssh_config(5)): HostName, User, Port and IdentityFile, found through
 * Host, Include, and Match by all, host, originalhost, user and localuser. A Match by anything else does not match: no command
 * of these files is ever run. The first value found counts. Not thread-safe.
 */
final class SshConfig {
    private static final int DEEPEST_INCLUDE = 16;
    private static final Pattern TOKEN = Pattern.compile("%(.)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private final UserEnvironment environment;
    private final String host;
    private final @Nullable String givenUser;
    private @Nullable String hostName;
    private @Nullable String user;
    private OptionalInt port = OptionalInt.empty();
    private final List<String> identityFiles = new ArrayList<>();

    private SshConfig(UserEnvironment environment, String host, @Nullable String givenUser) {
        this.environment = environment;
        this.host = host;
        this.givenUser = givenUser;
    }

    /**
     * @param hostName null where it says nothing: the host as it was named
     * @param user null where it says nothing
     * @param identityFiles as written, but for {@code ~} and tokens
     */
    record Settings(@Nullable String hostName, @Nullable String user, OptionalInt port, List<Path> identityFiles) {}

    /** @param givenUser the login name where one is given before any file is read */
    static Settings of(UserEnvironment environment, String host, @Nullable String givenUser) throws IOException {
        SshConfig config = new SshConfig(environment, host, givenUser);
        config.read(environment.ssh().resolve("config"), environment.ssh(), true, 0);
        config.read(environment.systemSsh().resolve("ssh_config"), environment.systemSsh(), true, 0);
        return config.settings();
    }

    private Settings settings() {
        String name = hostName == null ? null : hostName.replace("%h", host).replace("%%", "%");
        List<Path> files = identityFiles.stream()
                .filter(file -> !file.equalsIgnoreCase("none"))
                .map(file -> environment.expand(expandTokens(file, name == null ? host : name)))
                .distinct()
                .toList();
        return new Settings(name, user, port, files);
    }

    /** @param enclosing whether the block that includes this file applies */
    private void read(Path file, Path folder, boolean enclosing, int depth) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file) || depth > DEEPEST_INCLUDE) {
            return;
        }
        boolean applies = enclosing;
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String[] parts = text.split("\\s*=\\s*|\\s+", 2);
            List<String> words = words(parts.length > 1 ? parts[1] : "");
            if (words.isEmpty()) {
                continue;
            }
            switch (parts[0].toLowerCase(Locale.ROOT)) {
                case "host" -> applies = enclosing && HostPatterns.matches(host, words);
                case "match" -> applies = enclosing && matches(words);
                case "include" -> {
                    for (String pattern : words) {
                        include(pattern, folder, applies, depth);
                    }
                }
                default -> {
                    if (applies) {
                        set(parts[0].toLowerCase(Locale.ROOT), words.getFirst());
                    }
                }
            }
        }
    }

    private void set(String key, String value) {
        switch (key) {
            case "hostname" -> hostName = hostName == null ? value : hostName;
            case "user" -> user = user == null ? value : user;
            case "port" -> {
                if (port.isEmpty() && value.matches("[0-9]{1,5}")) {
                    port = OptionalInt.of(Integer.parseInt(value));
                }
            }
            case "identityfile" -> identityFiles.add(value);
            default -> {
                // not for this program
            }
        }
    }

    private boolean matches(List<String> words) {
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String criterion = rest.next().toLowerCase(Locale.ROOT);
            if (criterion.equals("all")) {
                continue;
            }
            boolean negated = criterion.startsWith("!");
            String subject = switch (negated ? criterion.substring(1) : criterion) {
                case "host" -> hostName == null ? host : hostName.replace("%h", host);
                case "originalhost" -> host;
                case "user" -> userSoFar();
                case "localuser" -> environment.user();
                default -> null;
            };
            if (subject == null || !rest.hasNext()) {
                return false;
            }
            if (HostPatterns.matches(subject, Arrays.asList(rest.next().split(",", -1))) == negated) {
                return false;
            }
        }
        return true;
    }

    private String userSoFar() {
        if (givenUser != null) {
            return givenUser;
        }
        return user != null ? user : environment.user();
    }

    private void include(String pattern, Path folder, boolean applies, int depth) throws IOException {
        Path path = pattern.startsWith("~") ? environment.expand(pattern) : folder.resolve(pattern);
        Path parent = path.getParent();
        Path name = path.getFileName();
        if (parent == null || name == null || !Files.isDirectory(parent)) {
            return;
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, name.toString())) {
            found.forEach(files::add);
        }
        files.sort(null);
        for (Path file : files) {
            read(file, folder, applies, depth + 1);
        }
    }

    private String expandTokens(String value, String resolvedHost) {
        return TOKEN.matcher(value)
                .replaceAll(token -> Matcher.quoteReplacement(
                        switch (token.group(1)) {
                            case "%" -> "%";
                            case "d" -> environment.home().toString();
                            case "h" -> resolvedHost;
                            case "n" -> host;
                            case "p" -> Integer.toString(port.orElse(22));
                            case "r" -> userSoFar();
                            case "u" -> environment.user();
                            default -> token.group();
                        }));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            if (word.group(1) == null && word.group().startsWith("#")) {
                break;
            }
            words.add(word.group(1) != null ? word.group(1) : word.group(2));
        }
        return words;
    }
}

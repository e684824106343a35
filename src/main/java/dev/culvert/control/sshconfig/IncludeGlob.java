package dev.culvert.control.sshconfig;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The files that a pattern with {@code *}, {@code ?} and {@code [...]} names, in any part of the path (glob(3)). */
final class IncludeGlob {
    private static final Pattern WILD = Pattern.compile("[*?\\[\\\\]");

    private IncludeGlob() {}

    /** @param pattern absolute; sorted by name, and none where nothing is found */
    static List<Path> files(Path pattern) {
        Path root = pattern.getRoot();
        List<Path> found = new ArrayList<>(root == null ? List.of() : List.of(root));
        for (Path part : pattern) {
            String name = part.toString();
            List<Path> next = new ArrayList<>();
            for (Path folder : found) {
                if (WILD.matcher(name).find()) {
                    next.addAll(entries(folder, name));
                } else if (Files.exists(folder.resolve(part), LinkOption.NOFOLLOW_LINKS)) {
                    next.add(folder.resolve(part));
                }
            }
            found = next;
        }
        return found;
    }

    private static List<Path> entries(Path folder, String pattern) {
        PathMatcher matcher = matcher(pattern);
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path entry : all) {
                Path name = entry.getFileName();
                // a hidden file has to be asked for by its dot
                if (name != null
                        && matcher.matches(name)
                        && (pattern.startsWith(".") || !name.toString().startsWith("."))) {
                    entries.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        entries.sort(null);
        return entries;
    }

    private static PathMatcher matcher(String pattern) {
        // Java's own addition, braces, is no part of glob(3)
        String plain = pattern.replace("{", "\\{").replace("}", "\\}");
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + plain);
        } catch (PatternSyntaxException e) {
            return FileSystems.getDefault().getPathMatcher("glob:" + plain.replace("[", "\\["));
        }
    }
}

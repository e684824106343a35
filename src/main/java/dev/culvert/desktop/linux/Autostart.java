package dev.culvert.desktop.linux;

import dev.culvert.desktop.StartAtLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A desktop entry in the user's autostart directory: Desktop Application Autostart Specification 0.5. */
final class Autostart implements StartAtLogin {
    /** What makes an argument need quotes: Desktop Entry Specification 1.5, "The Exec key". */
    private static final String RESERVED = " \t\n\"'\\><~|&;$*?#()`";

    private final Path file;

    Autostart(Path file) {
        this.file = file;
    }

    static Autostart of(Map<String, String> environment) {
        Path home = Path.of(Optional.ofNullable(environment.get("HOME")).orElse(System.getProperty("user.home", "/")));
        Path configuration = Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
                .filter(set -> !set.isEmpty())
                .map(Path::of)
                .orElse(home.resolve(".config"));
        return new Autostart(configuration.resolve("autostart").resolve("culvert.desktop"));
    }

    /** Session managers turn entries off by a line of theirs instead of removing the file. */
    @Override
    public boolean isOn() throws IOException {
        try {
            List<String> lines = Files.readAllLines(file).stream()
                    .map(line -> line.replaceAll("\\s*=\\s*", "=").strip())
                    .toList();
            return !lines.contains("Hidden=true") && !lines.contains("X-GNOME-Autostart-enabled=false");
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void turnOn(List<String> command) throws IOException {
        String exec = command.stream().map(Autostart::quoted).collect(Collectors.joining(" "));
        Files.createDirectories(file.getParent());
        // Whole or not at all: a session manager may read it at any time.
        Path written = Files.createTempFile(file.getParent(), ".culvert", ".tmp");
        try {
            Files.writeString(written, """
                    [Desktop Entry]
                    Type=Application
                    Name=Culvert
                    Icon=culvert
                    Exec=%s
                    Terminal=false
                    StartupNotify=false
                    X-GNOME-Autostart-enabled=true
                    """.formatted(exec));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    @Override
    public void turnOff() throws IOException {
        Files.deleteIfExists(file);
    }

    /** An argument for the Exec key: quoted, its percent signs doubled, and then escaped as every string in the file is. */
    private static String quoted(String argument) {
        String text = argument.replace("%", "%%");
        if (text.isEmpty() || text.chars().anyMatch(each -> RESERVED.indexOf(each) >= 0)) {
            text = '"' + text.replaceAll("([\"`$\\\\])", "\\\\$1") + '"';
        }
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
    }
}

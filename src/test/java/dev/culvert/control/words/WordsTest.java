package dev.culvert.control.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The window's words: the same in both languages, all of them used, none missing. */
class WordsTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    /** A key as it stands in the code; with what follows when more is added to it. */
    private static final Pattern KEY = Pattern.compile("\"(window\\.[A-Za-z0-9_.-]*)\"(\\s*\\+)?");

    /** Names, abbreviations and signs that are the same in Chinese. */
    private static final Set<String> SAME =
            Set.of("TUN", "TAP", "SSH", "MTU", "DNS", "JSON", "Culvert", "English", "简体中文", "Culvert {version}");

    private final Properties english = words("window.properties");
    private final Properties chinese = words("window_zh_CN.properties");

    private static Properties words(String name) {
        Properties words = new Properties();
        try (Reader in = new InputStreamReader(
                Objects.requireNonNull(WordsTest.class.getResourceAsStream("/" + name)), StandardCharsets.UTF_8)) {
            words.load(in);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return words;
    }

    @Test
    void bothLanguagesHaveTheSameKeys() {
        assertThat(new TreeSet<>(chinese.stringPropertyNames()))
                .isEqualTo(new TreeSet<>(english.stringPropertyNames()))
                .isNotEmpty();
    }

    @Test
    void bothLanguagesNameTheSameFacts() {
        assertThat(english.stringPropertyNames())
                .allSatisfy(key ->
                        assertThat(facts(chinese.getProperty(key))).as(key).isEqualTo(facts(english.getProperty(key))));
    }

    private static Set<String> facts(String text) {
        return PLACEHOLDER.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }

    @Test
    void nothingIsLeftInEnglish() {
        assertThat(english.stringPropertyNames())
                .filteredOn(key -> english.getProperty(key).equals(chinese.getProperty(key)))
                .filteredOn(key -> !SAME.contains(english.getProperty(key)))
                // figures and facts with signs between them have no language
                .filteredOn(key -> PLACEHOLDER
                        .matcher(english.getProperty(key))
                        .replaceAll("")
                        .matches("(?s).*\\p{IsLatin}{2}.*"))
                .isEmpty();
    }

    @Test
    void everyKeyInTheCodeHasWords() throws IOException {
        Properties common = words("messages.properties");
        assertThat(inTheCode().filter(found -> found.group(2) == null).map(found -> found.group(1)))
                .filteredOn(key -> !key.endsWith("."))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(english.containsKey(key)
                                || common.containsKey(key)
                                || english.stringPropertyNames().stream().anyMatch(each -> each.startsWith(key + ".")))
                        .as(key)
                        .isTrue());
    }

    @Test
    void everyKeyIsUsed() throws IOException {
        List<MatchResult> found = inTheCode().toList();
        Set<String> whole = found.stream().map(each -> each.group(1)).collect(Collectors.toSet());
        Set<String> beginnings = found.stream()
                .filter(each -> each.group(2) != null || each.group(1).endsWith("."))
                .map(each -> each.group(1))
                .filter(each -> !each.equals("window."))
                .collect(Collectors.toSet());
        assertThat(english.stringPropertyNames())
                .filteredOn(key -> !whole.contains(key) && beginnings.stream().noneMatch(key::startsWith))
                .isEmpty();
    }

    private static Stream<MatchResult> inTheCode() throws IOException {
        Path sources = Path.of(System.getProperty("basedir", ""), "src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            List<Path> java =
                    files.filter(each -> each.toString().endsWith(".java")).toList();
            return java.stream().flatMap(file -> KEY.matcher(text(file)).results());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

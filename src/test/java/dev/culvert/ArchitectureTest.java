package dev.culvert;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.culvert.helper.HelperMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules between packages. What a package may import is read from README.md's table, so that it stays true. */
class ArchitectureTest {
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.culvert");

    private static final String EVERYWHERE =
            "java.. javax.net.. javax.crypto.. javax.security.. jdk.net.. org.jspecify.. org.slf4j..";

    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "Jackson", List.of("tools.jackson..", "com.fasterxml.jackson.annotation.."),
            "MINA", List.of("org.apache.sshd..", "org.bouncycastle.."),
            "JNA", List.of("com.sun.jna.."),
            "picocli", List.of("picocli.."),
            "dbus-java", List.of("org.freedesktop.dbus.."),
            "JavaFX", List.of("javafx..", "atlantafx..", "org.kordamp.ikonli.."));

    /** A row: {@code | `name` | what it holds | what it may import |}; the root package's name is empty. */
    private static final Pattern ROW =
            Pattern.compile("\\| (?:`([a-z.]+)`|\\(root\\)) \\| .* \\| ([A-Za-z., -]*) ?\\|");

    /** By package, below {@code dev.culvert}: packages and libraries. */
    private static final Map<String, List<String>> MAY_IMPORT = readTable();

    @TestFactory
    Stream<DynamicTest> importsOnlyWhatItsRowAllows() {
        return MAY_IMPORT.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(full(row.getKey()), () -> {
                    String name = full(row.getKey());
                    List<String> allowed = new ArrayList<>(List.of(EVERYWHERE.split(" ", -1)));
                    allowed.add(name);
                    for (String entry : row.getValue()) {
                        allowed.addAll(LIBRARIES.getOrDefault(entry, List.of(full(entry))));
                    }
                    classes()
                            .that(resideInAPackage(name))
                            .should(onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new))
                                    .as("in %s and what it may import", full(row.getKey()))))
                            .check(PROGRAM);
                }));
    }

    /** What nothing needs any more goes from the table too. */
    @Test
    void everyRowAllowsOnlyWhatIsUsed() {
        List<String> unused = new ArrayList<>();
        MAY_IMPORT.forEach((name, entries) -> {
            Set<String> used = PROGRAM.stream()
                    .filter(each -> each.getPackageName().equals(full(name)))
                    .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                    .map(dependency -> dependency.getTargetClass().getPackageName() + ".")
                    .collect(Collectors.toSet());
            for (String entry : entries) {
                boolean isUsed = LIBRARIES.getOrDefault(entry, List.of(full(entry) + "..")).stream()
                        .map(pattern -> pattern.substring(0, pattern.length() - 1))
                        .anyMatch(prefix -> used.stream().anyMatch(target -> target.startsWith(prefix)));
                if (!isUsed) {
                    unused.add(full(name) + ": " + entry);
                }
            }
        });
        assertThat(unused).isEmpty();
    }

    @Test
    void everyPackageHasItsRowAndIsNullMarked() {
        List<JavaPackage> packages = new ArrayList<>();
        collect(PROGRAM.getPackage("dev.culvert"), packages);
        List<String> found = new ArrayList<>();
        for (JavaPackage each : packages) {
            assertThat(each.isAnnotatedWith(NullMarked.class))
                    .as(each.getName())
                    .isTrue();
            found.add(each.getName());
        }
        assertThat(MAY_IMPORT.keySet().stream().map(ArchitectureTest::full)).containsExactlyInAnyOrderElementsOf(found);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.culvert.(**)").should().beFreeOfCycles().check(PROGRAM);
    }

    @Test
    void onlyMainEndsTheProcess() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(PROGRAM);
    }

    /** HelperMain decides what its streams are: its log, and its word to culvert-root. */
    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.culvert", "dev.culvert.cli")
                .and()
                .doNotBelongToAnyOf(HelperMain.class)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(PROGRAM);
    }

    @Test
    void logsThroughSlf4jAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.apache.commons.logging..", "ch.qos.logback..")
                .check(PROGRAM);
    }

    @Test
    void noStaticStateChanges() {
        fields().that().areStatic().should().beFinal().check(PROGRAM);
    }

    /** Past 400 lines, look for the second story. */
    @Test
    void everyFileFitsInTheHead() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            List<String> tooLong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file) > 400)
                    .map(Path::toString)
                    .toList();
            assertThat(tooLong).isEmpty();
        }
    }

    private static Map<String, List<String>> readTable() {
        Map<String, List<String>> table = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(Path.of("README.md"))) {
                Matcher row = ROW.matcher(line);
                if (row.matches()) {
                    String name = row.group(1) == null ? "" : row.group(1);
                    List<String> entries = Stream.of(row.group(2).split(",", -1))
                            .map(String::strip)
                            .filter(entry -> !entry.isEmpty())
                            .toList();
                    table.put(name, entries);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }

    private static String full(String name) {
        return name.isEmpty() ? "dev.culvert" : "dev.culvert." + name;
    }

    private static void collect(JavaPackage parent, List<JavaPackage> into) {
        if (!parent.getClasses().isEmpty()) {
            into.add(parent);
        }
        for (JavaPackage child : parent.getSubpackages()) {
            collect(child, into);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules between packages; README.md's table of packages says the same in words. */
class ArchitectureTest {
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.culvert");

    private static final String JACKSON = "tools.jackson.. com.fasterxml.jackson.annotation..";
    private static final String MINA = "org.apache.sshd.. org.bouncycastle..";
    private static final String JNA = "com.sun.jna..";
    private static final String PICOCLI = "picocli..";
    private static final String EVERYWHERE =
            "java.. javax.net.. javax.crypto.. javax.security.. jdk.net.. org.jspecify.. org.slf4j..";

    /** What each package may import beside itself, the JDK, JSpecify and SLF4J. Our own packages stand by their short names. */
    private static final Map<String, String> MAY_IMPORT = new TreeMap<>(Map.ofEntries(
            Map.entry("net", ""),
            Map.entry("profile", "net " + JACKSON),
            Map.entry("tun", "net"),
            Map.entry("tun.linux", "net tun " + JNA),
            Map.entry("pipeline", "net tun"),
            Map.entry("ssh", "net profile pipeline " + MINA),
            Map.entry("network", "net profile " + JACKSON),
            Map.entry("remote", "net profile ssh " + JACKSON),
            Map.entry("ipc", "net profile " + JACKSON),
            Map.entry("helper", "net profile tun tun.linux pipeline ssh network remote ipc"),
            Map.entry("control", "net profile ipc control.keys control.words"),
            Map.entry("control.keys", "net profile ipc control control.words " + MINA),
            Map.entry("control.words", "net profile ipc"),
            Map.entry("server", "net tun ssh " + MINA),
            Map.entry("demo", "net profile tun pipeline ssh network server control.words " + MINA),
            Map.entry("cli", "net profile ipc control control.keys control.words " + PICOCLI + " " + JACKSON)));

    @TestFactory
    Stream<DynamicTest> importsOnlyWhatItsRowAllows() {
        return MAY_IMPORT.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    String name = "dev.culvert." + row.getKey();
                    List<String> allowed = new ArrayList<>(List.of(name));
                    for (String entry : (EVERYWHERE + " " + row.getValue()).split(" ", -1)) {
                        if (!entry.isEmpty()) {
                            allowed.add(entry.contains("..") ? entry : "dev.culvert." + entry);
                        }
                    }
                    classes()
                            .that(resideInAPackage(name))
                            .should(onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new))
                                    .as("in %s and what it may import", row.getKey())))
                            .allowEmptyShould(true)
                            .check(PROGRAM);
                }));
    }

    @Test
    void everyPackageHasItsRowAndIsNullMarked() {
        List<JavaPackage> packages = new ArrayList<>();
        collect(PROGRAM.getPackage("dev.culvert"), packages);
        for (JavaPackage each : packages) {
            assertThat(each.isAnnotatedWith(NullMarked.class))
                    .as(each.getName())
                    .isTrue();
            if (!each.getName().equals("dev.culvert")) {
                assertThat(MAY_IMPORT).containsKey(each.getName().substring("dev.culvert.".length()));
            }
        }
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.culvert.(*)..").should().beFreeOfCycles().check(PROGRAM);
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

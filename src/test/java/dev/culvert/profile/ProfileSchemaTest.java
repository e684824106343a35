package dev.culvert.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.culvert.profile.ProfileProblem.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON Schema and the reader say the same of the same files, up to what a schema cannot say (beyond-schema). */
class ProfileSchemaTest {
    private final Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(readSchema(), InputFormat.JSON);

    static Stream<Path> good() {
        return Fixtures.in("good");
    }

    static Stream<Path> bad() {
        return Fixtures.in("bad");
    }

    static Stream<Path> beyondSchema() {
        return Fixtures.in("beyond-schema");
    }

    @ParameterizedTest
    @MethodSource("good")
    void acceptsWhatTheReaderReads(Path file) throws IOException {
        assertThat(schema.validate(Files.readString(file), InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesWhatTheReaderRefusesAtTheSamePlaces(Path file) throws IOException {
        String text = Files.readString(file);
        List<ProfileProblem> problems = ((ProfileReading.Invalid) ProfileReader.read(text)).problems();
        if (problems.stream().anyMatch(p -> p.pointer().isEmpty() && p.reason() != Reason.WRONG_TYPE)) {
            return; // not JSON to either of them
        }
        List<String> refused = schema.validate(text, InputFormat.JSON).stream()
                .map(error -> error.getInstanceLocation().toString())
                .toList();
        assertThat(problems)
                .allSatisfy(problem -> assertThat(refused)
                        .as("%s", problem)
                        .anyMatch(at -> (at + "/").startsWith(whereASchemaSaysSo(problem) + "/")));
    }

    @ParameterizedTest
    @MethodSource("beyondSchema")
    void onlyTheReaderSees(Path file) throws IOException {
        String text = Files.readString(file);
        assertThat(ProfileReader.read(text)).isInstanceOf(ProfileReading.Invalid.class);
        assertThat(schema.validate(text, InputFormat.JSON)).isEmpty();
    }

    private static String whereASchemaSaysSo(ProfileProblem problem) {
        return switch (problem.reason()) {
            case MISSING_KEY, UNKNOWN_KEY, DUPLICATE_VALUE ->
                problem.pointer().substring(0, problem.pointer().lastIndexOf('/'));
            default -> problem.pointer();
        };
    }

    private static String readSchema() {
        try (var in = Files.newInputStream(Path.of("resources/profile.schema.json"))) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

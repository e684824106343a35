package dev.culvert.ui.editor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** After any edits the text is JSON, each field holds what was put in, and what was not touched is as it was. */
class EditorFuzzTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<Field> FIELDS = List.of(Field.values());
    private static final List<String> VALUES = List.of(
            "",
            "a",
            "22",
            "-1",
            "022",
            "1.5",
            "true",
            "null",
            "[]",
            "{\"x\": 1}",
            "\"",
            "\\",
            "ü😀",
            "\u202e",
            "\ud800",
            "a, b",
            "default",
            "10.0.0.0/8",
            "dhcp",
            "auto",
            "\n",
            "~/.ssh/id");

    static List<String> objects() {
        List<String> names = new ArrayList<>(Editors.fixtures("good", "bad", "beyond-schema"));
        // of two values under one key, an object model holds the last, the reader the first
        names.removeIf(name -> name.endsWith("duplicate-keys")
                || JsonDocument.parse(Editors.fixture(name)).isEmpty());
        return names;
    }

    @ParameterizedTest
    @MethodSource("objects")
    void editsTouchWhatTheyNameAndNothingElse(String fixture) {
        for (long seed = 0; seed < 5; seed++) {
            edit(fixture, new Random(seed), fixture + " seed " + seed);
        }
    }

    private static void edit(String fixture, Random random, String run) {
        String before = Editors.fixture(fixture);
        EditorViewModel model = Editors.model(before);
        Set<Field> touched = EnumSet.noneOf(Field.class);
        for (int step = 0; step < 20; step++) {
            Field field = FIELDS.get(random.nextInt(FIELDS.size()));
            touched.add(field);
            switch (field.kind()) {
                case LIST -> {
                    List<String> value = random.ints(random.nextInt(4), 0, VALUES.size())
                            .mapToObj(VALUES::get)
                            .filter(each -> !each.isEmpty())
                            .toList();
                    model.list(field).set(value);
                    assertThat(model.list(field).get()).as(run).isEqualTo(value);
                }
                case ON, OFF -> {
                    boolean value = random.nextBoolean();
                    model.flag(field).set(value);
                    assertThat(model.flag(field).get()).as(run).isEqualTo(value);
                }
                case REQUIRED_TEXT, TEXT, INTEGER -> {
                    String value = VALUES.get(random.nextInt(VALUES.size()));
                    model.text(field).set(value);
                    assertThat(model.text(field).get()).as(run).isEqualTo(value);
                    if (random.nextInt(4) == 0) {
                        model.leave(field);
                    }
                }
                default -> throw new AssertionError(field);
            }
            String text = model.text().get();
            assertThat(JsonDocument.parse(text)).as(run + ": " + text).isPresent();
            assertThat(model.readable().get()).as(run).isTrue();
        }
        String after = model.text().get();
        assertThat(without(touched, after)).as(run).isEqualTo(without(touched, before));
        EditorViewModel again = Editors.model(after);
        for (Field field : Field.values()) {
            switch (field.kind()) {
                case LIST ->
                    assertThat(again.list(field).get())
                            .as(run + field)
                            .isEqualTo(model.list(field).get());
                case ON, OFF ->
                    assertThat(again.flag(field).get())
                            .as(run + field)
                            .isEqualTo(model.flag(field).get());
                default ->
                    assertThat(again.text(field).get())
                            .as(run + field)
                            .isEqualTo(model.text(field).get());
            }
        }
    }

    /** The tree less these fields and less the objects that are empty or no objects where fields were put in. */
    private static JsonNode without(Set<Field> fields, String text) {
        JsonNode root = JSON.readTree(text);
        for (Field field : fields) {
            remove(root, field.path());
        }
        return root;
    }

    private static void remove(JsonNode node, List<String> path) {
        if (!(node instanceof ObjectNode object)) {
            return;
        }
        JsonNode child = object.get(path.getFirst());
        if (path.size() == 1) {
            object.remove(path.getFirst());
        } else if (child != null) {
            remove(child, path.subList(1, path.size()));
            if (!(child instanceof ObjectNode) || child.isEmpty()) {
                object.remove(path.getFirst());
            }
        }
    }
}

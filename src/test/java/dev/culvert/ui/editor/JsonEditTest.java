package dev.culvert.ui.editor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEditTest {
    private static JsonEdit edit(String text) {
        return new JsonEdit(JsonDocument.parse(text).orElseThrow());
    }

    @Test
    void replacesAValueAndNothingElse() {
        String text = "{ \"name\" :\t\"a\\u0062\",\n\n  \"x\": [ 1,2 ], \"server\": {\"host\":\"h\"} }\n";
        assertThat(edit(text).with(List.of("server", "host"), "\"g\"")).isEqualTo(text.replace("\"h\"", "\"g\""));
        assertThat(edit(text).with(List.of("name"), "7")).isEqualTo(text.replace("\"a\\u0062\"", "7"));
    }

    @Test
    void aNewKeyStandsWherePeopleLookForIt() {
        assertThat(edit("{\n    \"name\": \"a\",\n    \"server\": { \"host\": \"h\", \"user\": \"u\" }\n}")
                        .with(List.of("server", "port"), "22"))
                .isEqualTo(
                        "{\n    \"name\": \"a\",\n    \"server\": { \"host\": \"h\", \"port\": 22, \"user\": \"u\" }\n}");
        assertThat(edit("{\n  \"mode\": \"tun\"\n}").with(List.of("name"), "\"a\""))
                .isEqualTo("{\n  \"name\": \"a\",\n  \"mode\": \"tun\"\n}");
    }

    @Test
    void newObjectsAreLaidOutAsTheOthers() {
        assertThat(edit("{\r\n\t\"name\": \"a\"\r\n}").with(List.of("network", "dns", "servers"), "[]"))
                .isEqualTo(
                        "{\r\n\t\"name\": \"a\",\r\n\t\"network\": {\r\n\t\t\"dns\": {\r\n\t\t\t\"servers\": []\r\n\t\t}\r\n\t}\r\n}");
        assertThat(edit("{\"name\": \"a\"}").with(List.of("device", "mtu"), "1400"))
                .isEqualTo("{\"name\": \"a\", \"device\": {\"mtu\": 1400}}");
        assertThat(edit("{}").with(List.of("name"), "\"a\"")).isEqualTo("{\n  \"name\": \"a\"\n}");
    }

    @Test
    void whatIsNoObjectMakesRoomForOne() {
        assertThat(edit("{\"remote\": []}").with(List.of("remote", "forward"), "true"))
                .isEqualTo("{\"remote\": {\"forward\": true}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c"})
    void removesAKeyWithItsComma(String key) {
        String left = edit("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}").without(List.of(key));
        assertThat(JsonDocument.parse(left).orElseThrow().root().members())
                .hasSize(2)
                .doesNotContainKey(key);
        assertThat(left.lines()).hasSize(4);
        assertThat(edit("{ \"" + key + "\": {} }").without(List.of(key))).isEqualTo("{}");
    }

    @Test
    void listsKeepTheirLayoutAndTheirEntriesAsWritten() {
        String text = "{\n  \"x\": [\n    \"\\u0061\",\n    3\n  ]\n}";
        JsonDocument document = JsonDocument.parse(text).orElseThrow();
        List<String> items = JsonEdit.items(document, document.at(List.of("x")), List.of("a", "new", "3"));
        assertThat(items).containsExactly("\"\\u0061\"", "\"new\"", "3");
        assertThat(new JsonEdit(document).withList(List.of("x"), items))
                .isEqualTo("{\n  \"x\": [\n    \"\\u0061\",\n    \"new\",\n    3\n  ]\n}");
    }

    /** Also beyond the 32 KiB after which the parser reads in pieces, and behind a byte order mark. */
    @Test
    void placesAreRightInLongTexts() {
        String long1 = "\ufeff{\"a\": \"" + "ü\\n😀".repeat(20_000) + "\", \"b\": 12345, \"c\": true}";
        String changed = edit(long1).with(List.of("b"), "6");
        assertThat(changed).isEqualTo(long1.replace("12345", "6"));
        assertThat(edit(changed).with(List.of("c"), "false")).endsWith("\"c\": false}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "{", "{} {}", "{\"a\": 1,}", "// c\n{}", "null"})
    void whatIsNoObjectIsNoDocument(String text) {
        assertThat(JsonDocument.parse(text)).isEmpty();
    }

    @Test
    void nothingInvisibleIsWritten() {
        assertThat(JsonEdit.quote("a\"\\\n\u202e\ud800😀")).isEqualTo("\"a\\\"\\\\\\u000a\\u202e\\ud800😀\"");
    }
}

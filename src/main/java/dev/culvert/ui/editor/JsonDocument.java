package dev.culvert.ui.editor;

import dev.culvert.profile.ProfileReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** The text of a JSON object (RFC 8259) with the place of each value in it, as offsets of characters. Immutable. */
record JsonDocument(String text, Obj root) {
    /** As deep as ProfileReader reads. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(16).build())
            .build();

    /** A value from {@code start} to before {@code end}. */
    sealed interface Value {
        int start();

        int end();
    }

    /** Of two members of one key the first is here, as ProfileReader has it. */
    record Obj(int start, int end, Map<String, Member> members) implements Value {}

    /** @param start of the key's quote */
    record Member(int start, Value value) {}

    record Arr(int start, int end, List<Value> items) implements Value {}

    /** @param value what the text stands for */
    record Str(int start, int end, String value) implements Value {}

    /** A number, {@code true}, {@code false} or {@code null}. */
    record Literal(int start, int end) implements Value {}

    /** Empty when {@code text} is not one JSON object that ProfileReader would look into. */
    static Optional<JsonDocument> parse(String text) {
        int mark = text.startsWith("\ufeff") ? 1 : 0;
        if (text.length() > ProfileReader.MAX_BYTES) {
            return Optional.empty();
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text.substring(mark))) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Value root = new Reader(parser, mark).value(first);
            return root instanceof Obj object && parser.nextToken() == null
                    ? Optional.of(new JsonDocument(text, object))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** The value under these keys, or null where there is none. */
    @Nullable
    Value at(List<String> path) {
        Value value = root;
        for (String key : path) {
            Member member = value instanceof Obj object ? object.members().get(key) : null;
            if (member == null) {
                return null;
            }
            value = member.value();
        }
        return value;
    }

    /** A value as it is written. */
    String raw(Value value) {
        return text.substring(value.start(), value.end());
    }

    /** @param offset of the parser's text within the document's */
    private record Reader(JsonParser parser, int offset) {
        Value value(@Nullable JsonToken token) {
            int start = offset + (int) parser.currentTokenLocation().getCharOffset();
            return switch (token) {
                case START_OBJECT -> object(start);
                case START_ARRAY -> array(start);
                case VALUE_STRING -> {
                    // its end is known only when it is read
                    String value = parser.getString();
                    yield new Str(start, here(), value);
                }
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL ->
                    new Literal(start, start + parser.getString().length());
                case null, default -> throw new IllegalStateException("a JSON value cannot begin with " + token);
            };
        }

        private int here() {
            return offset + (int) parser.currentLocation().getCharOffset();
        }

        private Obj object(int start) {
            Map<String, Member> members = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                int keyStart = offset + (int) parser.currentTokenLocation().getCharOffset();
                members.putIfAbsent(key, new Member(keyStart, value(parser.nextToken())));
            }
            return new Obj(start, here(), members);
        }

        private Arr array(int start) {
            List<Value> items = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                items.add(value(token));
            }
            return new Arr(start, here(), items);
        }
    }
}

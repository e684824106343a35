package dev.culvert.profile;

import dev.culvert.profile.ProfileProblem.Place;
import dev.culvert.profile.ProfileProblem.Reason;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** A JSON value (RFC 8259) that knows where it stands in its text. */
sealed interface JsonTree {
    /** Nested arrays and objects that a profile may have; its own shape needs four. */
    int MAX_DEPTH = 16;

    Place place();

    /** The value as JSON, with what is inside of objects and arrays left out. */
    String shown();

    record Obj(Place place, Map<String, Member> members) implements JsonTree {
        @Override
        public String shown() {
            return members.isEmpty() ? "{}" : "{…}";
        }
    }

    record Member(Place keyPlace, JsonTree value) {}

    record Arr(Place place, List<JsonTree> items) implements JsonTree {
        @Override
        public String shown() {
            return items.isEmpty() ? "[]" : "[…]";
        }
    }

    record Text(Place place, String value) implements JsonTree {
        @Override
        public String shown() {
            return Problems.quote(value);
        }
    }

    /** @param text the number as written, so that nothing is rounded */
    record Num(Place place, String text) implements JsonTree {
        /** The number; one whose exponent is beyond BigDecimal is something far out of every range. */
        BigDecimal amount() {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException e) {
                return BigDecimal.valueOf(text.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE);
            }
        }

        @Override
        public String shown() {
            return text.length() <= 40 ? text : text.substring(0, 40) + "…";
        }
    }

    record Bool(Place place, boolean value) implements JsonTree {
        @Override
        public String shown() {
            return Boolean.toString(value);
        }
    }

    record Null(Place place) implements JsonTree {
        @Override
        public String shown() {
            return "null";
        }
    }

    /** Reads one JSON value and nothing after it; null, with the problem reported, when the text is not that. */
    static @Nullable JsonTree parse(String text, Problems problems) {
        return new Parser(text, problems).parse();
    }

    /** Duplicate keys are reported and the first one stands; anything else wrong ends the reading. */
    final class Parser {
        private static final JsonFactory FACTORY = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();

        private final String text;
        private final Problems problems;

        Parser(String text, Problems problems) {
            this.text = text;
            this.problems = problems;
        }

        @Nullable
        JsonTree parse() {
            try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
                try {
                    JsonToken first = parser.nextToken();
                    if (first == null) {
                        problems.add("", new Place(1, 1), Reason.NOT_JSON, null, "{…}");
                        return null;
                    }
                    JsonTree root = value(parser, first, "");
                    if (parser.nextToken() != null) {
                        notJson(parser.currentTokenLocation());
                        return null;
                    }
                    return root;
                } catch (StreamConstraintsException e) {
                    // its own location is not set: the parser's is where it stopped
                    problems.add(
                            "",
                            place(parser.currentLocation()),
                            Reason.OUT_OF_RANGE,
                            null,
                            "nesting 1.." + MAX_DEPTH,
                            "number length 1..1000");
                    return null;
                } catch (JacksonException e) {
                    notJson(e.getLocation() != null ? e.getLocation() : parser.currentLocation());
                    return null;
                }
            }
        }

        private JsonTree value(JsonParser parser, @Nullable JsonToken token, String pointer) {
            Place place = place(parser.currentTokenLocation());
            return switch (token) {
                case START_OBJECT -> object(parser, place, pointer);
                case START_ARRAY -> array(parser, place, pointer);
                case VALUE_STRING -> new Text(place, parser.getString());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(place, parser.getString());
                case VALUE_TRUE -> new Bool(place, true);
                case VALUE_FALSE -> new Bool(place, false);
                case VALUE_NULL -> new Null(place);
                case null, default -> throw new IllegalStateException("a JSON value cannot begin with " + token);
            };
        }

        private Obj object(JsonParser parser, Place place, String pointer) {
            Map<String, Member> members = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                Place keyPlace = place(parser.currentTokenLocation());
                String inner = Problems.child(pointer, key);
                JsonTree value = value(parser, parser.nextToken(), inner);
                if (members.putIfAbsent(key, new Member(keyPlace, value)) != null) {
                    problems.add(inner, keyPlace, Reason.DUPLICATE_KEY, value.shown());
                }
            }
            return new Obj(place, members);
        }

        private Arr array(JsonParser parser, Place place, String pointer) {
            List<JsonTree> items = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                items.add(value(parser, token, Problems.child(pointer, Integer.toString(items.size()))));
            }
            return new Arr(place, items);
        }

        /** Shows what stands where JSON ended; no value means that the text is over too early. */
        private void notJson(TokenStreamLocation location) {
            int from = Math.clamp(location.getCharOffset(), 0, text.length());
            String rest = text.substring(from, Math.min(text.length(), from + 20));
            int end = rest.indexOf('\n');
            String there = (end < 0 ? rest : rest.substring(0, end)).strip();
            problems.add("", place(location), Reason.NOT_JSON, from < text.length() ? Problems.quote(there) : null);
        }

        private static Place place(TokenStreamLocation location) {
            return new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
        }
    }
}

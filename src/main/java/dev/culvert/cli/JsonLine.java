package dev.culvert.cli;

import java.io.StringWriter;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes JSON (RFC 8259) on one line. A null value is written as null: the keys stay the same. */
final class JsonLine {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator generator;

    private JsonLine(JsonGenerator generator) {
        this.generator = generator;
    }

    static String object(Consumer<JsonLine> keys) {
        return write(line -> line.inner(keys));
    }

    static <T> String array(Iterable<T> items, BiConsumer<JsonLine, T> keys) {
        return write(line -> line.inner(items, keys));
    }

    private static String write(Consumer<JsonLine> content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            content.accept(new JsonLine(generator));
        }
        return text.toString();
    }

    private void inner(Consumer<JsonLine> keys) {
        generator.writeStartObject();
        keys.accept(this);
        generator.writeEndObject();
    }

    JsonLine put(String key, @Nullable String value) {
        if (value == null) {
            generator.writeNullProperty(key);
        } else {
            generator.writeStringProperty(key, value);
        }
        return this;
    }

    JsonLine put(String key, long value) {
        generator.writeNumberProperty(key, value);
        return this;
    }

    JsonLine put(String key, @Nullable Double value) {
        if (value == null) {
            generator.writeNullProperty(key);
        } else {
            generator.writeNumberProperty(key, value);
        }
        return this;
    }

    JsonLine put(String key, boolean value) {
        generator.writeBooleanProperty(key, value);
        return this;
    }

    JsonLine array(String key, Iterable<String> items) {
        generator.writeName(key);
        generator.writeStartArray();
        items.forEach(generator::writeString);
        generator.writeEndArray();
        return this;
    }

    <T> JsonLine array(String key, Iterable<T> items, BiConsumer<JsonLine, T> keys) {
        generator.writeName(key);
        inner(items, keys);
        return this;
    }

    private <T> void inner(Iterable<T> items, BiConsumer<JsonLine, T> keys) {
        generator.writeStartArray();
        items.forEach(item -> inner(one -> keys.accept(one, item)));
        generator.writeEndArray();
    }

    JsonLine object(String key, Consumer<JsonLine> keys) {
        generator.writeName(key);
        inner(keys);
        return this;
    }
}

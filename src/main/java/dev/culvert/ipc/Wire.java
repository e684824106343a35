package dev.culvert.ipc;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Messages as JSON, strictly: unknown, doubled or missing keys, other types, nulls where none may be, text after the end, and nesting beyond
 * {@value #MAX_DEPTH} are refused. Thread-safe.
 */
final class Wire {
    /** A profile's text is one string; the deepest message of our own nests 6. */
    static final int MAX_DEPTH = 16;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(Frames.MAX_BYTES)
                            .maxNameLength(256)
                            .maxNumberLength(32)
                            .maxDocumentLength(Frames.MAX_BYTES)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfigDefaults(coercions -> {
                for (CoercionInputShape shape : CoercionInputShape.values()) {
                    coercions.setCoercion(shape, CoercionAction.Fail);
                }
            })
            .build();

    private Wire() {}

    static byte[] encode(Object message) {
        return MAPPER.writeValueAsBytes(message);
    }

    /** @throws BadFrameException when this is no message of that type */
    static <T> T decode(byte[] json, Class<T> type) throws BadFrameException {
        T message;
        try {
            message = MAPPER.readValue(json, type);
        } catch (JacksonException e) {
            throw new BadFrameException("not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
        if (message == null) {
            throw new BadFrameException("not a " + type.getSimpleName() + ": null");
        }
        refuseNulls(message, type.getSimpleName());
        return message;
    }

    /** Jackson lets any key be null; NullAway believes that only what is marked {@link Nullable} is null. */
    private static void refuseNulls(Object value, String path) throws BadFrameException {
        switch (value) {
            case Record whole -> {
                for (RecordComponent component : whole.getClass().getRecordComponents()) {
                    Object part = read(component, whole);
                    if (part != null) {
                        refuseNulls(part, path + "." + component.getName());
                    } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                        throw new BadFrameException(path + "." + component.getName() + " is null");
                    }
                }
            }
            case List<?> list -> {
                for (Object item : list) {
                    refuseNulls(item, path + "[]");
                }
            }
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (entry.getValue() == null) {
                        throw new BadFrameException(path + "{} has a null value");
                    }
                }
            }
            default -> {}
        }
    }

    private static @Nullable Object read(RecordComponent component, Object whole) {
        try {
            return component.getAccessor().invoke(whole);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(component.toString(), e);
        }
    }

    /** The other side sent what is no message. The connection is of no further use. */
    static final class BadFrameException extends IOException {
        private static final long serialVersionUID = 1;

        BadFrameException(String what) {
            super(what);
        }

        BadFrameException(String what, Throwable reason) {
            super(what, reason);
        }
    }
}

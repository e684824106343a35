package dev.culvert.ui.editor;

import dev.culvert.ui.editor.Field.Kind;
import dev.culvert.ui.editor.JsonDocument.Arr;
import dev.culvert.ui.editor.JsonDocument.Literal;
import dev.culvert.ui.editor.JsonDocument.Obj;
import dev.culvert.ui.editor.JsonDocument.Value;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a field shows of a profile's text, and the text after the field was changed. A value of the wrong type is shown as it is
 * written, and stays until it is changed.
 *
 * @param saved the profile as it was opened or last saved: a key that is there is not taken away, but says the default
 */
record FieldText(JsonDocument document, @Nullable JsonDocument saved) {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9]\\d{0,17})");

    static String text(JsonDocument document, Field field) {
        Value value = document.at(field.path());
        return value == null || isNull(document, value) ? "" : JsonEdit.shown(document, value);
    }

    static boolean flag(JsonDocument document, Field field) {
        Value value = document.at(field.path());
        String raw = value == null ? "" : document.raw(value);
        return field.kind() == Kind.ON ? !raw.equals("false") : raw.equals("true");
    }

    /** What is no list is shown as one entry. */
    static List<String> list(JsonDocument document, Field field) {
        Value value = document.at(field.path());
        if (value instanceof Arr array) {
            return array.items().stream()
                    .map(item -> JsonEdit.shown(document, item))
                    .toList();
        }
        return value == null || isNull(document, value) ? List.of() : List.of(JsonEdit.shown(document, value));
    }

    private static boolean isNull(JsonDocument document, Value value) {
        return value instanceof Literal && document.raw(value).equals("null");
    }

    String with(Field field, String value) {
        if (value.equals(text(document, field))
                && (field.kind() != Kind.REQUIRED_TEXT || document.at(field.path()) != null)) {
            return document.text();
        }
        if (value.isEmpty() && field.kind() != Kind.REQUIRED_TEXT) {
            Value before = saved == null ? null : saved.at(field.path());
            boolean wasNull = saved != null && before != null && isNull(saved, before);
            return wasNull ? new JsonEdit(document).with(field.path(), "null") : without(field);
        }
        boolean number = field.kind() == Kind.INTEGER && INTEGER.matcher(value).matches();
        return new JsonEdit(document).with(field.path(), number ? value : JsonEdit.quote(value));
    }

    String with(Field field, boolean value) {
        Value old = document.at(field.path());
        if (old != null && document.raw(old).equals(Boolean.toString(value))) {
            return document.text();
        }
        return value == (field.kind() == Kind.ON) && !isInSaved(field.path())
                ? without(field)
                : new JsonEdit(document).with(field.path(), Boolean.toString(value));
    }

    String with(Field field, List<String> value) {
        if (value.equals(list(document, field))) {
            return document.text();
        }
        if (value.isEmpty() && !isInSaved(field.path())) {
            return without(field);
        }
        if (field == Field.ADDRESSES && value.equals(List.of("dhcp"))) {
            return new JsonEdit(document).with(field.path(), "\"dhcp\"");
        }
        List<String> items = JsonEdit.items(document, document.at(field.path()), value);
        return new JsonEdit(document).withList(field.path(), items);
    }

    /** With the key go the objects that only it made necessary. */
    private String without(Field field) {
        String text = document.text();
        for (List<String> path = field.path(); !path.isEmpty(); path = path.subList(0, path.size() - 1)) {
            JsonDocument now = JsonDocument.parse(text).orElseThrow();
            Value value = now.at(path);
            boolean emptied = value instanceof Obj object && object.members().isEmpty() && !isInSaved(path);
            if (path.size() < field.path().size() && !emptied) {
                return text;
            }
            text = new JsonEdit(now).without(path);
        }
        return text;
    }

    private boolean isInSaved(List<String> path) {
        return saved != null && saved.at(path) != null;
    }
}

package dev.culvert.profile;

import dev.culvert.profile.JsonTree.Arr;
import dev.culvert.profile.JsonTree.Bool;
import dev.culvert.profile.JsonTree.Member;
import dev.culvert.profile.JsonTree.Null;
import dev.culvert.profile.JsonTree.Num;
import dev.culvert.profile.JsonTree.Obj;
import dev.culvert.profile.JsonTree.Text;
import dev.culvert.profile.ProfileProblem.Place;
import dev.culvert.profile.ProfileProblem.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a profile while it is read. Each method takes one key, reports what is wrong with it and answers its
 * default then, so that reading goes on; {@link #end} reports the keys nobody took.
 */
final class Section {
    private static final int LIST_ITEMS = 1000;

    private final String pointer;
    private final @Nullable Obj object;
    private final Place place;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();

    Section(String pointer, Obj object, Problems problems) {
        this(pointer, object, object.place(), problems);
    }

    /**
     * @param object null when the section is absent: every key is then absent, and none is required
     * @param place of the object, or of the one that it would stand in
     */
    private Section(String pointer, @Nullable Obj object, Place place, Problems problems) {
        this.pointer = pointer;
        this.object = object;
        this.place = place;
        this.problems = problems;
    }

    boolean has(String key) {
        return object != null && object.members().containsKey(key);
    }

    /** The strings of a list, as written. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        if (take(key) instanceof Arr array) {
            array.items().forEach(item -> {
                if (item instanceof Text text) {
                    texts.add(text.value());
                }
            });
        }
        return texts;
    }

    /** Null when the key is absent. */
    private @Nullable JsonTree take(String key) {
        known.add(key);
        Member member = object == null ? null : object.members().get(key);
        return member == null ? null : member.value();
    }

    private void wrongType(String key, JsonTree value, String... types) {
        problems.add(pointer(key), value.place(), Reason.WRONG_TYPE, value.shown(), types);
    }

    private String pointer(String key) {
        return Problems.child(pointer, key);
    }

    /** The section below {@code key}; one without keys when it is absent. */
    Section section(String key) {
        JsonTree value = take(key);
        if (value != null && !(value instanceof Obj)) {
            wrongType(key, value, "object");
        }
        return value instanceof Obj inner
                ? new Section(pointer(key), inner, problems)
                : new Section(pointer(key), null, place, problems);
    }

    /** The same, where {@code null} is allowed; null when it is absent, null or no object. */
    @Nullable
    Section optionalSection(String key) {
        JsonTree value = take(key);
        if (value == null || value instanceof Null) {
            return null;
        }
        if (value instanceof Obj inner) {
            return new Section(pointer(key), inner, problems);
        }
        wrongType(key, value, "object", "null");
        return null;
    }

    <T> @Nullable T required(String key, Form<T> form) {
        if (object != null && !has(key)) {
            missing(key, form.allowed(""));
        }
        return text(key, form);
    }

    void missing(String key, List<String> allowed) {
        problems.add(pointer(key), place, Reason.MISSING_KEY, null, allowed);
    }

    <T> @Nullable T text(String key, Form<T> form) {
        JsonTree value = take(key);
        return value == null ? null : parse(pointer(key), value, form, "string");
    }

    <T> @Nullable T textOrNull(String key, Form<T> form) {
        JsonTree value = take(key);
        return value == null || value instanceof Null ? null : parse(pointer(key), value, form, "string", "null");
    }

    private <T> @Nullable T parse(String at, JsonTree value, Form<T> form, String... types) {
        if (!(value instanceof Text text)) {
            problems.add(at, value.place(), Reason.WRONG_TYPE, value.shown(), types);
            return null;
        }
        try {
            return form.parse(text.value());
        } catch (IllegalArgumentException e) {
            problems.add(at, value.place(), Reason.WRONG_VALUE, value.shown(), form.allowed(text.value()));
            return null;
        }
    }

    /** Items that are wrong are reported and left out. */
    <T> List<T> list(String key, Form<T> form, boolean eachOnce) {
        JsonTree value = take(key);
        return value == null ? List.of() : items(key, value, form, eachOnce);
    }

    private <T> List<T> items(String key, JsonTree value, Form<T> form, boolean eachOnce) {
        if (!(value instanceof Arr array)) {
            wrongType(key, value, "array");
            return List.of();
        }
        List<T> items = new ArrayList<>();
        Map<String, JsonTree> seen = new HashMap<>();
        for (int i = 0; i < limited(key, array); i++) {
            JsonTree item = array.items().get(i);
            String at = Problems.child(pointer(key), Integer.toString(i));
            T parsed = parse(at, item, form, "string");
            if (parsed != null) {
                items.add(parsed);
                if (eachOnce && seen.putIfAbsent(((Text) item).value(), item) != null) {
                    problems.add(at, item.place(), Reason.DUPLICATE_VALUE, item.shown());
                }
            }
        }
        return items;
    }

    private int limited(String key, Arr array) {
        if (array.items().size() > LIST_ITEMS) {
            problems.add(
                    pointer(key),
                    array.place(),
                    Reason.OUT_OF_RANGE,
                    Integer.toString(array.items().size()),
                    "length 0.." + LIST_ITEMS);
        }
        return Math.min(array.items().size(), LIST_ITEMS);
    }

    /** A list, or the one word that may stand instead: null then. */
    <T> @Nullable List<T> listOr(String word, String key, Form<T> form) {
        JsonTree value = take(key);
        if (value instanceof Text text) {
            if (text.value().equals(word)) {
                return null;
            }
            problems.add(pointer(key), value.place(), Reason.WRONG_VALUE, value.shown(), "array", Problems.quote(word));
            return List.of();
        }
        return value == null ? List.of() : items(key, value, form, true);
    }

    List<Section> sections(String key) {
        JsonTree value = take(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof Arr array)) {
            wrongType(key, value, "array");
            return List.of();
        }
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < limited(key, array); i++) {
            JsonTree item = array.items().get(i);
            String at = Problems.child(pointer(key), Integer.toString(i));
            if (item instanceof Obj inner) {
                sections.add(new Section(at, inner, problems));
            } else {
                problems.add(at, item.place(), Reason.WRONG_TYPE, item.shown(), "object");
            }
        }
        return sections;
    }

    boolean flag(String key, boolean otherwise) {
        JsonTree value = take(key);
        if (value instanceof Bool bool) {
            return bool.value();
        }
        if (value != null) {
            wrongType(key, value, "true", "false");
        }
        return otherwise;
    }

    OptionalInt integer(String key, int min, int max) {
        JsonTree value = take(key);
        return value == null ? OptionalInt.empty() : integer(key, value, min, max);
    }

    /** Empty, too, when {@code word} stands instead of a number. */
    OptionalInt integerOr(String word, String key, int min, int max) {
        JsonTree value = take(key);
        if (value instanceof Text text && text.value().equals(word)) {
            return OptionalInt.empty();
        }
        return value == null ? OptionalInt.empty() : integer(key, value, min, max, Problems.quote(word));
    }

    private OptionalInt integer(String key, JsonTree value, int min, int max, String... orElse) {
        List<String> allowed = new ArrayList<>(List.of(orElse));
        if (!(value instanceof Num number)) {
            allowed.add("integer " + min + ".." + max);
            Reason reason = value instanceof Text && orElse.length > 0 ? Reason.WRONG_VALUE : Reason.WRONG_TYPE;
            problems.add(pointer(key), value.place(), reason, value.shown(), allowed);
            return OptionalInt.empty();
        }
        allowed.add(min + ".." + max);
        BigDecimal amount = number.amount();
        boolean inside =
                amount.compareTo(BigDecimal.valueOf(min)) >= 0 && amount.compareTo(BigDecimal.valueOf(max)) <= 0;
        if (!inside) {
            problems.add(pointer(key), value.place(), Reason.OUT_OF_RANGE, value.shown(), allowed);
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(amount.intValueExact());
        } catch (ArithmeticException e) {
            problems.add(pointer(key), value.place(), Reason.WRONG_VALUE, value.shown(), allowed);
            return OptionalInt.empty();
        }
    }

    Duration duration(String key, Duration otherwise, Duration min, Duration max) {
        JsonTree value = take(key);
        Duration duration = value == null ? null : parse(pointer(key), value, Forms.DURATION, "string");
        if (value == null || duration == null) {
            return otherwise;
        }
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            String range = Forms.duration(min) + ".." + Forms.duration(max);
            problems.add(pointer(key), value.place(), Reason.OUT_OF_RANGE, value.shown(), range);
        }
        return duration;
    }

    /** Reports two keys that cannot both hold, at {@code key}. */
    void contradiction(String key, String... allowed) {
        JsonTree value = take(key);
        if (value != null) {
            problems.add(pointer(key), value.place(), Reason.CONTRADICTION, value.shown(), allowed);
        }
    }

    void notSupported(String key, Problems to, String... allowed) {
        JsonTree value = take(key);
        if (value != null) {
            to.add(pointer(key), value.place(), Reason.NOT_SUPPORTED, value.shown(), allowed);
        }
    }

    /** The item of a list, as written; empty when it is not there. */
    void contradictionAt(String key, int index, String... allowed) {
        if (take(key) instanceof Arr array && index < array.items().size()) {
            JsonTree item = array.items().get(index);
            String at = Problems.child(pointer(key), Integer.toString(index));
            problems.add(at, item.place(), Reason.CONTRADICTION, item.shown(), allowed);
        }
    }

    /** Every key must have been taken. */
    void end() {
        if (object == null) {
            return;
        }
        object.members().forEach((key, member) -> {
            if (!known.contains(key)) {
                problems.add(
                        pointer(key), member.keyPlace(), Reason.UNKNOWN_KEY, Problems.quote(key), List.copyOf(known));
            }
        });
    }
}

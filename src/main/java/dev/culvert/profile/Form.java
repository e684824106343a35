package dev.culvert.profile;

import java.util.List;
import java.util.function.Function;

/** How a JSON string becomes a value, and what to offer when it does not. */
interface Form<T> {
    /** @throws IllegalArgumentException when {@code text} is not of this form */
    T parse(String text);

    /** What would be right instead of {@code text}: names, or an example. */
    List<String> allowed(String text);

    static <T> Form<T> of(Function<String, T> parse, String... allowed) {
        return new Form<>() {
            @Override
            public T parse(String text) {
                return parse.apply(text);
            }

            @Override
            public List<String> allowed(String text) {
                return List.of(allowed);
            }
        };
    }

    /** The names of an enum's constants as they stand in a profile. */
    static <E extends Enum<E>> Form<E> oneOf(Class<E> type) {
        E[] constants = type.getEnumConstants();
        String[] names = new String[constants.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = Problems.quote(Forms.name(constants[i]));
        }
        return of(
                text -> {
                    for (E constant : constants) {
                        if (Forms.name(constant).equals(text)) {
                            return constant;
                        }
                    }
                    throw new IllegalArgumentException(text);
                },
                names);
    }
}

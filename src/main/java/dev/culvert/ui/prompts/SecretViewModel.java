package dev.culvert.ui.prompts;

import dev.culvert.control.Prompts.Question;
import dev.culvert.control.words.Messages;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** A question for a password, a passphrase or a server's codes, in words; and the answers while they are typed. */
final class SecretViewModel {
    /** Of a server's words; more is no question. */
    static final int QUOTED = 200;

    /** What the icon says. */
    enum Kind {
        PASSWORD,
        PASSPHRASE,
        CODE,
        OTHER
    }

    /**
     * One answer.
     *
     * @param label above the field
     * @param name for who does not see it
     * @param echo whether the answer may be seen
     */
    record Field(String label, String name, boolean echo, StringProperty text) {}

    private final Question question;
    private final boolean keepable;
    private final BooleanProperty keep = new SimpleBooleanProperty();
    private final Messages words;
    private final List<Field> fields;
    private final BooleanBinding answerable;

    /** @param keepable whether there is a keyring for the answer */
    SecretViewModel(Question question, boolean keepable, Messages words) {
        this.question = question;
        this.keepable = keepable;
        this.words = words;
        fields = switch (question) {
            case Question.Password password -> {
                String label = words.text("window.prompts." + purpose(password));
                yield List.of(new Field(label, label, false, new SimpleStringProperty("")));
            }
            case Question.Passphrase passphrase -> {
                String label = words.text("window.prompts.passphrase");
                yield List.of(new Field(label, label, false, new SimpleStringProperty("")));
            }
            case Question.Served served ->
                served.lines().stream().map(this::field).toList();
        };
        StringProperty[] texts = fields.stream().map(Field::text).toArray(StringProperty[]::new);
        // a server may take an empty answer; an empty password or passphrase is a slip
        answerable = question instanceof Question.Served
                ? Bindings.createBooleanBinding(() -> true)
                : Bindings.createBooleanBinding(
                        () -> Stream.of(texts).noneMatch(text -> text.get().isEmpty()), texts);
    }

    private static String purpose(Question.Password password) {
        return switch (password.purpose()) {
            case LOG_IN -> "password";
            case CHOOSE -> "newPassword";
            case REPEAT -> "newPasswordAgain";
        };
    }

    private Field field(Question.Line line) {
        String name = cut(line.text().strip());
        return new Field(
                name,
                name.isEmpty() ? words.text("window.prompts.answer") : name,
                line.echo(),
                new SimpleStringProperty(""));
    }

    boolean isKeepable() {
        return keepable;
    }

    /** Whether the answer is to be kept in the keyring. */
    BooleanProperty keep() {
        return keep;
    }

    Kind kind() {
        return switch (question) {
            case Question.Password password -> Kind.PASSWORD;
            case Question.Passphrase passphrase -> Kind.PASSPHRASE;
            case Question.Served served -> kindOf(served);
        };
    }

    /** A guess by the words of the one question there is: servers do not say. */
    private static Kind kindOf(Question.Served served) {
        if (served.lines().size() != 1) {
            return Kind.OTHER;
        }
        String text = served.lines().getFirst().text().toLowerCase(Locale.ROOT);
        if (Stream.of("code", "otp", "token", "one-time", "验证码", "动态").anyMatch(text::contains)) {
            return Kind.CODE;
        }
        return Stream.of("password", "密码").anyMatch(text::contains) ? Kind.PASSWORD : Kind.OTHER;
    }

    String title() {
        return switch (question) {
            case Question.Password password ->
                words.text(
                        password.purpose() == Question.Purpose.LOG_IN
                                ? "window.prompts.password.title"
                                : "window.prompts.newPassword.title",
                        "user",
                        password.user());
            case Question.Passphrase passphrase ->
                words.text("window.prompts.passphrase.title", "key", fileName(passphrase));
            case Question.Served served ->
                switch (kindOf(served)) {
                    case CODE -> words.text("window.prompts.code.title");
                    case PASSWORD -> words.text("window.prompts.password.title", "user", served.user());
                    default -> words.text("window.prompts.served.title");
                };
        };
    }

    private static String fileName(Question.Passphrase passphrase) {
        return String.valueOf(passphrase.file().getFileName());
    }

    /** Below the title; {@link #strong} stands in it. */
    String lead() {
        return switch (question) {
            case Question.Password password ->
                words.text(
                        password.purpose() == Question.Purpose.LOG_IN
                                ? "window.prompts.password.lead"
                                : "window.prompts.newPassword.lead",
                        "server",
                        password.server(),
                        "tunnel",
                        password.tunnel());
            case Question.Passphrase passphrase ->
                words.text(
                        "window.prompts.passphrase.lead",
                        "file",
                        passphrase.file().toString(),
                        "tunnel",
                        passphrase.tunnel());
            case Question.Served served ->
                words.text(
                        kindOf(served) == Kind.CODE ? "window.prompts.code.lead" : "window.prompts.served.lead",
                        "server",
                        served.server(),
                        "user",
                        served.user(),
                        "tunnel",
                        served.tunnel());
        };
    }

    /** What of the lead says who asks. */
    String strong() {
        return switch (question) {
            case Question.Password password -> password.server();
            case Question.Passphrase passphrase -> passphrase.file().toString();
            case Question.Served served -> served.server();
        };
    }

    /** The server's words; empty where it said nothing but what the fields are called. */
    List<String> quoted() {
        if (!(question instanceof Question.Served served)) {
            return List.of();
        }
        Stream<String> said = Stream.of(served.title(), served.instruction());
        Stream<String> asked =
                served.lines().size() == 1 ? Stream.of(served.lines().getFirst().text()) : Stream.empty();
        return Stream.concat(said, asked)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(SecretViewModel::cut)
                .toList();
    }

    /** Whether the fields have labels of their own: a server's one question is quoted above its field. */
    boolean labelled() {
        return !(question instanceof Question.Served) || fields.size() > 1;
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= QUOTED
                ? text
                : text.substring(0, text.offsetByCodePoints(0, QUOTED - 1)) + "…";
    }

    /** That the last answer was not taken; empty when this is the first time. */
    String refused() {
        return switch (question) {
            case Question.Password password -> password.refused() ? words.text("window.prompts.password.refused") : "";
            case Question.Passphrase passphrase ->
                passphrase.refused() ? words.text("window.prompts.passphrase.refused") : "";
            case Question.Served served ->
                !served.refused()
                        ? ""
                        : words.text(
                                kindOf(served) == Kind.CODE
                                        ? "window.prompts.code.refused"
                                        : "window.prompts.served.refused");
        };
    }

    /** Beside the buttons. */
    String promise() {
        if (keepable) {
            return words.text("window.prompts.keep.promise");
        }
        return words.text(kind() == Kind.CODE ? "window.prompts.code.promise" : "window.prompts.promise");
    }

    String confirm() {
        return words.text(
                switch (question) {
                    case Question.Password password -> "window.prompts.logIn";
                    case Question.Passphrase passphrase -> "window.prompts.unlock";
                    case Question.Served served -> "window.prompts.continue";
                });
    }

    List<Field> fields() {
        return fields;
    }

    /** Whether the answers can be sent. */
    BooleanBinding answerable() {
        return answerable;
    }

    List<String> answers() {
        return fields.stream().map(field -> field.text().get()).toList();
    }

    /** Lets go of what was typed. */
    void forget() {
        fields.forEach(field -> field.text().set(""));
    }
}

package dev.culvert.ui.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.Prompts;
import dev.culvert.control.Prompts.Question;
import dev.culvert.control.Prompts.Trust;
import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.FxTest;
import dev.culvert.ui.prompts.Confirmation.Choice;
import dev.culvert.ui.prompts.Confirmation.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.VBox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kordamp.ikonli.feather.Feather;

class WindowPromptsTest extends FxTest {
    private static final Messages WORDS = Messages.withWindow(Locale.ENGLISH);

    private final Button below = fromFx(() -> new Button("below"));
    private final DialogLayer layer = fromFx(() -> new DialogLayer(new VBox(new Button("first"), below)));
    private final List<String> told = new ArrayList<>();
    private final WindowPrompts prompts = new WindowPrompts(layer, Platform::runLater, () -> WORDS, told::add);
    private Scene scene = fromFx(() -> new Scene(new VBox()));

    @BeforeEach
    void showAWindow() {
        scene = show(layer, 800, 600, false).getScene();
        onFx(below::requestFocus);
    }

    private static <T> CompletableFuture<Optional<T>> asking(Supplier<Optional<T>> question) {
        CompletableFuture<Optional<T>> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> answer.complete(question.get()));
        return answer;
    }

    private CompletableFuture<Optional<List<String>>> ask(Question question) {
        return asking(() -> Optional.ofNullable(prompts.ask(question)));
    }

    private CompletableFuture<Optional<Trust>> askToTrust() {
        return asking(() -> Optional.of(prompts.trustHostKey(Asked.HOST_KEY)));
    }

    private static <T> T answer(CompletableFuture<T> asked) {
        try {
            return asked.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private void untilAsked(String title) {
        until(title, () -> title.equals(shownTitle()));
    }

    private String shownTitle() {
        return layer.lookup(".dialog-card") instanceof DialogCard card ? card.getAccessibleText() : "";
    }

    private Stream<Button> buttons() {
        return layer.lookupAll(".dialog-card .button").stream().map(Button.class::cast);
    }

    private Button button(String text) {
        return buttons().filter(each -> text.equals(each.getText())).findFirst().orElseThrow();
    }

    /** The tick is there when there is a keyring to keep the answer in, and only then. */
    @Test
    void anAnswerIsKeptWhenThePersonTicksIt() {
        CompletableFuture<Optional<List<String>>> plain = ask(Asked.PASSWORD);
        untilAsked("Password for maya");
        onFx(() -> assertThat(layer.lookup(".check-box")).isNull());
        type(scene, "hunter2");
        press(scene, KeyCode.ENTER);
        answer(plain);

        CompletableFuture<Optional<Prompts.Answer>> asked =
                asking(() -> Optional.ofNullable(prompts.askToKeep(Asked.PASSWORD)));
        untilAsked("Password for maya");
        onFx(() -> {
            CheckBox keep = (CheckBox) layer.lookup(".check-box");
            assertThat(keep.getText()).isEqualTo("Keep in the keyring");
            assertThat(keep.isSelected()).isFalse();
        });
        type(scene, "hunter2");
        onFx(() -> ((CheckBox) layer.lookup(".check-box")).fire());
        onFx(button("Log in")::fire);
        assertThat(answer(asked)).contains(new Prompts.Answer(List.of("hunter2"), true));
    }

    @Test
    void aPasswordIsAnsweredAndForgotten() {
        CompletableFuture<Optional<List<String>>> asked = ask(Asked.PASSWORD);
        untilAsked("Password for maya");
        onFx(() -> {
            assertThat(prompts.waiting()).containsExactly("Home lab");
            assertThat(button("Log in").isDisabled()).isTrue();
        });
        TextField field = (TextField) fromFx(scene::getFocusOwner);
        press(scene, KeyCode.ENTER);
        onFx(() -> assertThat(layer.showingProperty().get()).isTrue());
        type(scene, "hunter2");
        press(scene, KeyCode.ENTER);
        assertThat(answer(asked)).contains(List.of("hunter2"));
        onFx(() -> {
            assertThat(field.getText()).isEmpty();
            assertThat(layer.showingProperty().get()).isFalse();
            assertThat(scene.getFocusOwner()).isSameAs(below);
            assertThat(prompts.waiting()).isEmpty();
        });
    }

    @Test
    void escapeIsNo() {
        CompletableFuture<Optional<List<String>>> asked = ask(Asked.CODE);
        untilAsked("One-time code");
        type(scene, "123");
        press(scene, KeyCode.ESCAPE);
        assertThat(answer(asked)).isEmpty();
    }

    @Test
    void severalWaitInOrder() {
        CompletableFuture<Optional<List<String>>> first = ask(Asked.PASSWORD);
        untilAsked("Password for maya");
        CompletableFuture<Optional<Trust>> second = askToTrust();
        until("both wait", () -> prompts.waiting().size() == 2);
        onFx(() -> assertThat(shownTitle()).isEqualTo("Password for maya"));
        press(scene, KeyCode.ESCAPE);
        assertThat(answer(first)).isEmpty();
        untilAsked("Is this your server?");
        press(scene, KeyCode.ESCAPE);
        assertThat(answer(second)).contains(Trust.NO);
    }

    /** Enter, Enter, Enter must never trust a key. */
    @Test
    void aHostKeyIsTrustedByDeedAlone() {
        CompletableFuture<Optional<Trust>> asked = askToTrust();
        untilAsked("Is this your server?");
        press(scene, KeyCode.ENTER);
        // the person takes time to find the fingerprint, and memory is cleaned up meanwhile
        System.gc();
        onFx(() -> {
            assertThat(asked).isNotDone();
            assertThat(scene.getFocusOwner()).isInstanceOf(TextField.class);
            ((TextField) scene.getFocusOwner()).setText(Asked.OTHER);
            assertThat(button("Trust and connect").isDisabled()).isTrue();
            assertThat(button("Trust only this time").isDisabled()).isTrue();
            ((TextField) scene.getFocusOwner()).setText(Asked.FINGERPRINT);
            assertThat(scene.getFocusOwner()).isSameAs(button("Trust and connect"));
        });
        press(scene, KeyCode.SPACE);
        assertThat(answer(asked)).contains(Trust.ALWAYS);
    }

    @Test
    void aHostKeyCanBeTrustedForThisTime() {
        CompletableFuture<Optional<Trust>> asked = askToTrust();
        untilAsked("Is this your server?");
        onFx(button("Trust only this time")::fire);
        assertThat(answer(asked)).contains(Trust.ONCE);
    }

    /** Enter and Esc are a no, and so is the button that has the focus; a tick alone is no yes. */
    @Test
    void aSavedKeyIsReplacedByTickAndClickAlone() {
        CompletableFuture<Optional<Boolean>> asked = asking(() -> Optional.of(prompts.replaceHostKey(Asked.CHANGED)));
        untilAsked("The key of server.example.org has changed");
        onFx(() -> {
            assertThat(scene.getFocusOwner()).isSameAs(button("Do not connect"));
            assertThat(button("Replace saved key").isDisabled()).isTrue();
        });
        press(scene, KeyCode.ESCAPE);
        assertThat(answer(asked)).contains(false);

        asked = asking(() -> Optional.of(prompts.replaceHostKey(Asked.CHANGED)));
        untilAsked("The key of server.example.org has changed");
        onFx(() -> {
            ((CheckBox) layer.lookup(".dialog-card .check-box")).fire();
            assertThat(scene.getFocusOwner()).isNotSameAs(button("Replace saved key"));
            button("Replace saved key").fire();
        });
        assertThat(answer(asked)).contains(true);
    }

    @Test
    void aTunnelThatIsGivenUpAsksNoMore() {
        CompletableFuture<Optional<List<String>>> asked = ask(Asked.PASSWORD);
        CompletableFuture<Optional<List<String>>> other =
                ask(new Question.Password("Office", "ann", "vpn", Question.Purpose.LOG_IN, false));
        until("both wait", () -> prompts.waiting().size() == 2);
        prompts.cancel("Home lab");
        assertThat(answer(asked)).isEmpty();
        untilAsked("Password for ann");
        assertThat(other).isNotDone();
        prompts.close();
        assertThat(answer(other)).isEmpty();
        until("no dialog is left", () -> !layer.showingProperty().get());
        // nobody is there any more
        assertThat(answer(ask(Asked.PASSWORD))).isEmpty();
    }

    @Test
    void anInterruptIsNo() {
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        CompletableFuture<Boolean> answered = new CompletableFuture<>();
        Thread asker = Thread.ofPlatform().start(() -> {
            boolean none = prompts.ask(Asked.PASSWORD) == null;
            stillInterrupted.set(Thread.currentThread().isInterrupted());
            answered.complete(none);
        });
        untilAsked("Password for maya");
        asker.interrupt();
        assertThat(answer(answered)).isTrue();
        assertThat(stillInterrupted).isTrue();
        until("no dialog is left", () -> !layer.showingProperty().get());
    }

    @Test
    void whatNeedsNoAnswerIsTold() {
        prompts.tell("The host key was added.");
        until("told", () -> told.equals(List.of("The host key was added.")));
    }

    /** Round and round, forth and back: the window below is out of reach. */
    @Test
    void theFocusStaysWithin() {
        CompletableFuture<Optional<Trust>> asked = askToTrust();
        untilAsked("Is this your server?");
        List<Node> forth = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            forth.add(Objects.requireNonNull(fromFx(scene::getFocusOwner)));
            press(scene, KeyCode.TAB);
        }
        assertThat(forth).allMatch(node -> DialogCard.isIn(layer.lookup(".dialog-card"), node));
        assertThat(forth.stream().distinct().count()).isBetween(4L, 6L);
        onFx(() -> forth.getFirst().requestFocus());
        press(scene, KeyCode.TAB, KeyCombination.SHIFT_DOWN);
        press(scene, KeyCode.TAB);
        onFx(() -> {
            assertThat(scene.getFocusOwner()).isSameAs(forth.getFirst());
            below.requestFocus();
            assertThat(scene.getFocusOwner()).isSameAs(forth.getFirst());
        });
        prompts.close();
        answer(asked);
    }

    @Test
    void theWindowsShortcutsRest() {
        List<String> fired = new ArrayList<>();
        onFx(() -> scene.getAccelerators().put(KeyCombination.valueOf("Shortcut+N"), () -> fired.add("new")));
        CompletableFuture<Optional<Trust>> asked = askToTrust();
        untilAsked("Is this your server?");
        press(scene, KeyCode.N, KeyCombination.CONTROL_DOWN);
        press(scene, KeyCode.ESCAPE);
        answer(asked);
        press(scene, KeyCode.N, KeyCombination.CONTROL_DOWN);
        assertThat(fired).containsExactly("new");
    }

    @Test
    void confirmationsRunWhatIsChosen() {
        List<String> done = new ArrayList<>();
        Confirmation delete = new Confirmation(
                "Delete Home lab?",
                "It is gone for good.",
                Feather.TRASH_2,
                List.of(),
                List.of(new Choice("Delete", Weight.DANGER, () -> done.add("deleted"))));
        onFx(() -> delete.show(layer, WORDS, () -> done.add("cancelled")));
        settle();
        // what cannot be undone is never a key away
        onFx(() -> assertThat(scene.getFocusOwner()).isSameAs(button("Cancel")));
        press(scene, KeyCode.ENTER);
        onFx(() -> delete.show(layer, WORDS, () -> done.add("cancelled")));
        onFx(() -> button("Delete").fire());
        assertThat(done).containsExactly("cancelled", "deleted");
        onFx(() -> assertThat(layer.showingProperty().get()).isFalse());
    }

    @Test
    void everyButtonHasAName() {
        CompletableFuture<Optional<List<String>>> asked = ask(Asked.SEVERAL);
        untilAsked("The server has a question");
        onFx(() -> {
            assertThat(buttons())
                    .allMatch(each -> each.getAccessibleText() != null
                            || (each.getText() != null && !each.getText().isBlank()));
            assertThat(layer.lookupAll(".dialog-card .text-field"))
                    .hasSize(5)
                    .allMatch(each -> each.getAccessibleText() != null);
        });
        press(scene, KeyCode.ESCAPE);
        assertThat(answer(asked)).isEmpty();
    }
}

package dev.culvert.ui.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Clipped;
import dev.culvert.ui.kit.FxTest;
import dev.culvert.ui.prompts.Confirmation.Choice;
import dev.culvert.ui.prompts.Confirmation.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import javafx.scene.control.Label;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kordamp.ikonli.feather.Feather;

/** Every dialog can be read in both languages, wide and narrow; pictures of them are in target/screenshots. */
class DialogPicturesTest extends FxTest {
    private static Map<String, BiConsumer<DialogLayer, Messages>> dialogs() {
        Map<String, BiConsumer<DialogLayer, Messages>> dialogs = new LinkedHashMap<>();
        dialogs.put("hostkey-unknown", (layer, words) -> {
            HostKeyViewModel model = new HostKeyViewModel(Asked.HOST_KEY);
            layer.show(HostKeyDialog.unknown(model, words, yes -> {}));
            model.pasted().set(Asked.FINGERPRINT);
        });
        dialogs.put("hostkey-doubtful", (layer, words) -> {
            HostKeyViewModel model = new HostKeyViewModel(Asked.DOUBTFUL);
            layer.show(HostKeyDialog.unknown(model, words, yes -> {}));
            model.pasted().set(Asked.OTHER);
        });
        dialogs.put(
                "hostkey-changed",
                (layer, words) -> layer.show(HostKeyDialog.changed(Asked.CHANGED, words, yes -> {})));
        Map.of("password", Asked.PASSWORD, "otp", Asked.CODE, "passphrase", Asked.PASSPHRASE, "served", Asked.SEVERAL)
                .forEach((name, question) -> dialogs.put(name, (layer, words) -> {
                    SecretViewModel model = new SecretViewModel(question, false, words);
                    layer.show(SecretDialog.of(model, words, answers -> {}));
                    model.fields().getFirst().text().set("402713");
                }));
        dialogs.put(
                "confirm-quit",
                (layer, words) -> new Confirmation(
                                "Quit with 2 tunnels up?",
                                "Home lab and Staging cluster are connected.",
                                Feather.POWER,
                                List.of(),
                                List.of(
                                        new Choice("Quit and keep tunnels", Weight.PLAIN, () -> {}),
                                        new Choice("Disconnect and quit", Weight.MAIN, () -> {})))
                        .show(layer, words));
        dialogs.put(
                "confirm-delete",
                (layer, words) -> new Confirmation(
                                "Delete Home lab?",
                                "The profile is gone for good.",
                                Feather.TRASH_2,
                                List.of("ip link set tun3 up", "logger culvert was here"),
                                List.of(new Choice("Delete", Weight.DANGER, () -> {})))
                        .show(layer, words));
        return dialogs;
    }

    @ParameterizedTest
    @CsvSource({
        "light, en, 1120, 720",
        "dark, en, 1120, 720",
        "light, zh-CN, 1120, 720",
        "light, en, 420, 640",
        "dark, zh-CN, 420, 640"
    })
    void nothingIsClipped(String theme, String language, double width, double height) {
        Messages words = Messages.withWindow(Locale.forLanguageTag(language));
        dialogs().forEach((name, open) -> {
            DialogLayer layer = fromFx(() -> new DialogLayer(new Label("")));
            Stage stage = show(layer, width, height, theme.equals("dark"));
            onFx(() -> open.accept(layer, words));
            snapshot(stage.getScene(), String.join("-", "dialog", name, theme, language, "" + (int) width));
            onFx(() -> assertThat(Clipped.texts(layer)).as(name).isEmpty());
            onFx(stage::hide);
        });
    }

    /** So that the test above can fail. */
    @Test
    void clippedTextIsFound() {
        Label tight = fromFx(() -> new Label("a text that is too long for its room"));
        DialogLayer layer = fromFx(() -> new DialogLayer(tight));
        onFx(() -> tight.setMaxWidth(60));
        show(layer, 420, 640, false);
        onFx(() -> assertThat(Clipped.texts(layer)).hasSize(1));
    }
}

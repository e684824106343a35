package dev.culvert.ui.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.VBox;
import org.junit.jupiter.api.Test;

/** The views' tests are worth what their tool is. */
class FxTestTest extends FxTest {
    @Test
    void whatTheJavaFxThreadThrowsFailsTheTest() {
        onFx(() -> Platform.runLater(() -> {
            throw new IllegalStateException("nobody catches this");
        }));
        settle();
        assertThatThrownBy(FxTest::failOnWhatWentWrong).hasMessageContaining("nobody catches this");
        failOnWhatWentWrong();
    }

    @Test
    void whatJavaFxWarnsOfFailsTheTest() {
        onFx(() -> {
            Label label = new Label("x");
            label.setStyle("-fx-background-color: no-such-colour;");
            new Scene(new VBox(label)).snapshot(null);
        });
        assertThatThrownBy(FxTest::failOnWhatWentWrong).hasMessageContaining("-fx-background-color");
    }

    @Test
    void exceptionsOfWorkComeBack() {
        assertThatThrownBy(() -> onFx(() -> {
                    throw new IOException("disk");
                }))
                .hasRootCauseMessage("disk");
    }

    @Test
    void typesWhereTheFocusIsAndTabMovesIt() throws IOException {
        TextField first = fromFx(TextField::new);
        TextField second = fromFx(TextField::new);
        Scene scene =
                show(fromFx(() -> new VBox(first, second)), 200, 100, false).getScene();
        type(scene, "10.0.0.1/30");
        onFx(() -> assertThat(first.getText()).isEqualTo("10.0.0.1/30"));
        onFx(() -> assertThat(first.isFocused()).isTrue());
        press(scene, KeyCode.TAB);
        onFx(() -> assertThat(second.isFocused()).isTrue());
        press(scene, KeyCode.TAB, KeyCombination.SHIFT_DOWN);
        onFx(() -> assertThat(first.isFocused()).isTrue());
        assertThat(Files.size(snapshot(scene, "kit-fxtest"))).isPositive();
    }
}

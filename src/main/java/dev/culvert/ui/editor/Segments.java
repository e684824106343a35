package dev.culvert.ui.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** One choice of a few, side by side. It shows what {@link #show} was told last; a click only asks. */
final class Segments<T> extends HBox {
    private final List<T> choices;
    private final List<ToggleButton> buttons = new ArrayList<>();

    Segments(List<T> choices, Function<T, String> name, Consumer<T> onChoose) {
        this.choices = choices;
        getStyleClass().add("segments");
        ToggleGroup group = new ToggleGroup();
        for (T choice : choices) {
            ToggleButton button = new ToggleButton(name.apply(choice));
            int at = buttons.size();
            button.getStyleClass().add(at == 0 ? "left-pill" : at == choices.size() - 1 ? "right-pill" : "center-pill");
            button.setMinWidth(Region.USE_PREF_SIZE);
            button.setToggleGroup(group);
            button.setOnAction(event -> {
                // a second click on the selected one would deselect it
                button.setSelected(true);
                onChoose.accept(choice);
            });
            buttons.add(button);
        }
        getChildren().addAll(buttons);
    }

    /** None is selected when the choice is not among them. */
    void show(T choice) {
        for (int i = 0; i < choices.size(); i++) {
            buttons.get(i).setSelected(choices.get(i).equals(choice));
        }
    }

    ToggleButton button(T choice) {
        return buttons.get(choices.indexOf(choice));
    }

    /** The selected one, else the first. */
    ToggleButton focusTarget() {
        return buttons.stream().filter(ToggleButton::isSelected).findFirst().orElse(buttons.getFirst());
    }
}

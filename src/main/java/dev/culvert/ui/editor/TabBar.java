package dev.culvert.ui.editor;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Nodes;
import javafx.beans.binding.IntegerBinding;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** The editor's pages by name, each with the number of its problems. */
final class TabBar extends HBox {
    TabBar(EditorViewModel editor, Messages words) {
        getStyleClass().add("editor-tabs");
        ToggleGroup group = new ToggleGroup();
        for (Tab tab : Tab.values()) {
            String name = words.text("window.editor.tab." + tab);
            Label count = Nodes.label("", "count");
            count.setMinWidth(Region.USE_PREF_SIZE);
            ToggleButton button = new ToggleButton(name);
            button.getStyleClass().add("editor-tab");
            button.setContentDisplay(ContentDisplay.RIGHT);
            button.setTooltip(new Tooltip(name));
            button.setToggleGroup(group);
            button.setMinWidth(USE_PREF_SIZE);
            IntegerBinding problems = editor.problems(tab);
            Runnable show = () -> {
                int number = problems.get();
                count.setText(String.valueOf(number));
                button.setGraphic(number == 0 ? null : count);
                button.setAccessibleText(words.text(
                        "window.editor.tab.accessible", "tab", name, "count", number == 0 ? "" : "" + number));
            };
            // the binding is held by its listener's field alone
            button.getProperties().put(IntegerBinding.class, problems);
            problems.addListener((property, was, is) -> show.run());
            show.run();
            button.setSelected(editor.tab().get() == tab);
            button.setOnAction(event -> {
                button.setSelected(true);
                editor.tab().set(tab);
            });
            button.selectedProperty().addListener((property, was, is) -> {
                if (is) {
                    editor.tab().set(tab);
                }
            });
            editor.tab().addListener((property, was, is) -> button.setSelected(is == tab));
            if (tab != Tab.GENERAL) {
                getChildren().add(gap());
            }
            getChildren().add(button);
        }
    }

    /** 24 between names, less where there is little room. */
    private static Region gap() {
        Region gap = new Region();
        gap.setMinWidth(6);
        gap.setPrefWidth(24);
        return gap;
    }
}

package dev.culvert.ui.settings;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.kit.Switch;
import dev.culvert.ui.settings.UserSettings.Language;
import dev.culvert.ui.settings.UserSettings.Theme;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.kordamp.ikonli.feather.Feather;

/** The page of settings. In one language: for another a new one is made. */
public final class SettingsView extends ScrollPane {
    private final SettingsViewModel model;
    private final Messages words;

    /**
     * What is shown besides the settings.
     *
     * @param hasTray whether a tray icon can be seen now
     * @param helper how the helper runs, in words
     * @param version of this program
     * @param about shows who made it and what with
     * @param back to where the person was
     */
    public record Surroundings(
            ObservableValue<Boolean> hasTray,
            ObservableValue<String> helper,
            String version,
            Runnable about,
            Runnable back) {}

    public SettingsView(SettingsViewModel model, Surroundings here, Messages words) {
        this.model = model;
        this.words = words;
        getStyleClass().add("settings");
        Nodes.scrolling(this);
        HBox title = new HBox(
                8,
                Nodes.iconButton(words.text("window.back"), Feather.ARROW_LEFT, here.back(), "flat", "back"),
                Nodes.label(words.text("window.settings"), "h1"));
        title.getStyleClass().add("title-line");
        VBox page = new VBox(
                title,
                card(
                        new SettingRow(text("theme"), SettingRow.help(""), theme()),
                        new SettingRow(text("language"), SettingRow.help(""), language())),
                card(inTheSystem(here)),
                card(
                        new SettingRow(text("approval"), helper(here.helper()), new Region()),
                        new SettingRow(
                                words.text("window.settings.version", "version", here.version()),
                                SettingRow.help(""),
                                Nodes.button(text("about"), null, here.about()))));
        page.getStyleClass().add("page");
        setContent(page);
        model.refresh();
    }

    private String text(String key) {
        return words.text("window.settings." + key);
    }

    private static Node card(Node... rows) {
        VBox card = new VBox();
        card.getStyleClass().addAll("card", "flush");
        for (Node row : rows) {
            if (!card.getChildren().isEmpty()) {
                card.getChildren().add(Nodes.rule());
            }
            card.getChildren().add(row);
        }
        return card;
    }

    private Node[] inTheSystem(Surroundings here) {
        List<Node> rows = new ArrayList<>();
        if (model.canStartAtLogin()) {
            Label help = SettingRow.help("");
            help.textProperty()
                    .bind(model.loginProblem()
                            .map(problem -> problem.isEmpty()
                                    ? text("startAtLogin.help")
                                    : words.text("window.settings.startAtLogin.failed", "reason", problem)));
            rows.add(row("startAtLogin", help, model.startsAtLogin(), model::toggleStartAtLogin));
        }
        Label tray = SettingRow.help("");
        // not mapped: what outlives this page would hold that, and this with it
        tray.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> text(here.hasTray().getValue() ? "closeToTray.help" : "closeToTray.none"),
                        here.hasTray()));
        SettingRow closing = row("closeToTray", tray, model.closesToTray(), model::toggleCloseToTray);
        rows.add(closing);
        rows.add(row(
                "notifications",
                SettingRow.help(text("notifications.help")),
                model.notifies(),
                model::toggleNotifications));
        return rows.toArray(Node[]::new);
    }

    private SettingRow row(String key, Label help, ObservableValue<Boolean> value, Runnable toggle) {
        Switch control = Switch.setting();
        control.setAccessibleText(text(key));
        control.accessibleHelpProperty().bind(help.textProperty());
        control.selectedProperty().bind(value);
        control.setOnAction(toggle);
        return new SettingRow(text(key), help, control);
    }

    private static Label helper(ObservableValue<String> words) {
        Label label = SettingRow.help("");
        label.textProperty().bind(words);
        return label;
    }

    private Node theme() {
        ToggleGroup group = new ToggleGroup();
        HBox buttons = new HBox(
                themeButton(Theme.SYSTEM, Feather.MONITOR, "left-pill", group),
                themeButton(Theme.LIGHT, Feather.SUN, "center-pill", group),
                themeButton(Theme.DARK, Feather.MOON, "right-pill", group));
        buttons.setAlignment(Pos.CENTER_LEFT);
        return buttons;
    }

    private ToggleButton themeButton(Theme theme, Feather icon, String pill, ToggleGroup group) {
        String name = text("theme." + theme.name().toLowerCase(Locale.ROOT));
        ToggleButton button = new ToggleButton(name, Icons.of(icon));
        button.getStyleClass().add(pill);
        button.setAccessibleText(text("theme") + ": " + name);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setToggleGroup(group);
        model.theme().subscribe(now -> button.setSelected(now == theme));
        button.setOnAction(event -> {
            // the chosen one stays chosen when it is pressed again
            button.setSelected(true);
            model.choose(theme);
        });
        return button;
    }

    private Node language() {
        ComboBox<Language> combo = new ComboBox<>();
        combo.getItems().addAll(Language.values());
        combo.setAccessibleText(text("language"));
        combo.setPrefWidth(176);
        combo.setConverter(new StringConverter<>() {
            @Override
            public String toString(Language language) {
                return language == null ? "" : text("language." + language.tag());
            }

            @Override
            public Language fromString(String text) {
                throw new UnsupportedOperationException("not editable");
            }
        });
        model.language().subscribe(combo::setValue);
        combo.setOnAction(event -> model.choose(combo.getValue()));
        return combo;
    }
}

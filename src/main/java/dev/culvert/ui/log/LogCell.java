package dev.culvert.ui.log;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.log.LogEntry.Level;
import java.time.ZoneId;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** One entry in a row: time, level, source, and the first line of what it says; all of it once it was clicked. */
final class LogCell extends ListCell<LogEntry> {
    private static final double TIME = 88;
    private static final double LEVEL = 80;
    private static final double SOURCE = 112;

    /** At the left and at the right, as the style sheet has it. */
    private static final double PADDING = 16;

    private final LogViewModel model;
    private final Messages words;
    private final ZoneId zone;
    private final Label time = fixed(TIME, "muted");
    private final FontIcon icon = Icons.of(Feather.INFO, "tiny");
    private final Label level = fixed(LEVEL, "level-word");
    private final Label source = fixed(SOURCE, "muted");
    private final Label message = Nodes.label("", "mono");
    private final HBox row = new HBox(8, time, level, source, message);

    LogCell(LogViewModel model, Messages words, ZoneId zone) {
        this.model = model;
        this.words = words;
        this.zone = zone;
        getStyleClass().add("log-cell");
        level.setGraphic(icon);
        row.setAlignment(Pos.TOP_LEFT);
        HBox.setHgrow(message, Priority.ALWAYS);
        message.setMinWidth(0);
        message.setMaxWidth(Double.MAX_VALUE);
        message.setAlignment(Pos.TOP_LEFT);
        row.prefWidthProperty().bind(widthProperty().subtract(2 * PADDING));
        // as wide as the list and no wider, so that the message is cut and not the list scrolled
        setPrefWidth(0);
        addEventHandler(MouseEvent.MOUSE_CLICKED, this::onClick);
    }

    private static Label fixed(double width, String... styleClasses) {
        Label label = Nodes.label("", styleClasses);
        label.getStyleClass().add("mono");
        label.setMinWidth(width);
        label.setMaxWidth(width);
        return label;
    }

    /** A cell asks its graphic for a height without a width, and a wrapped message has none. */
    @Override
    protected double computePrefHeight(double width) {
        double inner = (width < 0 ? getWidth() : width) - snappedLeftInset() - snappedRightInset();
        return snapSizeY(snappedTopInset() + row.prefHeight(inner) + snappedBottomInset());
    }

    private void onClick(MouseEvent event) {
        LogEntry entry = getItem();
        boolean plain = event.getButton() == MouseButton.PRIMARY
                && event.isStillSincePress()
                && !event.isShiftDown()
                && !event.isShortcutDown();
        if (entry != null && plain && (isUnfolded(entry) || isCut(entry))) {
            model.toggle(entry);
        }
    }

    private boolean isUnfolded(LogEntry entry) {
        return model.unfolded().contains(entry.number());
    }

    private boolean isCut(LogEntry entry) {
        return entry.text().indexOf('\n') >= 0
                || (message.lookup(".text") instanceof Text shown
                        && !shown.getText().equals(message.getText()));
    }

    @Override
    protected void updateItem(@Nullable LogEntry entry, boolean empty) {
        super.updateItem(entry, empty);
        getStyleClass().removeAll("warning", "error");
        if (empty || entry == null) {
            setGraphic(null);
            setAccessibleText(null);
            return;
        }
        boolean unfolded = isUnfolded(entry);
        boolean narrow = getListView().getWidth() < 560;
        String word = words.text("window.log.level." + entry.level().name());
        time.setText(entry.clock(zone));
        level.setText(narrow ? "" : word);
        level.setMinWidth(narrow ? 16 : LEVEL);
        level.setMaxWidth(narrow ? 16 : LEVEL);
        Nodes.shown(source, !narrow);
        source.setText(entry.source());
        show(entry.level());
        String text = words.logged(entry.text());
        message.setText(unfolded ? text : folded(text));
        message.setWrapText(unfolded);
        message.setMinHeight(unfolded ? Region.USE_PREF_SIZE : Region.USE_COMPUTED_SIZE);
        setAccessibleText(String.join(", ", time.getText(), word, entry.source(), firstLine(text)));
        setGraphic(row);
    }

    /** That there is more is to be seen. */
    private static String folded(String text) {
        String first = firstLine(text);
        return first.equals(text) ? first : first + " …";
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private void show(Level of) {
        icon.setIconCode(
                switch (of) {
                    case DEBUG -> Feather.CODE;
                    case INFO -> Feather.INFO;
                    case WARNING -> Feather.ALERT_TRIANGLE;
                    case ERROR -> Feather.ALERT_CIRCLE;
                });
        if (of == Level.WARNING || of == Level.ERROR) {
            getStyleClass().add(of.name().toLowerCase(Locale.ROOT));
        }
    }
}

package dev.culvert.ui.sidebar;

import dev.culvert.ipc.TunnelState;
import dev.culvert.profile.Profile;
import dev.culvert.ui.kit.Amounts;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.kit.Seen;
import dev.culvert.ui.model.Commands;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.Step;
import dev.culvert.ui.model.TunnelModel;
import javafx.beans.InvalidationListener;
import javafx.beans.WeakInvalidationListener;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.DragEvent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** A row: state button, name and kind, and below them the rates or the state in words. */
final class ProfileCell extends ListCell<TunnelModel> {
    private static final PseudoClass FAILED = PseudoClass.getPseudoClass("failed");
    private static final PseudoClass BUSY = PseudoClass.getPseudoClass("busy");

    private final StateWords words;
    private final StateButton button = new StateButton();
    private final Label name = Nodes.label("", "profile-name");
    private final Label kind = Nodes.label("", "badge");
    private final Label line = Nodes.label("", "profile-line");
    private final Label down = Nodes.label("", "profile-line");
    private final Label up = Nodes.label("", "profile-line");
    private final HBox rates;
    private final HBox row;
    private final Tooltip tip = new Tooltip();
    private final ObservableValue<Boolean> seen = Seen.of(this);
    private final InvalidationListener change = _ -> show();
    private final WeakInvalidationListener weakChange = new WeakInvalidationListener(change);
    private @Nullable TunnelModel shown;
    private boolean wasSelected;

    ProfileCell(Commands commands, StateWords words) {
        this.words = words;
        getStyleClass().add("profile-cell");
        button.setOnAction(_ -> {
            if (shown != null) {
                commands.toggle(shown);
            }
        });
        button.hoverProperty().addListener((_, _, _) -> show());
        name.setMinWidth(0);
        kind.setMinWidth(USE_PREF_SIZE);
        down.setGraphic(Icons.of(Feather.ARROW_DOWN, "muted", "tiny"));
        up.setGraphic(Icons.of(Feather.ARROW_UP, "muted", "tiny"));
        rates = new HBox(8, down, up);
        HBox first = new HBox(8, name, Nodes.space(), kind);
        first.setAlignment(Pos.CENTER_LEFT);
        VBox text = new VBox(4, first, rates, line);
        text.setAlignment(Pos.CENTER_LEFT);
        text.setMinWidth(0);
        HBox.setHgrow(text, Priority.ALWAYS);
        row = new HBox(8, button, text);
        row.setAlignment(Pos.CENTER_LEFT);
        row.setMinWidth(0);
        row.setPrefWidth(0);
        setPrefWidth(0);
        setAccessibleRole(AccessibleRole.LIST_ITEM);
        seen.subscribe(_ -> show());
        dragging(commands);
        leadBack(commands);
    }

    /** A click on what is selected already is no change of the selection, but leads back from wherever the person is. */
    private void leadBack(Commands commands) {
        addEventFilter(
                MouseEvent.MOUSE_PRESSED,
                event -> wasSelected = isSelected()
                        && getListView().getSelectionModel().getSelectedItems().size() == 1);
        setOnMouseClicked(event -> {
            if (wasSelected && shown != null && event.getButton() == MouseButton.PRIMARY && event.isStillSincePress()) {
                commands.select(shown);
            }
        });
    }

    private void dragging(Commands commands) {
        setOnDragDetected(event -> {
            if (shown != null) {
                Dragboard board = startDragAndDrop(TransferMode.MOVE);
                ClipboardContent content = new ClipboardContent();
                content.putString(shown.name());
                board.setContent(content);
                event.consume();
            }
        });
        setOnDragOver(event -> {
            if (event.getGestureSource() instanceof ProfileCell) {
                event.acceptTransferModes(TransferMode.MOVE);
                event.consume();
            }
        });
        setOnDragDropped((DragEvent event) -> {
            if (event.getGestureSource() instanceof ProfileCell from && from.shown != null) {
                commands.move(
                        from.shown, shown == null ? getListView().getItems().getLast() : shown);
                event.setDropCompleted(true);
                event.consume();
            }
        });
    }

    @Override
    protected void updateItem(@Nullable TunnelModel tunnel, boolean empty) {
        super.updateItem(tunnel, empty);
        if (shown != tunnel) {
            if (shown != null) {
                shown.stateProperty().removeListener(weakChange);
                shown.samplesProperty().removeListener(weakChange);
                shown.storedProperty().removeListener(weakChange);
            }
            shown = empty ? null : tunnel;
            if (shown != null) {
                shown.stateProperty().addListener(weakChange);
                shown.samplesProperty().addListener(weakChange);
                shown.storedProperty().addListener(weakChange);
            }
        }
        setGraphic(shown == null ? null : row);
        setTooltip(shown == null ? null : tip);
        show();
    }

    private void show() {
        TunnelModel tunnel = shown;
        if (tunnel == null) {
            setAccessibleText(null);
            return;
        }
        if (!seen.getValue()) {
            return;
        }
        name.setText(tunnel.name());
        Profile.Mode mode = tunnel.mode();
        Nodes.shown(kind, mode != null);
        kind.setText(mode == null ? "" : words.words().text("window.kind." + mode.name()));
        boolean live = tunnel.state() instanceof TunnelState.Connected;
        Nodes.shown(rates, live);
        Nodes.shown(line, !live);
        String downText = Amounts.rate(tunnel.downRate()).toString();
        String upText = Amounts.rate(tunnel.upRate()).toString();
        down.setText(downText);
        up.setText(upText);
        line.setText(line(tunnel));
        tip.setText(line.getText().isEmpty() ? tunnel.name() : tunnel.name() + "\n" + line.getText());
        line.pseudoClassStateChanged(FAILED, tunnel.state() instanceof TunnelState.Failed || isInvalid(tunnel));
        line.pseudoClassStateChanged(BUSY, tunnel.isBusy());
        button.show(tunnel);
        button.setAccessibleText(words.words()
                .text(tunnel.isOn() ? "window.disconnect.name" : "window.connect.name", "name", tunnel.name()));
        setAccessibleText(words.words()
                .text(
                        "window.sidebar.row",
                        "name",
                        tunnel.name(),
                        "kind",
                        kind.getText(),
                        "state",
                        live ? words.state(tunnel.state()) : line.getText(),
                        "down",
                        live ? downText : "",
                        "up",
                        live ? upText : ""));
    }

    private static boolean isInvalid(TunnelModel tunnel) {
        return tunnel.stored() != null && tunnel.profile() == null;
    }

    private String line(TunnelModel tunnel) {
        if (isInvalid(tunnel) && !tunnel.isOn()) {
            return words.unreadable(tunnel).orElseGet(() -> words.words().text("window.sidebar.invalid"));
        }
        return switch (tunnel.state()) {
            case TunnelState.Failed(var cause) -> words.title(cause);
            case TunnelState.Connecting _ -> {
                Step step = tunnel.steps().current();
                yield step == null ? words.state(tunnel.state()) : words.step("window.sidebar.step", step);
            }
            default -> words.state(tunnel.state());
        };
    }
}

package dev.culvert.ui.log;

import atlantafx.base.controls.CustomTextField;
import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.CodeBlock;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.kit.Switch;
import dev.culvert.ui.log.LogEntry.Level;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.collections.SetChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.control.skin.VirtualFlow;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** Shows a {@link LogViewModel}, which it starts while it is in a window that shows. In one language: for another a new one is made. */
public final class LogView extends VBox {
    private static final KeyCombination FIND = new KeyCodeCombination(KeyCode.F, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination SAVE = new KeyCodeCombination(KeyCode.S, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination COPY = new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN);

    /** Narrower than this the search field has a row of its own. */
    private static final double NARROW = 640;

    private final LogViewModel model;
    private final Messages words;
    private final Supplier<Optional<Path>> target;
    private final CustomTextField search = new CustomTextField();
    private final ListView<LogEntry> list;
    private final HBox levels;
    private final HBox follow;
    private final HBox actions;
    private final Label promise;
    private final VBox bar = new VBox(8);
    private final SetChangeListener<Long> unfolded = change -> refresh();
    private Subscription subscriptions = Subscription.EMPTY;

    /** @param target asks where to save; empty for nowhere */
    public LogView(LogViewModel model, Messages words, Supplier<Optional<Path>> target) {
        this.model = model;
        this.words = words;
        this.target = target;
        getStyleClass().add("log");
        list = new ListView<>(model.shown());
        levels = levels();
        follow = follow();
        actions = new HBox(
                8,
                Nodes.iconButton(text("copy"), Feather.COPY, this::copy),
                Nodes.iconButton(text("save"), Feather.SAVE, this::save));
        promise = Nodes.label(text("promise"), "small", "muted");
        promise.setMinWidth(Region.USE_PREF_SIZE);
        setUpSearch();
        setUpList();
        VBox card = new VBox(list, Nodes.rule(), footer());
        card.getStyleClass().addAll("card", "flush");
        VBox.setVgrow(list, Priority.ALWAYS);
        VBox.setVgrow(card, Priority.ALWAYS);
        getChildren().addAll(bar, card);
        setSpacing(16);
        widthProperty().map(width -> width.doubleValue() < NARROW).subscribe(this::arrange);
        addEventHandler(KeyEvent.KEY_PRESSED, this::onKey);
        sceneProperty()
                .flatMap(Scene::windowProperty)
                .flatMap(Window::showingProperty)
                .orElse(false)
                .subscribe(seen -> {
                    if (seen) {
                        model.start();
                    } else {
                        model.stop();
                    }
                });
    }

    private String text(String key, String... facts) {
        return words.text("window.log." + key, facts);
    }

    private void keep(Subscription subscription) {
        subscriptions = subscriptions.and(subscription);
    }

    private void refresh() {
        list.refresh();
    }

    /** Lets go of the model. */
    public void close() {
        model.stop();
        subscriptions.unsubscribe();
        model.unfolded().removeListener(unfolded);
    }

    private void arrange(boolean narrow) {
        bar.getChildren().clear();
        HBox first = narrow ? new HBox(8, search, actions) : new HBox(8, levels, search, follow, actions);
        first.setAlignment(Pos.CENTER_LEFT);
        bar.getChildren().add(first);
        if (narrow) {
            HBox second = new HBox(8, levels, Nodes.space(), follow);
            second.setAlignment(Pos.CENTER_LEFT);
            bar.getChildren().add(second);
        }
        getStyleClass().remove("log-narrow");
        if (narrow) {
            getStyleClass().add("log-narrow");
        }
        Nodes.shown(promise, !narrow);
        list.refresh();
    }

    private HBox levels() {
        ToggleGroup group = new ToggleGroup();
        ToggleButton all = level(Optional.empty(), "left-pill", group);
        ToggleButton warnings = level(Optional.of(Level.WARNING), "center-pill", group);
        ToggleButton errors = level(Optional.of(Level.ERROR), "right-pill", group);
        all.setText(text("all"));
        warnings.textProperty().bind(counted("warnings", model.warnings()));
        errors.textProperty().bind(counted("errors", model.errors()));
        return new HBox(all, warnings, errors);
    }

    /** Not mapped: the model would hold that, and this with it. */
    private StringBinding counted(String key, ReadOnlyIntegerProperty count) {
        return Bindings.createStringBinding(
                () -> text(key, "count", count.get() == 0 ? "" : Integer.toString(count.get())), count);
    }

    private ToggleButton level(Optional<Level> level, String pill, ToggleGroup group) {
        ToggleButton button = new ToggleButton();
        button.getStyleClass().addAll(pill, "level");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setToggleGroup(group);
        keep(model.only().subscribe(now -> button.setSelected(now.equals(level))));
        button.setOnAction(event -> {
            button.setSelected(true);
            model.only().set(level);
        });
        return button;
    }

    private HBox follow() {
        Switch control = Switch.setting();
        control.setAccessibleText(text("follow"));
        control.selectedProperty().bind(model.following());
        control.setOnAction(() -> {
            model.following().set(!model.following().get());
        });
        Label label = Nodes.label(text("follow"));
        label.setMinWidth(Region.USE_PREF_SIZE);
        label.setLabelFor(control);
        HBox both = new HBox(8, label, control);
        both.setAlignment(Pos.CENTER_LEFT);
        return both;
    }

    private void setUpSearch() {
        search.setLeft(Icons.of(Feather.SEARCH, "muted"));
        search.setPromptText(text("search"));
        search.setAccessibleText(text("search"));
        search.textProperty().bindBidirectional(model.filter());
        search.setMinWidth(80);
        HBox.setHgrow(search, Priority.ALWAYS);
    }

    private void setUpList() {
        list.getStyleClass().add("log-lines");
        list.setAccessibleText(words.text("window.log"));
        list.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        ZoneId zone = ZoneId.systemDefault();
        list.setCellFactory(view -> new LogCell(model, words, zone));
        Label nothing = Nodes.paragraph("", "muted");
        nothing.textProperty()
                .bind(Bindings.createStringBinding(
                        this::whyNothing, model.problem(), model.filter(), model.only(), model.shown()));
        list.setPlaceholder(nothing);
        keep(model.revision().subscribe(this::toEnd));
        keep(model.following().subscribe(this::toEnd));
        model.unfolded().addListener(unfolded);
        list.addEventFilter(ScrollEvent.SCROLL, event -> {
            if (event.getDeltaY() > 0) {
                model.following().set(false);
            }
        });
        // whoever takes the thumb wants to look at something
        list.addEventFilter(MouseEvent.MOUSE_DRAGGED, event -> {
            if (event.getTarget() instanceof Node node && node.getStyleClass().contains("thumb")) {
                model.following().set(false);
            }
        });
        list.addEventFilter(KeyEvent.KEY_PRESSED, this::onListKey);
    }

    private void toEnd() {
        if (model.following().get() && !model.shown().isEmpty()) {
            int newest = model.shown().size() - 1;
            list.scrollTo(newest);
            // that goes to where the list guesses the end, by heights that it has not seen; what it has laid out it
            // knows
            list.layout();
            if (list.lookup(".virtual-flow") instanceof VirtualFlow<?> flow) {
                flow.scrollTo(newest);
            }
        }
    }

    private String whyNothing() {
        if (!model.problem().get().isEmpty()) {
            return text("unreadable", "reason", model.problem().get());
        }
        return text(model.size() == 0 ? "empty" : "noMatch");
    }

    private Node footer() {
        Label left = Nodes.label("", "small", "muted");
        left.textProperty()
                .bind(Bindings.createStringBinding(this::summary, model.shown(), model.savedTo(), model.problem()));
        left.setMinWidth(0);
        Tooltip whole = new Tooltip();
        whole.textProperty().bind(left.textProperty());
        left.setTooltip(whole);
        Label newest = Nodes.label(text("newest"), "small", "muted");
        newest.setMinWidth(Region.USE_PREF_SIZE);
        newest.visibleProperty().bind(model.following());
        newest.managedProperty().bind(newest.visibleProperty());
        Button more =
                Nodes.button("", Feather.ARROW_DOWN, () -> model.following().set(true), "compact");
        more.getGraphic().getStyleClass().add("tiny");
        more.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> model.unseen().get() == 0
                                ? text("toEnd")
                                : text(
                                        "unseen",
                                        "count",
                                        Integer.toString(model.unseen().get())),
                        model.unseen()));
        more.visibleProperty().bind(model.following().not());
        more.managedProperty().bind(more.visibleProperty());
        HBox footer = new HBox(8, left, promise, Nodes.space(), newest, more);
        footer.getStyleClass().add("footer");
        footer.setAlignment(Pos.CENTER_LEFT);
        return footer;
    }

    private String summary() {
        if (!model.savedTo().get().isEmpty()) {
            return text("saved", "file", model.savedTo().get());
        }
        return text("count", "count", Integer.toString(model.shown().size()));
    }

    /** Puts the focus into the filter. */
    public void focusFilter() {
        search.requestFocus();
        search.selectAll();
    }

    /** Asks where, and saves what the filter shows. */
    public void save() {
        target.get().ifPresent(model::save);
    }

    private void copy() {
        CodeBlock.copy(model.text(list.getSelectionModel().getSelectedItems()));
    }

    private void onKey(KeyEvent event) {
        if (FIND.match(event)) {
            focusFilter();
        } else if (SAVE.match(event)) {
            save();
        } else {
            return;
        }
        event.consume();
    }

    private void onListKey(KeyEvent event) {
        switch (event.getCode()) {
            case UP, PAGE_UP, HOME -> model.following().set(false);
            case ENTER, SPACE -> {
                LogEntry entry = list.getSelectionModel().getSelectedItem();
                if (entry != null) {
                    model.toggle(entry);
                    event.consume();
                }
            }
            default -> {
                if (COPY.match(event)) {
                    copy();
                    event.consume();
                }
            }
        }
    }
}

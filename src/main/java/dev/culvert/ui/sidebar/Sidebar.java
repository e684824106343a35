package dev.culvert.ui.sidebar;

import dev.culvert.ui.kit.Amounts;
import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.kit.Seen;
import dev.culvert.ui.model.Commands;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.model.TunnelsModel;
import java.util.List;
import java.util.Locale;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.collections.transformation.FilteredList;
import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The list of profiles: search, a row each, the total of all, and the way to the settings. */
public final class Sidebar extends VBox {
    public static final double WIDTH = 280;

    private final TunnelsModel tunnels;
    private final Commands commands;
    private final StateWords words;
    private final FilteredList<TunnelModel> found;
    private final TextField search = new TextField();
    private final ListView<TunnelModel> list;
    private final Label down = Nodes.label("", "profile-line");
    private final Label up = Nodes.label("", "profile-line");
    private final ObservableValue<Boolean> seen = Seen.of(this);
    private final Subscription subscription;
    private @Nullable TunnelModel shown;

    public Sidebar(TunnelsModel tunnels, Commands commands, StateWords words) {
        this.tunnels = tunnels;
        this.commands = commands;
        this.words = words;
        found = new FilteredList<>(tunnels.all());
        list = new ListView<>(found);
        getStyleClass().add("sidebar");
        setMinWidth(WIDTH);
        setMaxWidth(WIDTH);
        getChildren().addAll(top(), list(), foot());
        subscription = tunnels.changesProperty().subscribe(this::showTotal);
        seen.subscribe(_ -> showTotal());
    }

    private HBox top() {
        search.setPromptText(words.words().text("window.search"));
        search.setAccessibleText(words.words().text("window.search"));
        search.getStyleClass().add("search");
        search.textProperty().subscribe(this::filter);
        search.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.DOWN || event.getCode() == KeyCode.ENTER) {
                list.requestFocus();
                if (list.getSelectionModel().isEmpty()) {
                    list.getSelectionModel().selectFirst();
                }
                event.consume();
            } else if (event.getCode() == KeyCode.ESCAPE && !search.getText().isEmpty()) {
                search.clear();
                event.consume();
            }
        });
        StackPane field = new StackPane(search, Icons.of(Feather.SEARCH, "subtle"));
        StackPane.setAlignment(field.getChildren().get(1), Pos.CENTER_LEFT);
        field.getChildren().get(1).setTranslateX(9);
        HBox.setHgrow(field, Priority.ALWAYS);
        HBox top = new HBox(8, field, addButton(commands, words));
        top.getStyleClass().add("sidebar-top");
        return top;
    }

    /** A plus sign with a menu: new, import from files or ssh_config. */
    public static Button addButton(Commands commands, StateWords words) {
        MenuItem make = new MenuItem(words.words().text("window.menu.new"));
        make.setOnAction(_ -> commands.newProfile());
        MenuItem bring = new MenuItem(words.words().text("window.menu.import"));
        bring.setOnAction(_ -> commands.importProfile());
        MenuItem hosts = new MenuItem(words.words().text("window.menu.importHosts"));
        hosts.setMnemonicParsing(false);
        hosts.setOnAction(_ -> commands.importHosts());
        ContextMenu menu = new ContextMenu(make, bring, hosts);
        Button add = Nodes.iconButton(words.words().text("window.add"), Feather.PLUS, () -> {});
        add.setOnAction(_ -> menu.show(add, Side.BOTTOM, 0, 4));
        return add;
    }

    private ListView<TunnelModel> list() {
        list.getStyleClass().add("profiles");
        list.setAccessibleText(words.words().text("window.sidebar.list"));
        list.setFixedCellSize(56);
        list.setCellFactory(_ -> new ProfileCell(commands, words));
        list.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        list.setPlaceholder(Nodes.label(words.words().text("window.sidebar.none"), "muted", "small"));
        VBox.setVgrow(list, Priority.ALWAYS);
        list.getSelectionModel().selectedItemProperty().addListener((_, _, now) -> {
            boolean one = list.getSelectionModel().getSelectedItems().size() == 1;
            if (now != null && one && !now.equals(shown)) {
                shown = now;
                commands.select(now);
            }
        });
        // behind the list's own listener, which lets the selection go when the profiles are put in another order
        found.addListener((ListChangeListener<TunnelModel>) _ -> show(shown));
        list.setOnKeyPressed(event -> {
            List<TunnelModel> chosen = selected();
            if (chosen.isEmpty()) {
                return;
            }
            switch (event.getCode()) {
                case SPACE -> chosen.forEach(commands::toggle);
                case DELETE -> commands.delete(chosen);
                case F2, ENTER -> commands.edit(chosen.getFirst());
                case UP, DOWN -> {
                    if (!event.isAltDown()) {
                        return;
                    }
                    // past its neighbour in what is seen, which a search may have far off in the whole list
                    TunnelModel moved = chosen.getFirst();
                    int place = found.indexOf(moved) + (event.getCode() == KeyCode.UP ? -1 : 1);
                    commands.move(moved, found.get(Math.clamp(place, 0, found.size() - 1)));
                }
                default -> {
                    return;
                }
            }
            event.consume();
        });
        list.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                // a list keeps it for itself, to end editing; here it leads back
                event.consume();
                fireEvent(event.copyFor(this, this));
            }
        });
        list.setContextMenu(contextMenu());
        return list;
    }

    private ContextMenu contextMenu() {
        ContextMenu menu = new ContextMenu();
        menu.setOnShowing(_ -> {
            List<TunnelModel> chosen = selected();
            menu.getItems().setAll(RowMenu.items(chosen, commands, words));
        });
        // without an item a menu does not show at all, so that nothing could be put in
        menu.getItems().add(new MenuItem());
        return menu;
    }

    private HBox foot() {
        down.setGraphic(Icons.of(Feather.ARROW_DOWN, "muted", "tiny"));
        up.setGraphic(Icons.of(Feather.ARROW_UP, "muted", "tiny"));
        HBox rates = new HBox(8, down, up);
        rates.setAlignment(Pos.CENTER_LEFT);
        Label total = Nodes.label(words.words().text("window.sidebar.total"), "profile-line");
        List.of(total, down, up).forEach(each -> each.setMinWidth(USE_PREF_SIZE));
        HBox foot = new HBox(
                8,
                total,
                Nodes.space(),
                rates,
                Nodes.iconButton(words.words().text("window.settings"), Feather.SETTINGS, commands::settings, "flat"));
        foot.getStyleClass().add("sidebar-foot");
        foot.setAlignment(Pos.CENTER_LEFT);
        return foot;
    }

    private void showTotal() {
        if (!seen.getValue()) {
            return;
        }
        down.setText(Amounts.rate(tunnels.downRate()).toString());
        up.setText(Amounts.rate(tunnels.upRate()).toString());
    }

    private void filter(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        found.setPredicate(each -> wanted.isEmpty() || matches(each, wanted));
    }

    private static boolean matches(TunnelModel tunnel, String wanted) {
        var profile = tunnel.profile();
        return tunnel.name().toLowerCase(Locale.ROOT).contains(wanted)
                || (profile != null
                        && profile.server().host().toLowerCase(Locale.ROOT).contains(wanted));
    }

    /** Shows {@code tunnel} as the selected row, for as long as the search finds it. */
    public void show(@Nullable TunnelModel tunnel) {
        shown = tunnel;
        int row = tunnel == null ? -1 : found.indexOf(tunnel);
        if (row < 0) {
            list.getSelectionModel().clearSelection();
        } else if (!list.getSelectionModel().isSelected(row)) {
            list.getSelectionModel().clearAndSelect(row);
            list.scrollTo(row);
        }
    }

    public List<TunnelModel> selected() {
        return List.copyOf(list.getSelectionModel().getSelectedItems().stream()
                .filter(each -> each != null)
                .toList());
    }

    public void focusSearch() {
        search.requestFocus();
        search.selectAll();
    }

    public void focusList() {
        list.requestFocus();
    }

    /** Lets go of the models. */
    public void close() {
        subscription.unsubscribe();
    }

    /** What the search leaves. */
    List<TunnelModel> found() {
        return List.copyOf(found);
    }
}

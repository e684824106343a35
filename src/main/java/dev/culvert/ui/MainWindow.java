package dev.culvert.ui;

import dev.culvert.ui.kit.Icons;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.kit.StateIcon;
import dev.culvert.ui.model.Commands;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.model.TunnelsModel;
import dev.culvert.ui.sidebar.Sidebar;
import dev.culvert.ui.sidebar.StateShape;
import java.util.function.Function;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** List and page side by side; in a narrow window a menu stands for the list. Made anew when the language changes. */
final class MainWindow extends BorderPane {
    /** Below this width the list becomes a menu. */
    private static final double NARROW = 760;

    private static final double MENU_PADDING = 16;

    private final TunnelsModel tunnels;
    private final Commands commands;
    private final StateWords words;
    private final Function<TunnelModel, Node> tunnelPage;
    private final Node firstRun;
    private final Sidebar sidebar;
    private final Button menu = new Button();
    private final Label menuName = Nodes.label("", "profile-name");
    private final StateIcon menuIcon = new StateIcon(StateIcon.Kind.OFF);
    private StateIcon.Kind menuKind = StateIcon.Kind.OFF;
    private final HBox bar = new HBox(8);
    private final ListChangeListener<TunnelModel> listChanged = _ -> arrange();
    private final Subscription subscriptions;
    private @Nullable TunnelModel selected;
    private @Nullable Node page;
    /** Neither a tunnel's page nor the first run: editor or settings. */
    private boolean elsewhere;

    /**
     * @param tunnelPage makes the page of a tunnel; what it makes is closed when it is {@link AutoCloseable}
     * @param firstRun what is shown while there is no profile
     */
    MainWindow(
            TunnelsModel tunnels,
            Commands commands,
            StateWords words,
            Function<TunnelModel, Node> tunnelPage,
            Node firstRun) {
        this.tunnels = tunnels;
        this.commands = commands;
        this.words = words;
        this.tunnelPage = tunnelPage;
        this.firstRun = firstRun;
        sidebar = new Sidebar(tunnels, commands, words);
        bar();
        // before any page: Tab goes by the order in which they come
        setLeft(sidebar);
        setTop(bar);
        Nodes.shown(sidebar, false);
        widthProperty().addListener((_, _, _) -> arrange());
        tunnels.all().addListener(listChanged);
        subscriptions = tunnels.loadedProperty()
                .subscribe(this::arrange)
                .and(tunnels.changesProperty().subscribe(this::showMenu));
    }

    private void bar() {
        menu.getStyleClass().add("profile-menu-button");
        HBox face = new HBox(8, menuIcon, menuName, Nodes.space(), Icons.of(Feather.CHEVRON_DOWN, "muted"));
        face.setAlignment(Pos.CENTER_LEFT);
        face.setMinWidth(0);
        menuName.setMinWidth(0);
        menuName.setTooltip(new Tooltip());
        menu.setGraphic(face);
        menu.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        face.prefWidthProperty().bind(menu.widthProperty().subtract(2 * MENU_PADDING));
        menu.setMinWidth(0);
        menu.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(menu, Priority.ALWAYS);
        ContextMenu profiles = new ContextMenu();
        menu.setOnAction(_ -> {
            profiles.getItems()
                    .setAll(tunnels.all().stream()
                            .map(each -> {
                                MenuItem item = new MenuItem(each.name(), new StateIcon(StateShape.of(each.state())));
                                item.setOnAction(_ -> commands.select(each));
                                return item;
                            })
                            .toList());
            profiles.show(menu, Side.BOTTOM, 0, 4);
        });
        bar.getStyleClass().add("compact-bar");
        bar.getChildren()
                .addAll(
                        menu,
                        Sidebar.addButton(commands, words),
                        Nodes.iconButton(
                                words.words().text("window.settings"), Feather.SETTINGS, commands::settings, "flat"));
    }

    private void showMenu() {
        TunnelModel tunnel = selected;
        String profiles = words.words().text("window.profiles");
        menuName.setText(tunnel == null ? profiles : tunnel.name());
        menuName.getTooltip().setText(menuName.getText());
        menu.setAccessibleText(tunnel == null ? profiles : profiles + ": " + tunnel.name());
        StateIcon.Kind kind = tunnel == null ? StateIcon.Kind.OFF : StateShape.of(tunnel.state());
        if (kind != menuKind) {
            menuKind = kind;
            menuIcon.show(kind);
        }
    }

    private boolean isFirstRun() {
        return tunnels.loadedProperty().get() && tunnels.all().isEmpty();
    }

    private void arrange() {
        boolean narrow = getWidth() < NARROW;
        boolean bare = isFirstRun() || !tunnels.loadedProperty().get();
        boolean comes = !sidebar.isVisible() && !bare && !narrow;
        Nodes.shown(sidebar, !bare && !narrow);
        if (comes) {
            sidebar.focusList();
        }
        Nodes.shown(bar, !bare && narrow);
        if (elsewhere) {
            return;
        }
        if (isFirstRun()) {
            selected = null;
            set(firstRun);
        } else if (selected == null || !tunnels.all().contains(selected)) {
            selected = null;
            tunnels.all().stream()
                    .filter(TunnelModel::isOn)
                    .findFirst()
                    .or(() -> tunnels.all().stream().findFirst())
                    .ifPresent(this::show);
        }
    }

    /** Shows a tunnel's page. */
    void show(TunnelModel tunnel) {
        boolean same = tunnel.equals(selected) && !elsewhere;
        elsewhere = false;
        selected = tunnel;
        sidebar.show(tunnel);
        if (!same) {
            set(tunnelPage.apply(tunnel));
        }
        showMenu();
    }

    /** What {@link #back} leads to; shown at once where a tunnel is shown. */
    void select(TunnelModel tunnel) {
        if (elsewhere) {
            selected = tunnel;
            sidebar.show(tunnel);
            showMenu();
        } else {
            show(tunnel);
        }
    }

    /** Shows something else than a tunnel, until {@link #show} or {@link #back}. */
    void show(Node other) {
        elsewhere = true;
        set(other);
        arrange();
    }

    /** To the tunnel that was shown before, or the first run. */
    void back() {
        elsewhere = false;
        TunnelModel last = selected;
        selected = null;
        if (last != null && tunnels.all().contains(last)) {
            show(last);
            sidebar.focusList();
        } else {
            arrange();
        }
    }

    private void set(Node next) {
        Node before = page;
        if (next.equals(before)) {
            return;
        }
        page = next;
        setCenter(next);
        if (before instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException(e); // no page's close throws
            }
        }
    }

    @Nullable
    TunnelModel selected() {
        return selected;
    }

    @Nullable
    Node page() {
        return page;
    }

    boolean isElsewhere() {
        return elsewhere;
    }

    Sidebar sidebar() {
        return sidebar;
    }

    /** Lets go of the models. */
    void close() {
        tunnels.all().removeListener(listChanged);
        subscriptions.unsubscribe();
        sidebar.close();
        set(new javafx.scene.layout.Region());
    }
}

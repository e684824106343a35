package dev.culvert.ui.tunnel;

import dev.culvert.control.words.Messages;
import dev.culvert.control.words.Printable;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.net.Failure;
import dev.culvert.profile.Profile;
import dev.culvert.ui.kit.Amounts;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.kit.Seen;
import dev.culvert.ui.kit.StateIcon;
import dev.culvert.ui.kit.Switch;
import dev.culvert.ui.model.Commands;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.Step;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.sidebar.RowMenu;
import dev.culvert.ui.sidebar.StateShape;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.PauseTransition;
import javafx.animation.Timeline;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** One tunnel: is it up, where does it go, how fast; else how far connecting is, or why it failed. {@link #close} lets go of the model. */
public final class TunnelPage extends VBox implements AutoCloseable {
    /** Below this width the window is a single column. */
    private static final int BANNER_LINES = 12;

    private static final int BANNER_LENGTH = 1200;
    private static final double NARROW = 480;

    /** Below this width four things do not fit beside each other. */
    private static final double TIGHT = 640;

    /** On success the steps stay long enough to be read. */
    private static final javafx.util.Duration STEPS_STAY = javafx.util.Duration.millis(600);

    private static final DateTimeFormatter CLOCK_TIME = DateTimeFormatter.ofPattern("HH:mm");

    private final TunnelModel tunnel;
    private final Commands commands;
    private final StateWords words;
    private final Clock clock;
    private final Label badge = Nodes.label("", "badge", "large");
    private final StateIcon icon = new StateIcon(StateIcon.Kind.OFF);
    private final Label state = Nodes.label("", "state-word");
    private final Label detail = Nodes.label("", "muted");
    private final Tooltip wholeDetail = new Tooltip();
    private final Label onOff = Nodes.label("", "medium", "muted");
    private final Switch power = Switch.tunnel();
    private final PathView path;
    private final OverviewView overview;
    private final StepsView steps;
    private final HBox name = new HBox(8);
    private final StackPane content = new StackPane();
    private final ScrollPane scroll = Nodes.scrolling(new ScrollPane(content));
    private final StackPane body = new StackPane();
    private final VBox notes = new VBox(8);
    private final Button reconnect;
    private final Node log;
    private final Timeline timer;
    private final PauseTransition stepsStay = new PauseTransition(STEPS_STAY);
    private final ObservableValue<Boolean> seen;
    private final Subscription subscription;
    private final ToggleGroup tabs = new ToggleGroup();
    private final ToggleButton overviewTab = new ToggleButton();
    private final ToggleButton logTab = new ToggleButton();
    private boolean showsLog;
    private @Nullable TunnelState shownState;
    private StateIcon.@Nullable Kind shownKind;

    /**
     * @param changes grows with every change of any tunnel
     * @param log what the Log tab shows
     */
    public TunnelPage(
            TunnelModel tunnel,
            ReadOnlyLongProperty changes,
            Commands commands,
            StateWords words,
            Clock clock,
            Node log) {
        this.tunnel = tunnel;
        this.commands = commands;
        this.words = words;
        this.clock = clock;
        this.log = log;
        path = new PathView(words.words());
        overview = new OverviewView(tunnel, words);
        steps = new StepsView(tunnel, words);
        reconnect = Nodes.button(
                words.words().text("window.reconnect"), Feather.REFRESH_CW, () -> commands.reconnect(tunnel));
        getStyleClass().add("page");
        content.setAlignment(Pos.TOP_LEFT);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        VBox.setVgrow(body, Priority.ALWAYS);
        getChildren().addAll(hero(), notes, toolbar(), body);
        timer = new Timeline(new KeyFrame(javafx.util.Duration.millis(100), _ -> showTimes()));
        timer.setCycleCount(Animation.INDEFINITE);
        widthProperty().addListener((_, _, _) -> showAll());
        stepsStay.setOnFinished(_ -> showContent());
        seen = Seen.of(this);
        subscription = Subscription.combine(changes.subscribe(this::showAll), seen.subscribe(_ -> showAll()));
    }

    private VBox hero() {
        Label title = Nodes.label(tunnel.name(), "h1");
        title.setMinWidth(0);
        title.setTooltip(new Tooltip(tunnel.name()));
        badge.setMinWidth(Region.USE_PREF_SIZE);
        name.getChildren().setAll(title, badge);
        name.setAlignment(Pos.CENTER_LEFT);
        name.setMinWidth(0);
        state.setMinWidth(Region.USE_PREF_SIZE);
        detail.setMinWidth(0);
        detail.setTooltip(wholeDetail);
        HBox line = new HBox(8, icon, state, detail);
        line.setAlignment(Pos.CENTER_LEFT);
        line.setMinWidth(0);
        VBox words = new VBox(4, name, line);
        words.setMinWidth(0);
        words.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(words, Priority.ALWAYS);
        power.setOnAction(() -> commands.toggle(tunnel));
        onOff.setMinWidth(Region.USE_PREF_SIZE);
        HBox top = new HBox(16, words, onOff, power);
        top.setAlignment(Pos.CENTER_LEFT);
        VBox hero = new VBox(24, top, path);
        hero.getStyleClass().add("card");
        hero.setMinHeight(Region.USE_PREF_SIZE);
        return hero;
    }

    private HBox toolbar() {
        Messages texts = words.words();
        tab(overviewTab, texts.text("window.tunnel.overview"), "left-pill", false);
        tab(logTab, texts.text("window.log"), "right-pill", true);
        showLog(false);
        Button edit = Nodes.button(texts.text("window.edit"), Feather.EDIT_2, () -> commands.edit(tunnel));
        Nodes.shown(edit, tunnel.stored() != null);
        ContextMenu menu = new ContextMenu();
        Button more = Nodes.iconButton(texts.text("window.more"), Feather.MORE_HORIZONTAL, () -> {});
        more.setOnAction(_ -> {
            List<MenuItem> items = RowMenu.items(List.of(tunnel), commands, words);
            menu.getItems().setAll(items);
            menu.show(more, Side.BOTTOM, 0, 4);
        });
        HBox bar = new HBox(8, new HBox(overviewTab, logTab), Nodes.space(), reconnect, edit, more);
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.setMinHeight(Region.USE_PREF_SIZE);
        widthProperty()
                .addListener(
                        (_, _, width) -> Nodes.shown(edit, tunnel.stored() != null && width.doubleValue() >= NARROW));
        return bar;
    }

    private void tab(ToggleButton tab, String text, String pill, boolean ofLog) {
        tab.setText(text);
        tab.getStyleClass().add(pill);
        tab.setToggleGroup(tabs);
        tab.setMinWidth(Region.USE_PREF_SIZE);
        tab.setOnAction(_ -> showLog(ofLog));
    }

    /** The log, or the overview. */
    public void showLog(boolean shown) {
        (shown ? logTab : overviewTab).setSelected(true);
        showsLog = shown;
        // what is not shown follows no file
        body.getChildren().setAll(shown ? log : scroll);
        showPath();
    }

    /** In a narrow window the log needs the room. */
    private void showPath() {
        Nodes.shown(path, !(showsLog && isTight()));
    }

    private boolean isTight() {
        return getWidth() > 0 && getWidth() < TIGHT;
    }

    private boolean isNarrow() {
        return getWidth() > 0 && getWidth() < NARROW;
    }

    public TunnelModel tunnel() {
        return tunnel;
    }

    /** What the Log tab shows. */
    public Node log() {
        return log;
    }

    public boolean showsLog() {
        return showsLog;
    }

    private void showAll() {
        if (!seen.getValue()) {
            timer.stop();
            return;
        }
        boolean narrow = isNarrow();
        showPath();
        if (narrow != getStyleClass().contains("narrow")) {
            if (narrow) {
                getStyleClass().add("narrow");
            } else {
                getStyleClass().remove("narrow");
            }
        }
        // the menu above says the name already
        Nodes.shown(name, !narrow);
        Profile.Mode mode = tunnel.mode();
        Nodes.shown(badge, mode != null);
        badge.setText(mode == null ? "" : words.words().text("window.kind." + mode.name()));
        showState();
        path.show(PathStop.of(tunnel, words), isTight());
        overview.narrow(isTight());
        steps.narrow(isTight());
        showNotes();
        showContent();
        Nodes.shown(reconnect, tunnel.isUp() && !narrow);
        animate();
    }

    private void showState() {
        TunnelState now = tunnel.state();
        StateIcon.Kind kind = StateShape.of(now);
        if (kind != shownKind) {
            shownKind = kind;
            icon.show(kind);
            state.getStyleClass()
                    .setAll("label", "state-word", "is-" + kind.name().toLowerCase(java.util.Locale.ROOT));
        }
        state.setText(words.state(now));
        String more = detail(now);
        detail.setText(more);
        wholeDetail.setText(more);
        power.selectedProperty().set(now instanceof TunnelState.Connected);
        power.busyProperty().set(tunnel.isOn() && !(now instanceof TunnelState.Connected));
        onOff.setText(words.words().text(tunnel.isOn() ? "window.on" : "window.off"));
        power.setAccessibleText(
                words.words().text("window.switch.state", "name", tunnel.name(), "state", words.state(now)));
    }

    private String detail(TunnelState now) {
        Messages texts = words.words();
        String number = "";
        Step current = tunnel.steps().current();
        if (current != null) {
            number = words.step("window.steps.number", current);
        }
        return switch (now) {
            case TunnelState.Connected(String _, var since) ->
                "· " + Amounts.duration(Duration.between(since, clock.instant()));
            case TunnelState.Connecting _ ->
                "· " + (isNarrow() ? "" : number + " · ")
                        + Amounts.seconds(tunnel.steps().total());
            case TunnelState.Reconnecting reconnecting ->
                "· "
                        + (isNarrow()
                                ? texts.text("window.state.try", "attempt", Integer.toString(reconnecting.attempt()))
                                : words.attempt(reconnecting, clock.instant()));
            case TunnelState.Waiting(String what) -> "· " + texts.text("window.waiting", "what", what);
            case TunnelState.Failed _ -> failedDetail();
            default -> "";
        };
    }

    private String failedDetail() {
        var at = tunnel.failedAt();
        Step step = tunnel.steps().failed();
        String time = at == null ? "" : "· " + CLOCK_TIME.format(at.atZone(ZoneId.systemDefault()));
        return step == null || isNarrow() ? time : time + " · " + words.step("window.failed.stopped", step);
    }

    private void showNotes() {
        // why it is dialled again, without what there is to do: it is being done
        Stream<String> why = tunnel.state() instanceof TunnelState.Reconnecting(int _, var _, Failure cause)
                ? words.words().failure(cause).lines().limit(1)
                : Stream.empty();
        Stream<String> told = tunnel.notes().stream()
                .map(note -> switch (note) {
                    case Event.Warning warning -> words.words().warning(warning);
                    case Event.Banner(String _, int hop, String text) ->
                        PathVia.of(tunnel).says(words.words(), hop, cut(Printable.text(text)));
                    default -> "";
                })
                .filter(text -> !text.isEmpty());
        List<String> texts = Stream.concat(why, told).toList();
        if (!texts.equals(notes.getUserData())) {
            notes.setUserData(texts);
            notes.getChildren().setAll(texts.stream().map(this::note).toList());
        }
        Nodes.shown(notes, !texts.isEmpty());
    }

    /** A banner is the server's to make as long as it likes. */
    private static String cut(String text) {
        List<String> lines = text.strip().lines().limit(BANNER_LINES + 1).toList();
        String some = String.join("\n", lines.subList(0, Math.min(lines.size(), BANNER_LINES)));
        boolean whole = lines.size() <= BANNER_LINES && some.length() <= BANNER_LENGTH;
        return whole ? some : some.substring(0, Math.min(some.length(), BANNER_LENGTH)) + "…";
    }

    private Node note(String text) {
        HBox bar = new HBox(Nodes.paragraph(text));
        bar.getStyleClass().addAll("message", "warning");
        return bar;
    }

    private void showContent() {
        TunnelState now = tunnel.state();
        boolean justUp = now instanceof TunnelState.Connected && shownState instanceof TunnelState.Connecting;
        if (justUp) {
            stepsStay.playFromStart();
        } else if (!(now instanceof TunnelState.Connected)) {
            stepsStay.stop();
        }
        boolean showSteps = now instanceof TunnelState.Connecting
                || now instanceof TunnelState.Waiting
                || stepsStay.getStatus() == Animation.Status.RUNNING;
        if (showSteps) {
            steps.show();
            set(steps);
        } else if (now instanceof TunnelState.Failed(var cause)) {
            if (!now.equals(shownState)) {
                set(new FailedView(tunnel, cause, words, commands));
            }
        } else {
            overview.show();
            set(overview);
        }
        shownState = now;
    }

    private void set(Node node) {
        if (content.getChildren().isEmpty() || !content.getChildren().getFirst().equals(node)) {
            content.getChildren().setAll(node);
        }
    }

    /** Ten times a second while connecting; otherwise figures come each second by themselves. */
    private void showTimes() {
        showState();
        if (content.getChildren().contains(steps)) {
            steps.show();
        }
    }

    private void animate() {
        if (tunnel.state() instanceof TunnelState.Connecting) {
            timer.play();
        } else {
            timer.stop();
        }
    }

    @Override
    public void close() {
        subscription.unsubscribe();
        timer.stop();
        stepsStay.stop();
    }
}

package dev.culvert.ui.sidebar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.words.Messages;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ui.kit.Clipped;
import dev.culvert.ui.kit.FxTest;
import dev.culvert.ui.model.Commands;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.Told;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.model.TunnelsModel;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;

/** The list of profiles as a person uses it. */
class SidebarTest extends FxTest {
    private static final TunnelState UP = new TunnelState.Connected("tun0", Instant.EPOCH);

    private final List<String> asked = new ArrayList<>();
    private long now;
    private final TunnelsModel model = new TunnelsModel(Runnable::run, () -> now);
    private final Sidebar sidebar =
            fromFx(() -> new Sidebar(model, recording(), new StateWords(Messages.withWindow(Locale.ENGLISH))));

    /** Notes each command with the name of its tunnel. */
    private Commands recording() {
        return (Commands) Proxy.newProxyInstance(
                Commands.class.getClassLoader(), new Class<?>[] {Commands.class}, (proxy, method, arguments) -> {
                    Object first = arguments == null ? "" : arguments[0];
                    asked.add(method.getName() + " " + (first instanceof TunnelModel tunnel ? tunnel.name() : first));
                    return null;
                });
    }

    private TunnelModel tunnel(String name) {
        return model.find(name).orElseThrow();
    }

    @Test
    void whatIsShownStaysSelectedWhileProfilesComeAndGo() {
        onFx(() -> model.profiles(Told.profiles("b", "d")));
        Stage stage = show(sidebar, 280, 600, false);
        onFx(() -> sidebar.show(tunnel("b")));
        onFx(() -> model.profiles(Told.profiles("a", "b", "c", "d")));
        settle();
        onFx(() -> assertThat(sidebar.selected()).containsExactly(tunnel("b")));
        onFx(() -> model.profiles(Told.profiles("b")));
        settle();
        onFx(() -> assertThat(sidebar.selected()).containsExactly(tunnel("b")));
        snapshot(stage.getScene(), "sidebar-selected");
    }

    @Test
    void theFirstProfileIsSelectedThoughItComesWhileTheListIsNotShownYet() {
        onFx(() -> {
            model.profiles(Told.profiles("only"));
            sidebar.show(tunnel("only"));
        });
        show(sidebar, 280, 600, false);
        onFx(() -> assertThat(sidebar.selected()).containsExactly(tunnel("only")));
    }

    @Test
    void spaceSwitchesDeleteDeletesAndAltArrowMoves() {
        onFx(() -> model.profiles(Told.profiles("a", "b", "c")));
        Stage stage = show(sidebar, 280, 600, false);
        onFx(() -> {
            sidebar.show(tunnel("b"));
            sidebar.focusList();
        });
        press(stage.getScene(), KeyCode.SPACE);
        press(stage.getScene(), KeyCode.DELETE);
        press(stage.getScene(), KeyCode.F2);
        assertThat(asked).contains("toggle b", "edit b").anyMatch(each -> each.startsWith("delete [b"));
    }

    @Test
    void searchFindsNamesAndHosts() {
        onFx(() -> model.profiles(Told.profiles("office", "home")));
        Stage stage = show(sidebar, 280, 600, false);
        onFx(sidebar::focusSearch);
        type(stage.getScene(), "hom");
        onFx(() -> assertThat(sidebar.found()).extracting(TunnelModel::name).containsExactly("home"));
        press(stage.getScene(), KeyCode.ESCAPE);
        type(stage.getScene(), "EXAMPLE.org");
        onFx(() -> assertThat(sidebar.found()).extracting(TunnelModel::name).containsExactly("home", "office"));
    }

    private void figures(String name, long down) {
        onFx(() -> {
            now += 1_000_000_000L;
            model.tunnels(List.of(Told.tunnel(name, UP, down, down, 12.0)));
        });
        settle();
    }

    private List<String> rates() {
        return fromFx(() -> sidebar.lookupAll(".profile-line").stream()
                .map(each -> ((Label) each).getText())
                .toList());
    }

    @Test
    void rowsAreWrittenOnlyWhileTheyAreSeen() {
        onFx(() -> model.profiles(Told.profiles("office")));
        Stage stage = show(sidebar, 280, 600, false);
        figures("office", 0);
        figures("office", 1_000_000);
        assertThat(rates()).contains("1.00 MB/s");
        onFx(stage::hide);
        figures("office", 3_000_000);
        assertThat(rates()).as("hidden").contains("1.00 MB/s").doesNotContain("2.00 MB/s");
        onFx(stage::show);
        settle();
        assertThat(rates()).contains("2.00 MB/s").doesNotContain("1.00 MB/s");
    }

    @Test
    void theTotalHasRoomForItsFigures() {
        onFx(() -> model.profiles(Told.profiles("office")));
        show(sidebar, 280, 600, false);
        figures("office", 0);
        figures("office", 68_800);
        assertThat(rates()).contains("68.8 kB/s");
        onFx(() -> assertThat(Clipped.texts(sidebar)).isEmpty());
    }

    /** A new one each second would have the whole window drawn anew. */
    @Test
    void theStateButtonKeepsItsIcon() {
        onFx(() -> model.profiles(Told.profiles("office")));
        show(sidebar, 280, 600, false);
        figures("office", 0);
        Node before = fromFx(this::stateIcon);
        figures("office", 1_000_000);
        onFx(() -> assertThat(stateIcon()).isSameAs(before));
    }

    private Node stateIcon() {
        return ((StateButton) sidebar.lookup(".state-button")).getGraphic();
    }
}

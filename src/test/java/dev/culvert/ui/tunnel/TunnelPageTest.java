package dev.culvert.ui.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.words.Messages;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus.Via;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.ui.kit.Clipped;
import dev.culvert.ui.kit.FxTest;
import dev.culvert.ui.kit.Switch;
import dev.culvert.ui.model.Commands;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.Told;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.model.TunnelsModel;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;

/** The page of one tunnel, state by state. */
class TunnelPageTest extends FxTest {
    private static final Instant SINCE = Instant.parse("2026-05-04T10:00:00Z");
    private static final TunnelState UP = new TunnelState.Connected("tun0", SINCE);
    private static final StateWords WORDS = new StateWords(Messages.withWindow(Locale.ENGLISH));

    private final List<String> asked = new ArrayList<>();
    private final long[] now = {0};
    private final TunnelsModel model = new TunnelsModel(Runnable::run, () -> now[0]);
    private final TunnelPage page = fromFx(this::make);

    private TunnelPage make() {
        Commands commands = (Commands) Proxy.newProxyInstance(
                Commands.class.getClassLoader(), new Class<?>[] {Commands.class}, (_, method, arguments) -> {
                    asked.add(method.getName() + " " + ((TunnelModel) arguments[0]).name());
                    return null;
                });
        model.profiles(Told.profiles("office"));
        return new TunnelPage(
                model.find("office").orElseThrow(),
                model.changesProperty(),
                commands,
                WORDS,
                Clock.fixed(SINCE.plusSeconds(75), ZoneOffset.UTC),
                new Region());
    }

    private Stage open() {
        return show(page, 840, 720, false);
    }

    private void state(TunnelState state) {
        onFx(() -> model.event(new Event.State("office", state)));
        settle();
    }

    private void figures(long down, long up) {
        onFx(() -> {
            now[0] += 1_000_000_000L;
            model.tunnels(List.of(Told.tunnel("office", UP, down, up, 12.0)));
        });
        settle();
    }

    private List<String> texts() {
        return fromFx(() -> page.lookupAll(".label").stream()
                .filter(TunnelPageTest::isSeen)
                .map(each -> ((Labeled) each).getText())
                .filter(text -> text != null && !text.isEmpty())
                .toList());
    }

    private static boolean isSeen(Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (!each.isVisible()) {
                return false;
            }
        }
        return node instanceof Labeled;
    }

    private Switch power() {
        return fromFx(() -> (Switch) page.lookup(".switch"));
    }

    /** Each host on the way is a stop; where a login fails is seen there, and nothing is cut off in a narrow window. */
    @Test
    void hostsOnTheWayAreStops() {
        Stage stage = open();
        Via proxy = new Via(Via.Kind.PROXY, "socks5h://proxy.example.org:1080");
        Via host = new Via(Via.Kind.HOST, "admin@bastion.example.org:22");
        onFx(() -> model.tunnels(List.of(Told.tunnel("office", UP, 10_000, 10_000, 12.0, proxy, host))));
        settle();
        assertThat(texts()).contains("socks5h://proxy.example.org:1080", "admin@bastion.example.org:22");
        snapshot(stage.getScene(), "page-via");
        Failure refused = Failure.of(FailureCause.LOGIN_REFUSED, "user", "admin", "hop", "0");
        onFx(() -> model.tunnels(
                List.of(Told.tunnel("office", new TunnelState.Failed(refused), 0, 0, null, proxy, host))));
        settle();
        snapshot(stage.getScene(), "page-via-failed");

        onFx(() -> {
            stage.setWidth(420);
            model.tunnels(List.of(Told.tunnel("office", UP, 10_000, 10_000, 12.0, proxy, host, host)));
        });
        settle();
        snapshot(stage.getScene(), "page-via-narrow");
        onFx(() -> assertThat(Clipped.texts(page)).isEmpty());
    }

    @Test
    void offSaysSoAndItsSwitchConnects() {
        Stage stage = open();
        assertThat(texts()).contains("office", "Off", "TUN");
        onFx(() -> {
            assertThat(power().getAccessibleRole()).isEqualTo(AccessibleRole.TOGGLE_BUTTON);
            assertThat(power().getAccessibleText()).isEqualTo("office tunnel, Off");
            assertThat(power().queryAccessibleAttribute(AccessibleAttribute.SELECTED))
                    .isEqualTo(false);
            power().requestFocus();
        });
        press(stage.getScene(), KeyCode.SPACE);
        assertThat(asked).containsExactly("toggle office");
    }

    @Test
    void connectingShowsItsStepsWithTimes() {
        Stage stage = open();
        onFx(() -> model.asked("office"));
        now[0] = 1_500_000_000L;
        state(new TunnelState.Connecting(TunnelState.Stage.LOGIN));
        assertThat(texts()).contains("Connecting", "Log in as maya", "Helper", "Routes");
        assertThat(texts()).anyMatch(each -> each.contains("step 3 of 7"));
        onFx(() -> {
            assertThat(power().getAccessibleText()).isEqualTo("office tunnel, Connecting");
            assertThat(power().busyProperty().get()).isTrue();
        });
        onFx(() -> assertThat(Clipped.texts(page)).isEmpty());
        snapshot(stage.getScene(), "page-connecting");
    }

    @Test
    void connectedShowsFiguresThatGrow() {
        open();
        state(UP);
        figures(0, 0);
        figures(2_000_000, 1_000);
        assertThat(texts()).contains("Connected", "2.00", "MB/s", "1.00", "kB/s", "12");
        assertThat(texts()).anyMatch(each -> each.contains("1 min 15 s"));
        onFx(() -> {
            assertThat(power().queryAccessibleAttribute(AccessibleAttribute.SELECTED))
                    .isEqualTo(true);
            assertThat(chart().getAccessibleText()).isEqualTo("Download 2.00 MB/s, upload 1.00 kB/s");
            assertThat(Clipped.texts(page)).isEmpty();
        });
    }

    private Node chart() {
        return page.lookup(".throughput");
    }

    @Test
    void aChartThatNobodySeesIsNotDrawn() {
        open();
        state(UP);
        figures(0, 0);
        figures(1_000_000, 1_000);
        Node chart = fromFx(this::chart);
        String drawn = fromFx(chart::getAccessibleText);
        onFx(() -> page.showLog(true));
        figures(9_000_000, 9_000);
        assertThat(fromFx(chart::getAccessibleText)).as("drawn anew").isEqualTo(drawn);
        onFx(() -> page.showLog(false));
        settle();
        assertThat(fromFx(chart::getAccessibleText)).isEqualTo("Download 8.00 MB/s, upload 8.00 kB/s");
    }

    @Test
    void nothingIsDrawnWhileTheWindowIsHiddenOrAnIcon() {
        Stage stage = open();
        state(UP);
        figures(0, 0);
        figures(1_000_000, 1_000);
        List<String> drawn = texts();
        assertThat(drawn).contains("1.00");
        onFx(stage::hide);
        figures(3_000_000, 1_000);
        assertThat(texts()).as("hidden").isEqualTo(drawn);
        onFx(stage::show);
        settle();
        assertThat(texts()).contains("2.00");
        onFx(() -> stage.setIconified(true));
        figures(7_000_000, 1_000);
        assertThat(texts()).as("an icon").contains("2.00").doesNotContain("4.00");
        onFx(() -> stage.setIconified(false));
        settle();
        assertThat(texts()).contains("4.00");
    }

    @Test
    void whatScrollsIsNotKeptAsAPictureThatIsMadeAnewEachSecond() {
        open();
        onFx(() -> assertThat(page.lookup(".viewport").isCache()).isFalse());
    }

    @Test
    void failedNamesTheCauseAndWhatToDo() {
        Stage stage = open();
        onFx(() -> model.asked("office"));
        state(new TunnelState.Connecting(TunnelState.Stage.CHANNEL));
        state(new TunnelState.Failed(Failure.of(
                FailureCause.TUNNEL_NOT_PERMITTED,
                "server",
                "server.example.org",
                "user",
                "maya",
                "mode",
                "tun",
                "reason",
                "administratively prohibited")));
        assertThat(texts())
                .contains(
                        "Failed",
                        "Server refused the tunnel: PermitTunnel is off",
                        "Match User maya\n    PermitTunnel point-to-point",
                        "The server said: administratively prohibited")
                .doesNotContain("sudo ip tuntap add dev tun101 mode tun user maya");
        onFx(() -> page.lookupAll(".button").stream()
                .map(Button.class::cast)
                .filter(button -> "Show the lines (1)".equals(button.getText()))
                .forEach(Button::fire));
        settle();
        assertThat(texts()).contains("sudo ip tuntap add dev tun101 mode tun user maya");
        onFx(() -> assertThat(Clipped.texts(page)).isEmpty());
        onFx(() -> stage.setWidth(420));
        settle();
        onFx(() -> assertThat(Clipped.texts(page)).as("narrow").isEmpty());
    }

    @Test
    void whatFailsRightAfterConnectingIsShown() {
        open();
        onFx(() -> model.asked("office"));
        state(UP);
        state(new TunnelState.Failed(Failure.of(FailureCause.CONNECTION_LOST)));
        assertThat(texts()).contains("Failed", "The connection was lost");
    }

    @Test
    void aPageThatWasClosedLetsGoOfItsTunnel() {
        open();
        onFx(page::close);
        state(UP);
        assertThat(texts()).contains("Off").doesNotContain("Connected");
    }
}

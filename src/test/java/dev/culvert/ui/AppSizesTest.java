package dev.culvert.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.ui.kit.Clipped;
import dev.culvert.ui.model.Told;
import dev.culvert.ui.settings.UserSettings.Language;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javafx.stage.Stage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is clipped in the window from its smallest size on, in any language, at any scale of the screen. */
class AppSizesTest extends OpenApp {
    /** Width and height in logical pixels, and the screen's scale. 760 is where the list comes in. */
    private record Size(double width, double height, double scale) {}

    private static final List<Size> SIZES = List.of(
            new Size(420, 640, 1),
            new Size(420, 640, 1.5),
            new Size(759, 640, 1.25),
            new Size(760, 640, 1.5),
            new Size(920, 640, 2),
            new Size(1080, 720, 1));

    private final List<String> clipped = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(
            value = Language.class,
            names = {"ENGLISH", "CHINESE"})
    void nothingIsClipped(Language language) {
        onFx(() -> app.settings().update(now -> now.withLanguage(language)));
        select("alpha");
        look(language, "off");
        onFx(() -> app.model().asked("alpha"));
        state(new TunnelState.Connecting(TunnelState.Stage.CHANNEL));
        look(language, "connecting");
        TunnelState up = new TunnelState.Connected("tun0", Instant.now().minusSeconds(12_345));
        state(up);
        onFx(() -> app.model().tunnels(List.of(Told.tunnel("alpha", up, 12_345_678_901L, 987_654_321, 18.2))));
        look(language, "connected");
        assertThat(texts())
                .as("an address beside a login without a name")
                .anyMatch(each -> each.contains("203.0.113.20"));
        assertThat(texts()).noneMatch(each -> each.contains("·  ·") || each.contains("· ·") || each.startsWith(" ·"));
        onFx(() -> app.views()
                .trouble("A file that somebody dropped on this window is no profile, and stays where it is"));
        look(language, "trouble");
        onFx(() -> tunnelPage().showLog(true));
        look(language, "log");
        state(new TunnelState.Failed(Failure.of(
                FailureCause.TUNNEL_NOT_PERMITTED, "server", "alpha.example.org", "user", "maya", "mode", "tun")));
        onFx(() -> tunnelPage().showLog(false));
        look(language, "failed");
        onFx(() -> app.commands().settings());
        look(language, "settings");
        onFx(() -> app.commands().edit(app.model().find("beta").orElseThrow()));
        look(language, "editor");
        assertThat(clipped).isEmpty();
    }

    private void state(TunnelState state) {
        onFx(() -> app.model().event(new Event.State("alpha", state)));
    }

    private void look(Language language, String what) {
        Stage stage = fromFx(() -> (Stage) scene().getWindow());
        for (Size size : SIZES) {
            onFx(() -> {
                stage.setWidth(size.width());
                stage.setHeight(size.height());
                stage.setRenderScaleX(size.scale());
                stage.setRenderScaleY(size.scale());
            });
            // what takes another shape by its width is laid out once for each
            settle();
            settle();
            onFx(() ->
                    Clipped.texts(scene().getRoot()).forEach(each -> clipped.add(what + " at " + size + ": " + each)));
            if (size.scale() == 1) {
                snapshot(scene(), "window-%s-%s-%.0f".formatted(what, language, size.width()));
            }
        }
    }
}

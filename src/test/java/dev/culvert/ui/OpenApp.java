package dev.culvert.ui;

import dev.culvert.control.HelperAccess;
import dev.culvert.control.HelperConnection;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.demo.DemoHost;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.ProfileWriter;
import dev.culvert.ui.kit.FxTest;
import dev.culvert.ui.model.TunnelModel;
import dev.culvert.ui.settings.SettingsFile;
import dev.culvert.ui.settings.UserSettings;
import dev.culvert.ui.tunnel.TunnelPage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListCell;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The whole window over a store of its own with four profiles, without a helper. */
abstract class OpenApp extends FxTest {
    @TempDir
    Path directory;

    final StandInDesktop desktop = new StandInDesktop();
    ProfileStore store;
    App app;

    @BeforeEach
    void open() throws Exception {
        store = new ProfileStore(directory.resolve("profiles"));
        for (String name : List.of("alpha", "beta", "gamma", "other")) {
            store.add(name, text(name, List.of()));
        }
        start(UserSettings.DEFAULT);
    }

    private void start(UserSettings settings) {
        Path file = directory.resolve("settings.json");
        Parts parts = new Parts(
                store,
                file,
                (_, _) -> new NoHelper(),
                desktop,
                new DemoHost(directory.resolve("demo")),
                new UserEnvironment(directory, "maya", Map.of(), directory.resolve("etc")),
                Locale.ENGLISH,
                List.of(),
                false);
        app = fromFx(() -> new App(parts, new SettingsFile(file), settings, () -> {}));
        onFx(() -> app.begin(List.of()));
        until("profiles", () -> app.model().all().size() == 4);
        settle();
    }

    @AfterEach
    void end() {
        onFx(app::end);
        app.close();
    }

    private static final class NoHelper implements HelperAccess {
        @Override
        public List<TunnelStatus> leftClosed() {
            return List.of();
        }

        @Override
        public Optional<HelperConnection> attach() {
            return Optional.empty();
        }

        @Override
        public HelperConnection attachOrStart() throws TunnelException {
            throw new TunnelException(FailureCause.CANCELLED);
        }

        @Override
        public Optional<Path> log() {
            return Optional.empty();
        }
    }

    static String text(String name, List<String> up) {
        Profile plain = Profile.of(name, Profile.Mode.TUN, Profile.Server.of(name + ".example.org"));
        return ProfileWriter.write(new Profile(
                plain.name(),
                plain.mode(),
                plain.server(),
                plain.auth(),
                plain.device(),
                plain.network(),
                new Profile.Remote(
                        plain.remote().configure(),
                        plain.remote().addresses(),
                        plain.remote().forward(),
                        plain.remote().masquerade(),
                        up,
                        List.of()),
                plain.keepalive(),
                plain.reconnect(),
                plain.proxy(),
                plain.forwards(),
                plain.filter(),
                plain.fallback(),
                plain.start()));
    }

    // ---- looking

    Scene scene() {
        return app.scene();
    }

    <T extends Node> Stream<T> all(Class<T> type, Node below) {
        Stream<T> self = type.isInstance(below) ? Stream.of(type.cast(below)) : Stream.empty();
        return !below.isVisible()
                ? Stream.empty()
                : below instanceof Parent parent
                        ? Stream.concat(
                                self, parent.getChildrenUnmodifiable().stream().flatMap(each -> all(type, each)))
                        : self;
    }

    List<String> texts() {
        return fromFx(() -> all(Labeled.class, scene().getRoot())
                .map(Labeled::getText)
                .filter(each -> each != null && !each.isEmpty())
                .toList());
    }

    boolean reads(String text) {
        return texts().stream().anyMatch(each -> each.contains(text));
    }

    Labeled button(String text) {
        return all(Labeled.class, scene().getRoot())
                .filter(each -> text.equals(each.getText()) || text.equals(each.getAccessibleText()))
                .findFirst()
                .orElseThrow();
    }

    ListCell<?> row(String name) {
        return all(ListCell.class, app.views().window().sidebar())
                .filter(each -> each.getItem() instanceof TunnelModel tunnel
                        && tunnel.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Node page() {
        return fromFx(() -> app.views().window().page());
    }

    TunnelPage tunnelPage() {
        return Objects.requireNonNull(app.views().tunnelPage());
    }

    List<String> order() {
        return fromFx(() -> app.model().all().stream().map(TunnelModel::name).toList());
    }

    // ---- using

    void select(String name) {
        onFx(() -> app.commands().select(app.model().find(name).orElseThrow()));
        settle();
    }

    void click(String name) {
        for (EventType<MouseEvent> type :
                List.of(MouseEvent.MOUSE_PRESSED, MouseEvent.MOUSE_RELEASED, MouseEvent.MOUSE_CLICKED)) {
            onFx(() -> Event.fireEvent(
                    row(name),
                    new MouseEvent(
                            type,
                            100,
                            20,
                            100,
                            20,
                            MouseButton.PRIMARY,
                            1,
                            false,
                            false,
                            false,
                            false,
                            true,
                            false,
                            false,
                            true,
                            false,
                            true,
                            null)));
        }
        settle();
    }
}

package dev.culvert.ui.editor;

import dev.culvert.control.words.Messages;
import dev.culvert.net.IpPrefix;
import dev.culvert.ui.kit.FxTest;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;

/** Draws every page of the editor into target/screenshots, to be looked at. A program, not a test. */
final class EditorPictures {
    private static final String PROFILE = """
            {
              "version": 1,
              "name": "Home lab",
              "mode": "tun",
              "server": { "host": "server.example.org", "user": "maya" },
              "auth": { "keys": ["~/.ssh/id_ed25519", "~/.ssh/work"] },
              "device": { "remoteUnit": 101 },
              "network": {
                "addresses": ["10.0.0.256/30"],
                "routes": ["10.20.0.0/16", "192.168.40.0/24", "fd42:20::/48"]
              },
              "remote": {
                "addresses": ["10.0.0.1/30"],
                "up": ["systemctl reload something"]
              }
            }
            """;

    private EditorPictures() {}

    public static void main(String[] arguments) {
        for (Locale locale : List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE)) {
            for (boolean dark : List.of(false, true)) {
                draw(locale, dark, 840, 720);
            }
            draw(locale, false, 420, 640);
        }
        draw(Locale.ENGLISH, true, 420, 640);
        FxTest.failOnWhatWentWrong();
        Platform.exit();
    }

    private static void draw(Locale locale, boolean dark, int width, int height) {
        String name = "editor-%s-%s-%d".formatted(locale.getLanguage(), dark ? "dark" : "light", width);
        Messages words = Messages.withWindow(locale);
        EditorViewModel editor = FxTest.fromFx(() -> new EditorViewModel(
                PROFILE, false, new Leaving((text, overwrite) -> {}, Runnable::run, Runnable::run, () -> {})));
        Scene scene = FxTest.show(FxTest.fromFx(() -> new EditorView(editor, words, () -> {})), width, height, dark)
                .getScene();
        FxTest.onFx(() -> {
            editor.tunnelUp().set(true);
            editor.measuredMtu().set(OptionalInt.of(1500));
            editor.setLocalNetworks(List.of(new LocalNetwork("wlan0", IpPrefix.parse("192.168.40.0/24"))));
        });
        for (Tab tab : Tab.values()) {
            FxTest.onFx(() -> editor.tab().set(tab));
            FxTest.snapshot(scene, name + "-" + tab.name().toLowerCase(Locale.ROOT));
        }
        FxTest.onFx(() -> {
            editor.tab().set(Tab.NETWORK);
            editor.list(Field.ROUTES).set(List.of("10.20.0.0/16", "10.1.2.3/16", "fd42:20::/48"));
            editor.leave(Field.ROUTES);
        });
        Node chips = FxTest.fromFx(() -> scene.getRoot().lookup(".chips.roomy .text-field"));
        FxTest.onFx(chips::requestFocus);
        FxTest.press(scene, KeyCode.BACK_SPACE);
        FxTest.snapshot(scene, name + "-chips");
        FxTest.onFx(() -> {
            editor.tab().set(Tab.NETWORK);
            editor.goToFirstProblem();
            editor.routes().choose(RouteChoice.Through.ALL_EXCEPT);
            editor.requestLeave(() -> {});
        });
        FxTest.snapshot(scene, name + "-leave");
        FxTest.onFx(() -> {
            editor.leaving().keepEditing();
            editor.text().set("{ \"name\": ");
            editor.tab().set(Tab.GENERAL);
        });
        FxTest.snapshot(scene, name + "-unreadable");
    }
}

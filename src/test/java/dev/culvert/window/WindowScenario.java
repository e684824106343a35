package dev.culvert.window;

import dev.culvert.Main;
import dev.culvert.control.words.Messages;
import dev.culvert.desktop.linux.Panel;
import dev.culvert.ui.kit.FxTest;
import java.util.Locale;
import java.util.Objects;

/**
 * A program of its own: runs {@link Main} as it is, without arguments, and uses its window. Ends with 0, as the program does, when
 * all went well; with 1 and the reason otherwise.
 */
final class WindowScenario {
    /** Said before the program is left. */
    static final String WELL = "all as it should be";

    private WindowScenario() {}

    /** @param arguments the scenario's name, and the network namespace whose processes it ends */
    public static void main(String[] arguments) throws Exception {
        FxTest.listen();
        Panel panel = Panel.at(Objects.requireNonNull(System.getenv("DBUS_SESSION_BUS_ADDRESS")));
        Thread.ofPlatform().name("program").start(() -> Main.main(new String[0]));
        Locale locale = Locale.getDefault();
        try {
            Hand hand = Hand.atWindow(Messages.withWindow(locale));
            Pictures pictures = new Pictures(hand, locale.getLanguage());
            try {
                switch (arguments[0]) {
                    case "demo" -> new DemoScenario(hand, pictures, panel).run();
                    case "server" -> new ServerScenario(hand, pictures, arguments[1]).run();
                    case "helper" -> new HelperScenario(hand, pictures, arguments[1]).run();
                    default -> throw new IllegalArgumentException(arguments[0]);
                }
                FxTest.failOnWhatWentWrong();
                pictures.assertReadable();
            } catch (Throwable wrong) {
                FxTest.snapshot(hand.scene(), "failed-" + arguments[0] + "-" + locale.getLanguage());
                throw wrong;
            }
            System.out.println(WELL);
            System.out.flush();
            hand.leave();
        } catch (Throwable wrong) {
            wrong.printStackTrace();
            System.err.flush();
            Runtime.getRuntime().halt(1);
        }
    }
}

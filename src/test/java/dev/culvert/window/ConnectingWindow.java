package dev.culvert.window;

import dev.culvert.Main;
import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.FxTest;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/** A program of its own: the window, in which one profile is connected as soon as it is shown. It stays until it is killed. */
public final class ConnectingWindow {
    /** Said once it is up. */
    public static final String CONNECTED = "connected";

    private ConnectingWindow() {}

    /** @param arguments the profile's name */
    public static void main(String[] arguments) throws Exception {
        FxTest.listen();
        Thread.ofPlatform().name("program").start(() -> Main.main(new String[0]));
        try {
            Hand hand = Hand.atWindow(Messages.withWindow(Locale.getDefault()));
            hand.select(arguments[0]);
            hand.flip();
            hand.awaitState("connected");
        } catch (Throwable wrong) {
            wrong.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
        System.out.println(CONNECTED);
        new CountDownLatch(1).await();
    }
}

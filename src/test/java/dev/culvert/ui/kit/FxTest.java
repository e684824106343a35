package dev.culvert.ui.kit;

import static org.assertj.core.api.Assertions.fail;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import javafx.stage.Window;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test of views: extend it. JavaFX runs on its headless platform, once for the whole JVM; these classes run one after the
 * other. What the JavaFX thread throws, and what JavaFX warns of, fails the test in which it happens. The static methods serve
 * programs without JUnit too.
 */
@ResourceLock("JavaFX")
public abstract class FxTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Set where the program under test starts JavaFX. */
    private static final String OWN_START = "culvert.test.ownStart";

    private static final Queue<Throwable> WRONG = new ConcurrentLinkedQueue<>();

    /** Held here, for the log manager holds its loggers weakly. */
    private static final Logger JAVAFX_LOG = Logger.getLogger("javafx");

    /** Something to do on the JavaFX thread. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    @BeforeEach
    void startClean() {
        onFx(() -> {});
        WRONG.clear();
    }

    @AfterEach
    void closeWindowsAndSayWhatWentWrong() {
        onFx(() -> List.copyOf(Window.getWindows()).forEach(Window::hide));
        settle();
        failOnWhatWentWrong();
    }

    /** Runs {@code work} on the JavaFX thread and waits for its end; throws what it throws. */
    public static void onFx(Work work) {
        fromFx(() -> {
            work.run();
            return true;
        });
    }

    /** Asks for a value on the JavaFX thread. To assert, {@code onFx(() -> assertThat(…))}: inference cannot choose an assertThat for this. */
    public static <T> T fromFx(Callable<T> question) {
        if (!Toolkit.STARTED) {
            throw new AssertionError("JavaFX does not start");
        }
        FutureTask<T> task = new FutureTask<>(question);
        if (Platform.isFxApplicationThread()) {
            task.run();
        } else {
            Platform.runLater(task);
        }
        try {
            return task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new AssertionError("the JavaFX thread does not answer", e);
        }
    }

    /** Waits until what was asked of the JavaFX thread before is done, layout and CSS included. */
    public static void settle() {
        CountDownLatch pulses = new CountDownLatch(2);
        onFx(() -> {
            AnimationTimer timer = new AnimationTimer() {
                @Override
                public void handle(long now) {
                    pulses.countDown();
                    if (pulses.getCount() == 0) {
                        stop();
                    }
                }
            };
            timer.start();
            Platform.requestNextPulse();
        });
        await(pulses, "JavaFX does not pulse");
        onFx(() -> {});
    }

    /** Waits for a state that is looked at on the JavaFX thread. */
    public static void until(String what, BooleanSupplier state) {
        until(what, PATIENCE, state);
    }

    public static void until(String what, Duration patience, BooleanSupplier state) {
        Instant end = Instant.now().plus(patience);
        while (!fromFx(state::getAsBoolean)) {
            if (Instant.now().isAfter(end)) {
                fail("never came: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Shows {@code root} in a window of its own, dressed, focused and laid out. */
    public static Stage show(Parent root, double width, double height, boolean dark) {
        Stage stage = fromFx(() -> {
            Scene scene = new Scene(root, width, height);
            Look.apply(scene, dark);
            Stage made = new Stage();
            made.setScene(scene);
            made.show();
            made.requestFocus();
            return made;
        });
        settle();
        return stage;
    }

    /** Types {@code text} where the focus is. */
    public static void type(Scene scene, String text) {
        onFx(() -> text.codePoints().forEach(c -> {
            String character = Character.toString(c);
            fire(scene, KeyEvent.KEY_PRESSED, "", KeyCode.UNDEFINED, new KeyCombination.Modifier[0]);
            fire(scene, KeyEvent.KEY_TYPED, character, KeyCode.UNDEFINED, new KeyCombination.Modifier[0]);
            fire(scene, KeyEvent.KEY_RELEASED, "", KeyCode.UNDEFINED, new KeyCombination.Modifier[0]);
        }));
    }

    /** Presses and releases one key where the focus is. */
    public static void press(Scene scene, KeyCode code, KeyCombination.Modifier... modifiers) {
        onFx(() -> {
            fire(scene, KeyEvent.KEY_PRESSED, "", code, modifiers);
            fire(scene, KeyEvent.KEY_RELEASED, "", code, modifiers);
        });
    }

    private static void fire(
            Scene scene, EventType<KeyEvent> type, String character, KeyCode code, KeyCombination.Modifier... with) {
        List<KeyCombination.Modifier> held = List.of(with);
        Node target = scene.getFocusOwner();
        Event.fireEvent(
                target == null ? scene : target,
                new KeyEvent(
                        type,
                        character.isEmpty() ? KeyEvent.CHAR_UNDEFINED : character,
                        "",
                        code,
                        held.contains(KeyCombination.SHIFT_DOWN),
                        held.contains(KeyCombination.CONTROL_DOWN) || held.contains(KeyCombination.SHORTCUT_DOWN),
                        held.contains(KeyCombination.ALT_DOWN),
                        false));
    }

    /** The picture of a scene, as {@code target/screenshots/NAME.png}. */
    public static Path snapshot(Scene scene, String name) {
        settle();
        return write(fromFx(() -> scene.snapshot(null)), name);
    }

    /** The picture of a node within its scene, as {@code target/screenshots/NAME.png}. */
    public static Path snapshot(Node node, String name) {
        settle();
        return write(fromFx(() -> node.snapshot(null, null)), name);
    }

    private static Path write(WritableImage image, String name) {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, image.getPixelReader().getArgb(x, y));
            }
        }
        Path file = Path.of(System.getProperty("basedir", ""), "target", "screenshots", name + ".png");
        try {
            Files.createDirectories(file.getParent());
            ImageIO.write(picture, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Throws what the JavaFX thread threw and nobody caught, and what JavaFX warned of, since it was last asked. */
    public static void failOnWhatWentWrong() {
        List<Throwable> wrong = new ArrayList<>();
        for (Throwable each = WRONG.poll(); each != null; each = WRONG.poll()) {
            wrong.add(each);
        }
        if (!wrong.isEmpty()) {
            AssertionError error = new AssertionError("on the JavaFX thread: " + wrong.getFirst(), wrong.getFirst());
            wrong.stream().skip(1).forEach(error::addSuppressed);
            throw error;
        }
    }

    /**
     * For a program that starts JavaFX itself, on a screen: from now on what goes wrong in it is kept for {@link
     * #failOnWhatWentWrong}. Before anything else here.
     */
    public static void listen() {
        System.setProperty(OWN_START, "true");
        if (!Toolkit.STARTED) {
            throw new AssertionError("nothing is heard of JavaFX");
        }
    }

    /** In this class and not in {@link Toolkit}: the JavaFX thread runs parts of it, and would wait for Toolkit's initialisation. */
    private static boolean startToolkit() {
        if (Boolean.getBoolean(OWN_START)) {
            JAVAFX_LOG.addHandler(new Warnings());
            Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> WRONG.add(thrown));
            return true;
        }
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        System.setProperty("java.awt.headless", "true");
        JAVAFX_LOG.addHandler(new Warnings());
        CountDownLatch started = new CountDownLatch(1);
        Platform.startup(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> WRONG.add(thrown));
            Platform.setImplicitExit(false);
            Look.loadFonts();
            started.countDown();
        });
        await(started, "JavaFX does not start");
        return true;
    }

    private static void await(CountDownLatch latch, String otherwise) {
        try {
            if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(otherwise);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The one toolkit of this JVM, started when first asked for. */
    private static final class Toolkit {
        static final boolean STARTED = startToolkit();

        private Toolkit() {}
    }

    private static final class Warnings extends Handler {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                WRONG.add(new IllegalStateException(line.getLoggerName() + ": " + line.getMessage(), line.getThrown()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}

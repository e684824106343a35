package dev.culvert.desktop.awt;

import dev.culvert.desktop.Beat;
import dev.culvert.desktop.Notifications;
import dev.culvert.desktop.Tray;
import dev.culvert.desktop.TrayPicture;
import java.awt.AWTException;
import java.awt.EventQueue;
import java.awt.Image;
import java.awt.PopupMenu;
import java.awt.SystemTray;
import java.awt.TrayIcon;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.image.BaseMultiResolutionImage;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A java.awt.TrayIcon, kept on AWT's event queue. Not run by this project's tests: they run on Linux, where AWT has no tray to speak of. */
final class AwtTray implements Tray {
    private static final Logger LOG = LoggerFactory.getLogger(AwtTray.class);

    private static final Duration FRAME = Duration.ofMillis(500);

    private final SystemTray system;
    private final Listener listener;
    private final Executor calls;
    private final boolean isOnDark;
    private final PopupMenu popup = new PopupMenu();
    private final AwtMenu menu;
    private final Beat busy = new Beat(FRAME, () -> EventQueue.invokeLater(this::turnFrame));
    private volatile boolean isHosted;

    private Look shown = new Look(Icon.OFF, "", "", List.of());
    private int frame;
    private @Nullable TrayIcon icon;

    /** @param isOnDark false for macOS, which takes the picture as a template and colours it itself */
    AwtTray(SystemTray system, Listener listener, Executor calls, boolean isOnDark) {
        this.system = system;
        this.listener = listener;
        this.calls = calls;
        this.isOnDark = isOnDark;
        menu = new AwtMenu(popup, calls::execute);
        EventQueue.invokeLater(this::add);
    }

    @Override
    public boolean isHosted() {
        return isHosted;
    }

    @Override
    public void show(Look look) {
        EventQueue.invokeLater(() -> {
            shown = look;
            menu.set(look.menu());
            paint();
        });
    }

    @Override
    public void close() {
        busy.turn(false);
        EventQueue.invokeLater(() -> {
            if (icon != null) {
                system.remove(icon);
                icon = null;
                hosted(false);
            }
        });
    }

    /** A balloon at the icon; without an icon there is none. */
    void notice(Notifications.Notice notice) {
        EventQueue.invokeLater(() -> {
            if (icon != null) {
                icon.displayMessage(
                        notice.title(),
                        notice.body(),
                        notice.urgency() == Notifications.Urgency.CRITICAL
                                ? TrayIcon.MessageType.ERROR
                                : TrayIcon.MessageType.NONE);
            }
        });
    }

    private void add() {
        TrayIcon made = new TrayIcon(picture(), "", popup);
        made.addMouseListener(new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent event) {
                if (event.getButton() == MouseEvent.BUTTON1) {
                    calls.execute(() -> listener.activated(event.getXOnScreen(), event.getYOnScreen()));
                }
            }
        });
        try {
            system.add(made);
        } catch (AWTException e) {
            LOG.info("no tray icon: {}", e.toString());
            return;
        }
        icon = made;
        hosted(true);
        paint();
    }

    private void hosted(boolean isNow) {
        isHosted = isNow;
        calls.execute(() -> listener.hosted(isNow));
    }

    private void paint() {
        if (icon == null) {
            return;
        }
        icon.setImage(picture());
        icon.setToolTip(shown.text().isEmpty() ? shown.title() : shown.title() + "\n" + shown.text());
        busy.turn(shown.icon() == Icon.BUSY);
    }

    private void turnFrame() {
        if (icon != null && busy.isOn()) {
            frame = 1 - frame;
            icon.setImage(picture());
        }
    }

    /** At the size the system asks for, and larger for finer screens. */
    private Image picture() {
        int size = Math.max(16, system.getTrayIconSize().width);
        return new BaseMultiResolutionImage(IntStream.of(size, size * 3 / 2, size * 2, size * 3)
                .mapToObj(this::picture)
                .toArray(Image[]::new));
    }

    private Image picture(int size) {
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        picture.setRGB(0, 0, size, size, TrayPicture.argb(shown.icon(), frame, size, isOnDark), 0, size);
        return picture;
    }
}

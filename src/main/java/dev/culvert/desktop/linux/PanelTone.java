package dev.culvert.desktop.linux;

import dev.culvert.desktop.Tone;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the panel is dark. Nobody tells: it is in GNOME and Xfce, whatever the windows are; Plasma's panel is as light as its windows, whose
 * {@link Appearance} is known.
 */
final class PanelTone implements AutoCloseable {
    private final Runnable onChange;
    private final Optional<Appearance> windows;
    private volatile boolean isDark = true;

    /** @param onChange called on the bus's threads */
    PanelTone(SessionBus bus, Map<String, String> environment, Runnable onChange) {
        this.onChange = onChange;
        boolean isAsWindows =
                environment.getOrDefault("XDG_CURRENT_DESKTOP", "").contains("KDE");
        windows = isAsWindows ? Optional.of(new Appearance(bus, "panel-tone", this::become)) : Optional.empty();
    }

    boolean isDark() {
        return isDark;
    }

    private void become(Tone ofWindows) {
        boolean isNow = ofWindows != Tone.LIGHT;
        if (isNow != isDark) {
            isDark = isNow;
            onChange.run();
        }
    }

    @Override
    public void close() {
        windows.ifPresent(Appearance::close);
    }
}

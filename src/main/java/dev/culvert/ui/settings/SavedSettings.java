package dev.culvert.ui.settings;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** The settings as they are now, on the JavaFX thread; each change is written in the background, the newest alone when several wait. */
public final class SavedSettings {
    private final SettingsFile file;
    private final Executor background;
    private final Consumer<IOException> failed;
    private final ReadOnlyObjectWrapper<UserSettings> settings;
    private final AtomicReference<@Nullable UserSettings> unwritten = new AtomicReference<>();

    /**
     * @param initial as {@link SettingsFile#read} gave them
     * @param background where files are written, one at a time
     * @param failed hears in the background why the file could not be written
     */
    public SavedSettings(SettingsFile file, UserSettings initial, Executor background, Consumer<IOException> failed) {
        this.file = file;
        this.background = background;
        this.failed = failed;
        settings = new ReadOnlyObjectWrapper<>(this, "settings", initial);
    }

    public UserSettings get() {
        return settings.get();
    }

    public ReadOnlyObjectProperty<UserSettings> property() {
        return settings.getReadOnlyProperty();
    }

    /** Changes what {@code change} changes, at once. */
    public void update(UnaryOperator<UserSettings> change) {
        UserSettings now = change.apply(settings.get());
        if (now.equals(settings.get())) {
            return;
        }
        settings.set(now);
        if (unwritten.getAndSet(now) == null) {
            background.execute(this::write);
        }
    }

    private void write() {
        UserSettings newest = unwritten.getAndSet(null);
        if (newest != null) {
            try {
                file.write(newest);
            } catch (IOException e) {
                failed.accept(e);
            }
        }
    }
}

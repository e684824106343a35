package dev.culvert.ui.editor;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Objects;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** The ways out of the editor: saving, and what becomes of changes that are not saved. JavaFX thread. */
public final class Leaving {
    /** Puts the profile's text where it belongs. */
    @FunctionalInterface
    public interface Saver {
        /**
         * Saves a profile; called off the JavaFX thread, may block.
         *
         * @param text as ProfileReader reads it without a problem
         * @param overwrite also what another program wrote there meanwhile
         */
        void save(String text, boolean overwrite) throws SaveException, IOException;
    }

    /**
     * Why the profile was not saved.
     *
     * @param reason null: the file system's, in {@code detail}
     */
    public record Refusal(SaveException.@Nullable Reason reason, String detail) {}

    private final Saver saver;
    private final Executor background;
    private final Executor javaFx;
    private final Runnable onDone;
    private final ReadOnlyBooleanWrapper saving = new ReadOnlyBooleanWrapper(this, "saving");
    private final ReadOnlyBooleanWrapper asking = new ReadOnlyBooleanWrapper(this, "asking");
    private final ReadOnlyObjectWrapper<@Nullable Refusal> refusal = new ReadOnlyObjectWrapper<>(this, "refusal");
    private @Nullable EditorViewModel editor;
    private Runnable afterwards;

    /**
     * @param background runs the saver
     * @param javaFx runs what comes back from it
     * @param onDone closes the editor, after Save and Cancel
     */
    public Leaving(Saver saver, Executor background, Executor javaFx, Runnable onDone) {
        this.saver = saver;
        this.background = background;
        this.javaFx = javaFx;
        this.onDone = onDone;
        afterwards = onDone;
    }

    void attach(EditorViewModel editor) {
        this.editor = editor;
    }

    private EditorViewModel editor() {
        return Objects.requireNonNull(editor);
    }

    /** Cancel, the arrow and Esc: leaves, after asking when there are changes. */
    public void cancel() {
        request(onDone);
    }

    void request(Runnable whenLeft) {
        if (saving.get()) {
            afterwards = whenLeft;
        } else if (editor().isDirty()) {
            afterwards = whenLeft;
            asking.set(true);
        } else {
            whenLeft.run();
        }
    }

    /** Saves and closes the editor; with a problem left, goes to it instead. */
    public void save() {
        afterwards = onDone;
        saveNow(false);
    }

    /** Saves over what another program wrote. */
    public void saveAnyway() {
        saveNow(true);
    }

    /** Answers the question: save, then leave. */
    public void saveAndLeave() {
        asking.set(false);
        saveNow(false);
    }

    /** Answers the question: leave without the changes. */
    public void discard() {
        asking.set(false);
        editor().text().set(editor().savedText());
        afterwards.run();
    }

    /** Answers the question: stay. */
    public void keepEditing() {
        asking.set(false);
        afterwards = onDone;
    }

    private void saveNow(boolean overwrite) {
        if (saving.get() || !editor().isRightOrGoesToProblem()) {
            return;
        }
        String text = editor().text().get();
        saving.set(true);
        refusal.set(null);
        background.execute(() -> {
            Refusal refused = trySaving(text, overwrite);
            javaFx.execute(() -> finish(text, refused));
        });
    }

    private @Nullable Refusal trySaving(String text, boolean overwrite) {
        try {
            saver.save(text, overwrite);
            return null;
        } catch (SaveException e) {
            return new Refusal(e.reason(), String.valueOf(e.getMessage()));
        } catch (FileAlreadyExistsException e) {
            return new Refusal(SaveException.Reason.NAME_TAKEN, String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            return new Refusal(null, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void finish(String text, @Nullable Refusal refused) {
        saving.set(false);
        refusal.set(refused);
        if (refused == null) {
            editor().markSaved(text);
            afterwards.run();
        }
    }

    /** Closes the message about a refusal. */
    public void dismissRefusal() {
        refusal.set(null);
    }

    /** On its way to the disk: nothing may be changed meanwhile. */
    public ReadOnlyBooleanProperty saving() {
        return saving.getReadOnlyProperty();
    }

    /** The question is open: save, discard, or keep editing. */
    public ReadOnlyBooleanProperty asking() {
        return asking.getReadOnlyProperty();
    }

    /** Why the last attempt to save failed; null when it did not. */
    public ReadOnlyObjectProperty<@Nullable Refusal> refusal() {
        return refusal.getReadOnlyProperty();
    }
}

package dev.culvert.ui.settings;

import dev.culvert.ui.settings.UserSettings.Language;
import dev.culvert.ui.settings.UserSettings.Theme;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;

/** The settings to be changed; each change applies at once. JavaFX thread. */
public final class SettingsViewModel {
    private final SavedSettings saved;
    private final Optional<LoginItem> loginItem;
    private final Executor background;
    private final Executor fx;
    private final ReadOnlyBooleanWrapper startsAtLogin = new ReadOnlyBooleanWrapper(this, "startsAtLogin");
    private final ReadOnlyStringWrapper loginProblem = new ReadOnlyStringWrapper(this, "loginProblem", "");

    /**
     * @param loginItem empty where the system has no way to start programs at login
     * @param background where the system is asked
     */
    public SettingsViewModel(SavedSettings saved, Optional<LoginItem> loginItem, Executor background, Executor fx) {
        this.saved = saved;
        this.loginItem = loginItem;
        this.background = background;
        this.fx = fx;
    }

    ObservableValue<Theme> theme() {
        return saved.property().map(UserSettings::theme);
    }

    void choose(Theme theme) {
        saved.update(settings -> settings.withTheme(theme));
    }

    ObservableValue<Language> language() {
        return saved.property().map(UserSettings::language);
    }

    void choose(Language language) {
        saved.update(settings -> settings.withLanguage(language));
    }

    ObservableValue<Boolean> closesToTray() {
        return saved.property().map(UserSettings::closeToTray);
    }

    void toggleCloseToTray() {
        saved.update(settings -> settings.withCloseToTray(!settings.closeToTray()));
    }

    ObservableValue<Boolean> notifies() {
        return saved.property().map(UserSettings::notifications);
    }

    void toggleNotifications() {
        saved.update(settings -> settings.withNotifications(!settings.notifications()));
    }

    boolean canStartAtLogin() {
        return loginItem.isPresent();
    }

    /** As the system last said. */
    ReadOnlyBooleanProperty startsAtLogin() {
        return startsAtLogin.getReadOnlyProperty();
    }

    /** Why the system did not do or say it, in its own words; empty when it did. */
    ReadOnlyStringProperty loginProblem() {
        return loginProblem.getReadOnlyProperty();
    }

    void toggleStartAtLogin() {
        boolean wanted = !startsAtLogin.get();
        askSystem(item -> item.set(wanted));
    }

    /** Asks the system anew: other programs change it too. */
    public void refresh() {
        askSystem(item -> {});
    }

    private interface Change {
        void apply(LoginItem item) throws IOException;
    }

    private void askSystem(Change change) {
        loginItem.ifPresent(item -> background.execute(() -> {
            String problem = "";
            try {
                change.apply(item);
            } catch (IOException e) {
                problem = String.valueOf(e.getMessage());
            }
            answer(item, problem);
        }));
    }

    private void answer(LoginItem item, String before) {
        try {
            boolean on = item.isOn();
            fx.execute(() -> {
                startsAtLogin.set(on);
                loginProblem.set(before);
            });
        } catch (IOException e) {
            String problem = before.isEmpty() ? String.valueOf(e.getMessage()) : before;
            fx.execute(() -> loginProblem.set(problem));
        }
    }
}

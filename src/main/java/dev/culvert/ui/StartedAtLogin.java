package dev.culvert.ui;

import dev.culvert.desktop.StartAtLogin;
import dev.culvert.ui.settings.LoginItem;
import java.io.IOException;
import java.util.List;

/** The setting, carried out by the system's way. */
record StartedAtLogin(StartAtLogin way, List<String> command) implements LoginItem {
    @Override
    public boolean isOn() throws IOException {
        return way.isOn();
    }

    @Override
    public void set(boolean on) throws IOException {
        if (on) {
            way.turnOn(command);
        } else {
            way.turnOff();
        }
    }
}

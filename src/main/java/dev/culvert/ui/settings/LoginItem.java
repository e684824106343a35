package dev.culvert.ui.settings;

import java.io.IOException;

/** Whether the system starts the program when the user logs in. Methods block. */
public interface LoginItem {
    boolean isOn() throws IOException;

    /** @throws IOException the system's own words */
    void set(boolean on) throws IOException;
}

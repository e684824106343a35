package dev.culvert.desktop;

import java.io.IOException;
import java.util.List;

/** Whether the system starts the program when the user logs in. Reads and writes small files: not for the JavaFX thread. */
public interface StartAtLogin {
    boolean isOn() throws IOException;

    /**
     * @param command the program, an absolute path, and its arguments
     * @throws IOException the system's own words
     */
    void turnOn(List<String> command) throws IOException;

    void turnOff() throws IOException;
}

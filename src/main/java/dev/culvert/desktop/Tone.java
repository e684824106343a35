package dev.culvert.desktop;

/** How the person wants windows to be, as the desktop says. */
public enum Tone {
    LIGHT,
    DARK,
    /** The desktop says nothing. */
    ANY
}

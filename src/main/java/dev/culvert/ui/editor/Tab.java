package dev.culvert.ui.editor;

/** A page of the editor. */
public enum Tab {
    GENERAL,
    SERVER,
    NETWORK,
    ADVANCED,
    /** The profile's text, and every problem that belongs to no field. */
    JSON
}

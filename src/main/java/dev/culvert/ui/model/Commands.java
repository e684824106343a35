package dev.culvert.ui.model;

import java.util.List;

/** What a person can ask for, from list, page, menu, tray or keyboard. Returns at once; the JavaFX thread. */
public interface Commands {
    /** Connects what is off, disconnects or cancels what is on. */
    void toggle(TunnelModel tunnel);

    void reconnect(TunnelModel tunnel);

    void select(TunnelModel tunnel);

    /** A failure has been seen: nobody needs to be told of it any more. */
    void dismiss(TunnelModel tunnel);

    void newProfile();

    /** From files. */
    void importProfile();

    /** From ssh_config. */
    void importHosts();

    void edit(TunnelModel tunnel);

    void duplicate(TunnelModel tunnel);

    void export(List<TunnelModel> tunnels);

    void delete(List<TunnelModel> tunnels);

    /** Puts {@code tunnel} where {@code place} is, which makes room on the side that it comes from. */
    void move(TunnelModel tunnel, TunnelModel place);

    void settings();

    /** Lets go of a helper that says nothing. */
    void reattach();
}

package dev.culvert.ui;

import dev.culvert.control.HelperAccess;
import dev.culvert.control.Prompts;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.demo.DemoHost;
import dev.culvert.desktop.Desktop;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.ProfileStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What a window is made from.
 *
 * @param settings the settings' file
 * @param helpers the way to the helper, once it is known who answers its questions
 * @param user whose ssh_config hosts are imported from
 * @param system the system's language
 * @param command what starts this program, for the system to start it at login; empty when that is not known
 * @param toTray whether the window stays closed while a tray icon can be seen
 */
public record Parts(
        ProfileStore store,
        Path settings,
        HelperMaker helpers,
        Desktop desktop,
        DemoHost demo,
        UserEnvironment user,
        Locale system,
        List<String> command,
        boolean toTray) {
    public Parts {
        command = List.copyOf(command);
    }

    /** Makes the way to the helper. */
    public interface HelperMaker {
        /** @param words in the language of the moment */
        HelperAccess make(Prompts prompts, Supplier<Messages> words) throws TunnelException;
    }
}

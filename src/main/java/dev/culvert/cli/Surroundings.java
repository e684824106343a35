package dev.culvert.cli;

import dev.culvert.control.HelperAccess;
import dev.culvert.control.Keyring;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.profile.ProfileStore;
import java.util.Map;

/**
 * What the commands work with.
 *
 * @param questions asks the person at the terminal
 * @param keyring where secrets are kept when the person says so
 * @param user whose ssh_config is read, and the process's variables
 */
public record Surroundings(
        Terminal terminal,
        Messages messages,
        ProfileStore store,
        HelperAccess helper,
        Questions questions,
        Interrupts interrupts,
        Demo demo,
        Keyring keyring,
        UserEnvironment user) {
    Map<String, String> environment() {
        return user.variables();
    }

    /** A text of the bundles; {@code facts} alternate name and value. */
    String text(String key, String... facts) {
        return messages.text(key, facts);
    }
}

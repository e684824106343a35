package dev.culvert.control.keyring;

import dev.culvert.control.Keyring;
import java.util.Locale;
import java.util.Map;

/** Picks this system's keyring. */
public final class SystemKeyring {
    private SystemKeyring() {}

    /**
     * Touches nothing yet.
     *
     * @param environment for the session bus's address
     */
    public static Keyring of(Map<String, String> environment) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) {
            return new MacKeychain();
        }
        return system.startsWith("windows") ? new WindowsCredentials() : new SecretService(environment);
    }
}

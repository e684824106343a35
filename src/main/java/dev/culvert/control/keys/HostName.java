package dev.culvert.control.keys;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a host is called where its keys are kept (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT; sshconnect.c, get_hostfile_hostname_ipaddr).
 *
 * @param name in the files: {@code host}, {@code [host]:port}, or its HostKeyAlias
 * @param certified what a certificate has to name
 * @param atLarge looked up too where {@code name} is not found: the host without its port
 */
record HostName(String name, String certified, Optional<String> atLarge) {
    private static final int SSH_PORT = 22;

    /** What ssh writes no line for: it would be read as something else. */
    private static final String NOT_WRITABLE = "@?*#[]|'\"\\, \t";

    static HostName of(String host, int port) {
        return of(host, port, null);
    }

    /** @param alias HostKeyAlias (ssh_config(5)): stands for the host and its port */
    static HostName of(String host, int port, @Nullable String alias) {
        if (alias != null) {
            String lower = alias.toLowerCase(Locale.ROOT);
            return new HostName(lower, lower, Optional.empty());
        }
        String lower = host.toLowerCase(Locale.ROOT);
        return port == SSH_PORT
                ? new HostName(lower, lower, Optional.empty())
                : new HostName("[" + lower + "]:" + port, lower, Optional.of(lower));
    }

    /** Whether a line can be written for it. */
    boolean isWritable() {
        return !certified.isEmpty() && certified.chars().noneMatch(each -> NOT_WRITABLE.indexOf(each) >= 0);
    }
}

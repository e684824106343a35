package dev.culvert.ui.editor;

import java.util.List;
import java.util.Optional;

/** A key of the profile that has a field, and what the field holds. */
public enum Field {
    NAME(Tab.GENERAL, Kind.REQUIRED_TEXT, "/name"),
    MODE(Tab.GENERAL, Kind.REQUIRED_TEXT, "/mode"),
    START(Tab.GENERAL, Kind.TEXT, "/start"),
    HOST(Tab.SERVER, Kind.REQUIRED_TEXT, "/server/host"),
    PORT(Tab.SERVER, Kind.INTEGER, "/server/port"),
    USER(Tab.SERVER, Kind.TEXT, "/server/user"),
    USE_SSH_CONFIG(Tab.SERVER, Kind.ON, "/server/useSshConfig"),
    JUMP(Tab.SERVER, Kind.LIST, "/server/jump"),
    SERVER_PROXY(Tab.SERVER, Kind.TEXT, "/server/proxy"),
    METHODS(Tab.SERVER, Kind.LIST, "/auth/methods"),
    KEYS(Tab.SERVER, Kind.LIST, "/auth/keys"),
    KNOWN_HOSTS(Tab.SERVER, Kind.LIST, "/auth/knownHosts"),
    ADDRESSES(Tab.NETWORK, Kind.LIST, "/network/addresses"),
    REMOTE_ADDRESSES(Tab.NETWORK, Kind.LIST, "/remote/addresses"),
    CONFIGURE(Tab.NETWORK, Kind.ON, "/remote/configure"),
    ROUTES(Tab.NETWORK, Kind.LIST, "/network/routes"),
    EXCLUDE(Tab.NETWORK, Kind.LIST, "/network/exclude"),
    DNS_SERVERS(Tab.NETWORK, Kind.LIST, "/network/dns/servers"),
    DNS_DOMAINS(Tab.NETWORK, Kind.LIST, "/network/dns/domains"),
    KILL_SWITCH(Tab.NETWORK, Kind.OFF, "/network/killSwitch"),
    MTU(Tab.NETWORK, Kind.INTEGER, "/device/mtu"),
    DEVICE_NAME(Tab.ADVANCED, Kind.TEXT, "/device/name"),
    REMOTE_UNIT(Tab.ADVANCED, Kind.INTEGER, "/device/remoteUnit"),
    PEER(Tab.ADVANCED, Kind.TEXT, "/network/peer"),
    FORWARD(Tab.ADVANCED, Kind.OFF, "/remote/forward"),
    MASQUERADE(Tab.ADVANCED, Kind.OFF, "/remote/masquerade"),
    UP(Tab.ADVANCED, Kind.LIST, "/remote/up"),
    DOWN(Tab.ADVANCED, Kind.LIST, "/remote/down"),
    KEEPALIVE_INTERVAL(Tab.ADVANCED, Kind.TEXT, "/keepalive/interval"),
    KEEPALIVE_MISSED(Tab.ADVANCED, Kind.INTEGER, "/keepalive/missed"),
    RECONNECT(Tab.ADVANCED, Kind.ON, "/reconnect/enabled"),
    RECONNECT_HOLD(Tab.ADVANCED, Kind.ON, "/reconnect/hold"),
    RECONNECT_DELAY(Tab.ADVANCED, Kind.TEXT, "/reconnect/maxDelay");

    /** What a field holds, and what it means that the key is absent. */
    enum Kind {
        /** Stays as an empty string when it is cleared. */
        REQUIRED_TEXT,
        TEXT,
        /** A number; text that is none stays text, as a value that ProfileReader refuses. */
        INTEGER,
        /** True or false, true when absent. */
        ON,
        /** True or false, false when absent. */
        OFF,
        LIST
    }

    private final Tab tab;
    private final Kind kind;
    private final String pointer;

    Field(Tab tab, Kind kind, String pointer) {
        this.tab = tab;
        this.kind = kind;
        this.pointer = pointer;
    }

    public Tab tab() {
        return tab;
    }

    Kind kind() {
        return kind;
    }

    /** The JSON pointer of its key (RFC 6901). */
    public String pointer() {
        return pointer;
    }

    List<String> path() {
        return List.of(pointer.substring(1).split("/", -1));
    }

    /** Where a problem at this pointer is shown: at the field of that key, or of the list it is an entry of. */
    static Optional<Field> of(String pointer) {
        for (Field field : values()) {
            if (pointer.equals(field.pointer) || pointer.startsWith(field.pointer + "/")) {
                return Optional.of(field);
            }
        }
        return switch (pointer) {
            case "/server" -> Optional.of(HOST);
            case "/network/dns" -> Optional.of(DNS_SERVERS);
            case "/reconnect" -> Optional.of(RECONNECT);
            default -> Optional.empty();
        };
    }
}

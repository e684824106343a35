package dev.culvert.control.keyring;

import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.Tuple;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.Variant;

/** What of the Secret Service API 0.2 this program calls; every name is the API's. Public for dbus-java alone. */
public final class SecretBus {
    private SecretBus() {}

    /** At {@code /org/freedesktop/secrets}. */
    @DBusInterfaceName("org.freedesktop.Secret.Service")
    public interface Service extends DBusInterface {
        /** @return what the service says of the algorithm, and the session */
        @DBusMemberName("OpenSession")
        Pair<Variant<?>, DBusPath> openSession(String algorithm, Variant<?> input);

        /** @return items that are unlocked, and that are locked */
        @DBusMemberName("SearchItems")
        Pair<List<DBusPath>, List<DBusPath>> searchItems(Map<String, String> attributes);

        /** @return what is unlocked already, and a prompt for the rest */
        @DBusMemberName("Unlock")
        Pair<List<DBusPath>, DBusPath> unlock(List<DBusPath> objects);

        @DBusMemberName("ReadAlias")
        DBusPath readAlias(String name);
    }

    @DBusInterfaceName("org.freedesktop.Secret.Collection")
    public interface Collection extends DBusInterface {
        /** @return the item, or a prompt that has to be answered before it is there */
        @DBusMemberName("CreateItem")
        Pair<DBusPath, DBusPath> createItem(Map<String, Variant<?>> properties, Secret secret, boolean replace);
    }

    @DBusInterfaceName("org.freedesktop.Secret.Item")
    public interface Item extends DBusInterface {
        @DBusMemberName("GetSecret")
        Secret getSecret(DBusPath session);

        /** @return a prompt, or none */
        @DBusMemberName("Delete")
        DBusPath delete();
    }

    @DBusInterfaceName("org.freedesktop.Secret.Prompt")
    public interface Prompt extends DBusInterface {
        @DBusMemberName("Prompt")
        void prompt(String window);

        /** The person has answered. */
        final class Completed extends DBusSignal {
            private final boolean dismissed;

            public Completed(String path, boolean dismissed, Variant<?> result) throws DBusException {
                super(path, dismissed, result);
                this.dismissed = dismissed;
            }

            boolean isDismissed() {
                return dismissed;
            }
        }
    }

    /** Two values that a method returns. */
    public static final class Pair<A, B> extends Tuple {
        @Position(0)
        private final A first;

        @Position(1)
        private final B second;

        public Pair(A first, B second) {
            this.first = first;
            this.second = second;
        }

        A first() {
            return first;
        }

        B second() {
            return second;
        }
    }

    /** A secret on its way, encrypted as its session has it. */
    public static final class Secret extends Struct {
        @Position(0)
        private final DBusPath session;

        @Position(1)
        private final byte[] parameters;

        @Position(2)
        private final byte[] value;

        @Position(3)
        private final String contentType;

        public Secret(DBusPath session, byte[] parameters, byte[] value, String contentType) {
            this.session = session;
            this.parameters = parameters.clone();
            this.value = value.clone();
            this.contentType = contentType;
        }

        public DBusPath session() {
            return session;
        }

        byte[] parameters() {
            return parameters.clone();
        }

        byte[] value() {
            return value.clone();
        }

        public String contentType() {
            return contentType;
        }
    }
}

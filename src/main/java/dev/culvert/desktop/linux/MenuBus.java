package dev.culvert.desktop.linux;

import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.Tuple;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** A menu that the other side draws: libdbusmenu's dbus-menu.xml, version 3. Public for dbus-java alone. */
@DBusInterfaceName("com.canonical.dbusmenu")
public interface MenuBus extends DBusInterface {
    /** Two values at once. */
    final class Pair<A, B> extends Tuple {
        @Position(0)
        final A first;

        @Position(1)
        final B second;

        public Pair(A first, B second) {
            this.first = first;
            this.second = second;
        }
    }

    /** {@code (ia{sv}av)}: id, properties, children of the same kind. */
    final class Layout extends Struct {
        @Position(0)
        final int id;

        @Position(1)
        final Map<String, Variant<?>> properties;

        @Position(2)
        final List<Variant<?>> children;

        public Layout(int id, Map<String, Variant<?>> properties, List<Variant<?>> children) {
            this.id = id;
            this.properties = properties;
            this.children = children;
        }
    }

    /** {@code (ia{sv})}. */
    final class Values extends Struct {
        @Position(0)
        final int id;

        @Position(1)
        final Map<String, Variant<?>> properties;

        public Values(int id, Map<String, Variant<?>> properties) {
            this.id = id;
            this.properties = properties;
        }
    }

    /** {@code (ias)}. */
    final class Names extends Struct {
        @Position(0)
        final int id;

        @Position(1)
        final List<String> properties;

        public Names(int id, List<String> properties) {
            this.id = id;
            this.properties = properties;
        }
    }

    /** {@code (isvu)}: item, what happened, data, time. */
    final class ItemEvent extends Struct {
        @Position(0)
        final int id;

        @Position(1)
        final String event;

        @Position(2)
        final Variant<?> data;

        @Position(3)
        final UInt32 time;

        public ItemEvent(int id, String event, Variant<?> data, UInt32 time) {
            this.id = id;
            this.event = event;
            this.data = data;
            this.time = time;
        }

        int id() {
            return id;
        }

        String event() {
            return event;
        }
    }

    @DBusMemberName("GetLayout")
    Pair<UInt32, Layout> getLayout(int parent, int depth, List<String> properties);

    @DBusMemberName("GetGroupProperties")
    List<Values> getGroupProperties(List<Integer> ids, List<String> properties);

    @DBusMemberName("GetProperty")
    Variant<?> getProperty(int id, String name);

    @DBusMemberName("Event")
    void event(int id, String event, Variant<?> data, UInt32 time);

    @DBusMemberName("EventGroup")
    List<Integer> eventGroup(List<ItemEvent> events);

    @DBusMemberName("AboutToShow")
    boolean aboutToShow(int id);

    @DBusMemberName("AboutToShowGroup")
    Pair<List<Integer>, List<Integer>> aboutToShowGroup(List<Integer> ids);

    final class LayoutUpdated extends DBusSignal {
        public LayoutUpdated(String path, UInt32 revision, int parent) throws DBusException {
            super(path, revision, parent);
        }
    }

    final class ItemsPropertiesUpdated extends DBusSignal {
        public ItemsPropertiesUpdated(String path, List<Values> updated, List<Names> removed) throws DBusException {
            super(path, updated, removed);
        }
    }
}

package dev.culvert.desktop.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** A panel: StatusNotifierWatcher and host in one, as Plasma's. Reads items over the bus, as any host would. */
public final class Panel implements AutoCloseable {
    private static final class Watcher extends ReadOnly implements StatusNotifierWatcher {
        private final List<String> services;

        Watcher(List<String> services, boolean hasHost) {
            super(PATH, Map.of("IsStatusNotifierHostRegistered", () -> new Variant<>(hasHost)));
            this.services = services;
        }

        @Override
        public void registerStatusNotifierItem(String service) {
            services.add(service);
        }
    }

    /** One entry of the menu, as read. */
    public record Entry(int id, Map<String, Object> properties, List<Entry> children) {
        public String label() {
            return String.valueOf(properties.get("label"));
        }
    }

    private final DBusConnection bus;
    private final List<String> services = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> signals = new LinkedBlockingQueue<>();

    /** @param hasHost whether somebody shows what the watcher knows */
    Panel(PrivateBus session, boolean hasHost) throws Exception {
        this(session.connect(), hasHost);
    }

    /** On the session bus at {@code address}, with a host. */
    public static Panel at(String address) throws Exception {
        return new Panel(PrivateBus.connect(address), true);
    }

    private Panel(DBusConnection session, boolean hasHost) throws Exception {
        bus = session;
        for (String type : List.of("org.kde.StatusNotifierItem", "com.canonical.dbusmenu")) {
            bus.addGenericSigHandler(
                    DBusMatchRuleBuilder.create()
                            .withType("signal")
                            .withInterface(type)
                            .build(),
                    this::heard);
        }
        bus.exportObject(StatusNotifierWatcher.PATH, new Watcher(services, hasHost));
        bus.requestBusName(StatusNotifierWatcher.NAME);
    }

    /** Names of the items that registered, in order. */
    public List<String> services() {
        return List.copyOf(services);
    }

    /** Names of the signals heard from items and menus since the last call. */
    List<String> signals() {
        List<String> heard = new ArrayList<>();
        signals.drainTo(heard);
        return heard;
    }

    public Object property(String name) throws Exception {
        return bus.getRemoteObject(services.getLast(), TrayItem.PATH, Properties.class)
                .Get("org.kde.StatusNotifierItem", name);
    }

    StatusNotifierItem item() throws Exception {
        return bus.getRemoteObject(services.getLast(), TrayItem.PATH, StatusNotifierItem.class);
    }

    MenuBus menu() throws Exception {
        return bus.getRemoteObject(services.getLast(), property("Menu").toString(), MenuBus.class);
    }

    public List<Entry> entries() throws Exception {
        Object[] layout = menu().getLayout(MenuTree.ROOT, -1, List.of()).getParameters();
        return entry(((MenuBus.Layout) layout[1]).getParameters()).children();
    }

    public void click(int id) throws Exception {
        menu().event(id, "clicked", new Variant<>(0), new UInt32(0));
    }

    @Override
    public void close() {
        bus.disconnect();
    }

    private void heard(DBusSignal signal) {
        signals.add(signal.getName());
    }

    private static Entry entry(Object[] layout) {
        Map<String, Object> properties = new TreeMap<>();
        ((Map<?, ?>) layout[1])
                .forEach((name, value) -> properties.put(name.toString(), ((Variant<?>) value).getValue()));
        List<Entry> children = ((List<?>) layout[2])
                .stream()
                        .map(child -> entry((Object[]) ((Variant<?>) child).getValue()))
                        .toList();
        return new Entry((Integer) layout[0], properties, children);
    }
}

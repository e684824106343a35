package dev.culvert.desktop.linux;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.freedesktop.dbus.errors.PropertyReadOnly;
import org.freedesktop.dbus.errors.UnknownProperty;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.Variant;

/** An object's properties, all of one interface and none to be set from outside. Each is asked for its value when it is read. */
abstract class ReadOnly implements Properties {
    private final String path;
    private final Map<String, Supplier<Variant<?>>> values;

    ReadOnly(String path, Map<String, Supplier<Variant<?>>> values) {
        this.path = path;
        this.values = values;
    }

    @Override
    public final String getObjectPath() {
        return path;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the library's way to say "a variant"
    public final <A> A Get(String of, String name) {
        Supplier<Variant<?>> value = values.get(name);
        if (value == null) {
            throw new UnknownProperty("no property " + name);
        }
        return (A) value.get();
    }

    @Override
    public final <A> void Set(String of, String name, A value) {
        throw new PropertyReadOnly(name + " is read-only");
    }

    @Override
    public final Map<String, Variant<?>> GetAll(String of) {
        Map<String, Variant<?>> all = new LinkedHashMap<>();
        values.forEach((name, value) -> all.put(name, value.get()));
        return all;
    }
}

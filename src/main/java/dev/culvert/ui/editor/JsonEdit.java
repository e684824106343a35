package dev.culvert.ui.editor;

import dev.culvert.ui.editor.JsonDocument.Arr;
import dev.culvert.ui.editor.JsonDocument.Member;
import dev.culvert.ui.editor.JsonDocument.Obj;
import dev.culvert.ui.editor.JsonDocument.Str;
import dev.culvert.ui.editor.JsonDocument.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes one value of a JSON text and leaves every other character as it is; what is new is laid out as its neighbours are. */
final class JsonEdit {
    /** The keys of each object in the order that people know them in: where a new one goes. */
    private static final Map<List<String>, List<String>> ORDER = Map.of(
            List.of(),
            List.of(
                    "version",
                    "name",
                    "mode",
                    "server",
                    "auth",
                    "device",
                    "network",
                    "remote",
                    "keepalive",
                    "reconnect",
                    "proxy",
                    "forwards",
                    "filter",
                    "fallback",
                    "start"),
            List.of("server"),
            List.of("host", "port", "user", "jump", "proxy", "useSshConfig", "matchExec"),
            List.of("auth"),
            List.of("methods", "keys", "knownHosts", "hostKeys", "algorithms"),
            List.of("device"),
            List.of("name", "remoteUnit", "mtu"),
            List.of("network"),
            List.of("addresses", "peer", "routes", "exclude", "dns", "killSwitch"),
            List.of("network", "dns"),
            List.of("servers", "domains"),
            List.of("remote"),
            List.of("configure", "addresses", "forward", "masquerade", "up", "down"),
            List.of("keepalive"),
            List.of("interval", "missed"),
            List.of("reconnect"),
            List.of("enabled", "hold", "maxDelay"));

    private final JsonDocument document;
    private final String text;

    JsonEdit(JsonDocument document) {
        this.document = document;
        this.text = document.text();
    }

    /** The text with {@code json} under these keys; objects on the way to it are made where they are missing. */
    String with(List<String> path, String json) {
        Obj object = document.root();
        for (int i = 0; i < path.size(); i++) {
            Member member = object.members().get(path.get(i));
            if (member == null) {
                return insert(object, i, path, json);
            }
            if (i == path.size() - 1) {
                return replace(member.value(), json);
            }
            if (!(member.value() instanceof Obj inner)) {
                return replace(member.value(), nested(path.subList(i + 1, path.size()), json, i + 1));
            }
            object = inner;
        }
        throw new IllegalArgumentException("no key");
    }

    /** The text with a list of JSON values under these keys. A list that is there keeps its layout. */
    String withList(List<String> path, List<String> items) {
        String separator = ", ";
        String before = "";
        String after = "";
        if (document.at(path) instanceof Arr old && !old.items().isEmpty()) {
            Value first = old.items().getFirst();
            before = text.substring(old.start() + 1, first.start());
            after = text.substring(old.items().getLast().end(), old.end() - 1);
            separator = old.items().size() > 1
                    ? text.substring(first.end(), old.items().get(1).start())
                    : before.contains("\n") ? "," + before : separator;
        }
        return with(path, items.isEmpty() ? "[]" : "[" + before + String.join(separator, items) + after + "]");
    }

    /** The text without the value under these keys; nothing changes where there is none. */
    String without(List<String> path) {
        Obj object = document.root();
        for (String key : path.subList(0, path.size() - 1)) {
            Member member = object.members().get(key);
            if (member == null || !(member.value() instanceof Obj inner)) {
                return text;
            }
            object = inner;
        }
        Member member = object.members().get(path.getLast());
        return member == null ? text : remove(object, member);
    }

    private String replace(Value old, String json) {
        return text.substring(0, old.start()) + json + text.substring(old.end());
    }

    private String remove(Obj object, Member member) {
        int end = member.value().end();
        int before = beforeSpace(member.start());
        if (text.charAt(before - 1) == ',') {
            return text.substring(0, before - 1) + text.substring(end);
        }
        int next = afterSpace(end);
        if (text.charAt(next) == ',') {
            return text.substring(0, member.start()) + text.substring(afterSpace(next + 1));
        }
        return text.substring(0, object.start()) + "{}" + text.substring(object.end());
    }

    private int afterSpace(int from) {
        int at = from;
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private int beforeSpace(int from) {
        int at = from;
        while (Character.isWhitespace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** @param depth of {@code object}: the index in {@code path} of the key that is missing in it */
    private String insert(Obj object, int depth, List<String> path, String json) {
        List<String> below = path.subList(depth + 1, path.size());
        String entry = quote(path.get(depth)) + ": " + nested(below, json, depth + 1);
        List<String> order = ORDER.getOrDefault(path.subList(0, depth), List.of());
        Member previous = null;
        for (var member : object.members().entrySet()) {
            if (rank(order, member.getKey()) < rank(order, path.get(depth))) {
                previous = member.getValue();
            }
        }
        if (previous != null) {
            int end = previous.value().end();
            return text.substring(0, end) + "," + separator(object) + entry + text.substring(end);
        }
        if (!object.members().isEmpty()) {
            int start = object.members().values().iterator().next().start();
            return text.substring(0, start) + entry + "," + separator(object) + text.substring(start);
        }
        return text.substring(0, object.start())
                + "{" + indentAt(depth) + entry + indentAt(depth - 1) + "}"
                + text.substring(object.end());
    }

    /** Keys that nobody knows come last. */
    private static int rank(List<String> order, String key) {
        int rank = order.indexOf(key);
        return rank < 0 ? order.size() : rank;
    }

    /** What stands between two members. */
    private String separator(Obj object) {
        String lead = lead(object);
        return lead.contains("\n") ? lead.substring(lead.lastIndexOf('\n') - (lead.contains("\r\n") ? 1 : 0)) : " ";
    }

    /** The space between an object's brace and its first member. */
    private String lead(Obj object) {
        return object.members().isEmpty()
                ? ""
                : text.substring(
                        object.start() + 1,
                        object.members().values().iterator().next().start());
    }

    /** A line break and the indentation of members {@code depth} objects below the root; empty where all is on one line. */
    private String indentAt(int depth) {
        Obj root = document.root();
        String lead = root.members().isEmpty() ? "\n  " : lead(root);
        int line = lead.lastIndexOf('\n');
        if (line < 0) {
            return "";
        }
        String unit = lead.substring(line + 1);
        return (lead.contains("\r\n") ? "\r\n" : "\n") + unit.repeat(depth + 1);
    }

    /** {@code json} within new objects, of which the outermost lies {@code depth} objects below the root. */
    private String nested(List<String> keys, String json, int depth) {
        return keys.isEmpty()
                ? json
                : "{" + indentAt(depth) + quote(keys.getFirst()) + ": "
                        + nested(keys.subList(1, keys.size()), json, depth + 1) + indentAt(depth - 1) + "}";
    }

    /** A JSON string (RFC 8259 §7) in which nothing is invisible. */
    static String quote(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (type == Character.CONTROL
                    || type == Character.SURROGATE
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR) {
                for (char half : Character.toChars(c)) {
                    quoted.append("\\u%04x".formatted((int) half));
                }
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }

    /** The JSON for list entries shown as {@code shown}: those that were there before keep how they were written. */
    static List<String> items(JsonDocument document, @Nullable Value old, List<String> shown) {
        List<Value> left = new ArrayList<>(old instanceof Arr array ? array.items() : List.of());
        List<String> items = new ArrayList<>();
        for (String text : shown) {
            Value same = left.stream()
                    .filter(value -> shown(document, value).equals(text))
                    .findFirst()
                    .orElse(null);
            if (same != null) {
                left.remove(same);
            }
            items.add(same == null ? quote(text) : document.raw(same));
        }
        return items;
    }

    /** A string's value; anything else as it is written. */
    static String shown(JsonDocument document, Value value) {
        return value instanceof Str string ? string.value() : document.raw(value);
    }
}

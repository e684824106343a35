package dev.culvert.profile;

import dev.culvert.net.HostPort;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import dev.culvert.profile.Profile.Algorithms;
import dev.culvert.profile.Profile.Auth;
import dev.culvert.profile.Profile.Device;
import dev.culvert.profile.Profile.HostKeys;
import dev.culvert.profile.Profile.Keepalive;
import dev.culvert.profile.Profile.Network;
import dev.culvert.profile.Profile.Reconnect;
import dev.culvert.profile.Profile.Remote;
import dev.culvert.profile.Profile.Server;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a profile as JSON that {@link ProfileReader} reads back as the same; keys that hold their default are left out. */
public final class ProfileWriter {
    private ProfileWriter() {}

    public static String write(Profile profile) {
        Keys top = new Keys();
        top.put("version", Profile.VERSION);
        top.put("name", profile.name());
        top.put("mode", Forms.name(profile.mode()));
        top.put("server", server(profile.server()));
        top.putUnlessEmpty("auth", auth(profile.auth()));
        top.putUnlessEmpty("device", device(profile.device()));
        top.putUnlessEmpty("network", network(profile.network()));
        top.putUnlessEmpty("remote", remote(profile.remote()));
        top.putUnlessEmpty("keepalive", keepalive(profile.keepalive()));
        top.putUnlessEmpty("reconnect", reconnect(profile.reconnect()));
        Profile.Proxy proxy = profile.proxy();
        if (proxy != null) {
            top.put("proxy", proxy(proxy));
        }
        top.putUnlessEmpty(
                "forwards",
                profile.forwards().stream().map(ProfileWriter::forward).toList());
        top.putUnlessEmpty(
                "filter", profile.filter().stream().map(ProfileWriter::rule).toList());
        top.putUnlessEmpty(
                "fallback", profile.fallback().stream().map(Forms::name).toList());
        top.putUnless(Profile.START_MANUAL, "start", profile.start());
        StringBuilder text = new StringBuilder();
        value(text, top.map, "\n");
        return text.append('\n').toString();
    }

    private static Map<String, Object> server(Server server) {
        Keys keys = new Keys();
        keys.put("host", server.host());
        server.port().ifPresent(port -> keys.put("port", port));
        keys.putUnless(null, "user", server.user());
        keys.putUnlessEmpty("jump", server.jump());
        keys.putUnless(null, "proxy", server.proxy());
        keys.putUnless(true, "useSshConfig", server.useSshConfig());
        keys.putUnless(false, "matchExec", server.matchExec());
        return keys.map;
    }

    private static Map<String, Object> auth(Auth auth) {
        Keys keys = new Keys();
        keys.putUnlessEmpty("methods", auth.methods().stream().map(Forms::name).toList());
        keys.putUnlessEmpty("keys", auth.keys());
        keys.putUnlessEmpty("knownHosts", auth.knownHosts());
        HostKeys hostKeys = auth.hostKeys();
        if (hostKeys != null) {
            keys.put("hostKeys", Forms.name(hostKeys));
        }
        keys.putUnlessEmpty("algorithms", algorithms(auth.algorithms()));
        return keys.map;
    }

    private static Map<String, Object> algorithms(Algorithms algorithms) {
        Keys keys = new Keys();
        keys.putUnless(null, "kex", algorithms.kex());
        keys.putUnless(null, "hostKeys", algorithms.hostKeys());
        keys.putUnless(null, "ciphers", algorithms.ciphers());
        keys.putUnless(null, "macs", algorithms.macs());
        return keys.map;
    }

    private static Map<String, Object> device(Device device) {
        Keys keys = new Keys();
        keys.putUnless(null, "name", device.name());
        device.remoteUnit().ifPresent(unit -> keys.put("remoteUnit", unit));
        device.mtu().ifPresent(mtu -> keys.put("mtu", mtu));
        return keys.map;
    }

    private static Map<String, Object> network(Network network) {
        Keys keys = new Keys();
        if (network.dhcp()) {
            keys.put("addresses", "dhcp");
        }
        keys.putUnlessEmpty("addresses", addresses(network.addresses()));
        InetAddress peer = network.peer();
        keys.putUnless(null, "peer", peer == null ? null : InterfaceAddress.text(peer));
        keys.putUnlessEmpty("routes", routes(network.routes()));
        keys.putUnlessEmpty("exclude", routes(network.exclude()));
        Profile.Dns dns = network.dns();
        if (dns != null) {
            Keys inner = new Keys();
            inner.putUnlessEmpty(
                    "servers",
                    dns.servers().stream().map(InterfaceAddress::text).toList());
            inner.putUnlessEmpty("domains", dns.domains());
            keys.put("dns", inner.map);
        }
        keys.putUnless(false, "killSwitch", network.killSwitch());
        return keys.map;
    }

    private static List<String> addresses(List<InterfaceAddress> addresses) {
        return addresses.stream().map(InterfaceAddress::toString).toList();
    }

    /** Both families' default routes next to each other are one word. */
    private static List<String> routes(List<IpPrefix> prefixes) {
        List<String> routes = new ArrayList<>();
        for (int i = 0; i < prefixes.size(); i++) {
            boolean both = prefixes.get(i).equals(IpPrefix.ALL_IPV4)
                    && i + 1 < prefixes.size()
                    && prefixes.get(i + 1).equals(IpPrefix.ALL_IPV6);
            routes.add(both ? "default" : prefixes.get(i).toString());
            i += both ? 1 : 0;
        }
        return routes;
    }

    private static Map<String, Object> remote(Remote remote) {
        Keys keys = new Keys();
        keys.putUnless(true, "configure", remote.configure());
        keys.putUnlessEmpty("addresses", addresses(remote.addresses()));
        keys.putUnless(false, "forward", remote.forward());
        keys.putUnless(false, "masquerade", remote.masquerade());
        keys.putUnlessEmpty("up", remote.up());
        keys.putUnlessEmpty("down", remote.down());
        return keys.map;
    }

    private static Map<String, Object> keepalive(Keepalive keepalive) {
        Keys keys = new Keys();
        keys.putUnless(Forms.duration(Keepalive.DEFAULT.interval()), "interval", Forms.duration(keepalive.interval()));
        keys.putUnless(Keepalive.DEFAULT.missed(), "missed", keepalive.missed());
        return keys.map;
    }

    private static Map<String, Object> reconnect(Reconnect reconnect) {
        Keys keys = new Keys();
        keys.putUnless(Reconnect.DEFAULT.enabled(), "enabled", reconnect.enabled());
        keys.putUnless(Reconnect.DEFAULT.hold(), "hold", reconnect.hold());
        keys.putUnless(Forms.duration(Reconnect.DEFAULT.maxDelay()), "maxDelay", Forms.duration(reconnect.maxDelay()));
        return keys.map;
    }

    private static Map<String, Object> proxy(Profile.Proxy proxy) {
        Keys keys = new Keys();
        HostPort socks = proxy.socks();
        keys.putUnless(null, "socks", socks == null ? null : socks.toString());
        HostPort http = proxy.http();
        keys.putUnless(null, "http", http == null ? null : http.toString());
        keys.putUnless(null, "username", proxy.username());
        return keys.map;
    }

    private static Map<String, Object> forward(Profile.Forward forward) {
        Keys keys = new Keys();
        keys.put("kind", Forms.name(forward.kind()));
        keys.put("listen", forward.listen());
        keys.putUnless(null, "target", forward.target());
        return keys.map;
    }

    private static Map<String, Object> rule(Profile.FilterRule rule) {
        Keys keys = new Keys();
        keys.put("action", Forms.name(rule.action()));
        keys.put("match", rule.match());
        return keys.map;
    }

    /** One object's keys, in the order of writing. */
    private static final class Keys {
        final Map<String, Object> map = new LinkedHashMap<>();

        void put(String key, Object value) {
            map.put(key, value);
        }

        void putUnless(@Nullable Object otherwise, String key, @Nullable Object value) {
            if (value != null && !Objects.equals(otherwise, value)) {
                map.put(key, value);
            }
        }

        void putUnlessEmpty(String key, Collection<?> values) {
            if (!values.isEmpty()) {
                map.put(key, values);
            }
        }

        void putUnlessEmpty(String key, Map<String, Object> section) {
            if (!section.isEmpty()) {
                map.put(key, section);
            }
        }
    }

    /** Objects a key a line, lists of strings on one line. */
    private static void value(StringBuilder to, Object value, String newline) {
        switch (value) {
            case Map<?, ?> map -> {
                String inner = newline + "  ";
                to.append('{');
                for (Iterator<? extends Map.Entry<?, ?>> entries =
                                map.entrySet().iterator();
                        entries.hasNext(); ) {
                    Map.Entry<?, ?> entry = entries.next();
                    to.append(inner)
                            .append(Problems.json(String.valueOf(entry.getKey())))
                            .append(": ");
                    value(to, Objects.requireNonNull(entry.getValue()), inner);
                    to.append(entries.hasNext() ? "," : "");
                }
                to.append(map.isEmpty() ? "" : newline).append('}');
            }
            case Collection<?> list -> {
                to.append('[');
                for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
                    value(to, Objects.requireNonNull(items.next()), newline);
                    to.append(items.hasNext() ? ", " : "");
                }
                to.append(']');
            }
            case String text -> to.append(Problems.json(text));
            default -> to.append(value);
        }
    }
}

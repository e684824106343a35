package dev.culvert.network;

import dev.culvert.net.InterfaceAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A kill switch that stands in the table, as {@code nft -j -a list table} tells it. Only who has CAP_NET_ADMIN can have put it
 * there; still what is not as {@link KillSwitchRules} makes it is left out.
 *
 * @param servers where it lets an SSH connection go
 * @param paused whether it is open for now
 */
record FoundSwitch(long user, String mode, String name, List<InetSocketAddress> servers, boolean paused) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern NAME_CHAIN = Pattern.compile("name_([0-9a-f]{16})");
    private static final Pattern LABEL =
            Pattern.compile("culvert:(\\d{1,10}):([a-z]{1,20}):([A-Za-z0-9%+.*_-]{1,660})");

    FoundSwitch {
        servers = List.copyOf(servers);
    }

    /** All that are found; nothing where the text is no such list. */
    static List<FoundSwitch> all(String json) {
        Map<String, StringBuilder> labels = new LinkedHashMap<>();
        Map<String, JsonNode> sets = new LinkedHashMap<>();
        for (JsonNode object : objects(json)) {
            JsonNode rule = object.path("rule");
            Matcher chain = NAME_CHAIN.matcher(rule.path("chain").asString(""));
            if (chain.matches()) {
                labels.computeIfAbsent(chain.group(1), _ -> new StringBuilder())
                        .append(rule.path("comment").asString(""));
            }
            JsonNode set = object.path("set");
            sets.put(set.path("name").asString(""), set.path("elem"));
        }
        List<FoundSwitch> found = new ArrayList<>();
        labels.forEach((id, label) -> of(id, label.toString(), sets).ifPresent(found::add));
        return found;
    }

    /** The rules of the common chains that lead into one part. */
    static List<KillSwitchRules.Jump> jumps(String json, String id) {
        Set<String> targets = Set.of("let_" + id, "end_" + id);
        List<KillSwitchRules.Jump> jumps = new ArrayList<>();
        for (JsonNode object : objects(json)) {
            JsonNode rule = object.path("rule");
            String chain = rule.path("chain").asString("");
            long handle = rule.path("handle").asLong(0);
            for (JsonNode expression : rule.path("expr")) {
                String target = expression.path("jump").path("target").asString("");
                if (Set.of("tunnels", "endings").contains(chain) && handle > 0 && targets.contains(target)) {
                    jumps.add(new KillSwitchRules.Jump(chain, handle));
                }
            }
        }
        return jumps;
    }

    private static JsonNode objects(String json) {
        try {
            return JSON.readTree(json).path("nftables");
        } catch (JacksonException e) {
            return JSON.createArrayNode();
        }
    }

    private static Optional<FoundSwitch> of(String id, String label, Map<String, JsonNode> sets) {
        Matcher parts = LABEL.matcher(label);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long user = Long.parseLong(parts.group(1));
        String name;
        try {
            name = URLDecoder.decode(parts.group(3), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (!KillSwitchPlan.id(user, name).equals(id)) {
            return Optional.empty();
        }
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String family : List.of("4", "6")) {
            for (JsonNode element : elements(sets, "ssh" + family + "_" + id)) {
                server(element).ifPresent(servers::add);
            }
        }
        boolean paused = !elements(sets, "pause_" + id).isEmpty();
        return Optional.of(new FoundSwitch(user, parts.group(2), name, servers, paused));
    }

    private static JsonNode elements(Map<String, JsonNode> sets, String name) {
        return sets.getOrDefault(name, JSON.createArrayNode());
    }

    private static Optional<InetSocketAddress> server(JsonNode element) {
        JsonNode parts = element.path("concat");
        try {
            return Optional.of(new InetSocketAddress(
                    InterfaceAddress.address(parts.path(0).asString("")),
                    parts.path(1).asInt(-1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

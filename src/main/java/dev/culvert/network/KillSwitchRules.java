package dev.culvert.network;

import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.IpPrefix;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The text of the kill switch's transactions (nft(8)). Pure.
 *
 * <p>One table serves all profiles of all users in a network namespace. A packet passes every base chain on its hook, and one
 * refusal is enough; so each profile has base chains of its own, {@code output_ID} and {@code forward_ID}, which refuse what the
 * profile claims. What any tunnel needs, each of them lets pass: the chains {@code tunnels} and {@code endings} jump into every
 * profile's part. A part is replaced as a whole, and nothing in it is another's to change, so that two helpers need no lock; the
 * table goes when the last jump out of its common chains is gone, which the kernel checks.
 */
final class KillSwitchRules {
    static final String TABLE = "culvert";

    /** After whatever else changes a packet's way: mangle is -150, dstnat -100, filter 0 (nft(8), priorities). */
    private static final int PRIORITY = 500;

    /** Bytes of a comment, 128 at most (NFTNL_UDATA_COMMENT_MAXLEN). */
    private static final int COMMENT = 100;

    private static final List<String> CHAINS = List.of("output", "forward", "guard", "end", "let", "name");
    private static final Map<String, String> SETS = sets();

    private final StringBuilder text = new StringBuilder();
    private final String id;

    private KillSwitchRules(String id) {
        this.id = id;
    }

    private static Map<String, String> sets() {
        Map<String, String> sets = new LinkedHashMap<>();
        sets.put("pause", "type nf_proto; flags timeout;");
        sets.put("device", "type iface_index;");
        for (String family : List.of("4", "6")) {
            sets.put("ssh" + family, "type ipv" + family + "_addr . inet_service;");
            sets.put("claim" + family, "type ipv" + family + "_addr; flags interval;");
            sets.put("except" + family, "type ipv" + family + "_addr; flags interval;");
        }
        return sets;
    }

    static String baseChains(String id) {
        return "output_" + id + ", forward_" + id;
    }

    /** A rule of a common chain that leads into one profile's part. */
    record Jump(String chain, long handle) {}

    /**
     * Closes it, or replaces what stands; a pause that runs goes on.
     *
     * @param jumps those that stand
     */
    static String close(KillSwitchPlan plan, List<Jump> jumps) {
        KillSwitchRules rules = new KillSwitchRules(plan.id());
        rules.make(jumps);
        SETS.keySet().stream().filter(set -> !set.equals("pause")).forEach(rules::flush);
        rules.fill(plan);
        rules.lead(plan);
        return rules.text.toString();
    }

    /** Takes one part out, whatever of it is there. */
    static String open(String id, List<Jump> jumps) {
        KillSwitchRules rules = new KillSwitchRules(id);
        rules.make(jumps);
        CHAINS.forEach(chain -> rules.line("delete chain", rules.own(chain), ""));
        SETS.keySet().forEach(set -> rules.line("delete set", rules.own(set), ""));
        return rules.text.toString();
    }

    /** Takes the table away; fails as a whole while a part is there. */
    static String removeTable() {
        KillSwitchRules rules = new KillSwitchRules("");
        for (String chain : List.of("tunnels", "endings")) {
            rules.line("delete chain", chain, "");
        }
        rules.text.append("delete table inet ").append(TABLE).append('\n');
        return rules.text.toString();
    }

    /** Opens it for so long; the kernel closes it again by itself. Zero closes it now. */
    static String pause(String id, Duration time) {
        KillSwitchRules rules = new KillSwitchRules(id);
        rules.flush("pause");
        if (time.isPositive()) {
            String timeout = " timeout " + time.toSeconds() + "s";
            rules.elements("pause", List.of("ipv4" + timeout, "ipv6" + timeout));
        }
        return rules.text.toString();
    }

    /** Lets packets pass through one interface more, by the kernel's number of it. */
    static String lend(String id, int device) {
        KillSwitchRules rules = new KillSwitchRules(id);
        rules.elements("device", List.of(Integer.toString(device)));
        return rules.text.toString();
    }

    /** Ends {@link #lend}. */
    static String takeBack(String id, int device) {
        KillSwitchRules rules = new KillSwitchRules(id);
        rules.line("delete element", rules.own("device"), "{ " + device + " }");
        return rules.text.toString();
    }

    /** The common chains, and this part's chains and sets, the chains empty and with nothing leading into them. */
    private void make(List<Jump> jumps) {
        text.append("add table inet ").append(TABLE).append('\n');
        for (String chain : List.of("always", "refuse", "tunnels", "endings")) {
            line("add chain", chain, "");
        }
        line("flush chain", "always", "");
        rule("always", "oif \"lo\" accept");
        rule("always", "udp sport 68 udp dport 67 accept");
        rule("always", "ip6 daddr { fe80::/10, ff02::/16, ff05::/16 } udp sport 546 udp dport 547 accept");
        rule(
                "always",
                "ip6 hoplimit 255 icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } accept");
        // switches that listen to it forget otherwise where neighbours' questions are to go (RFC 4861 7.2.1)
        rule(
                "always",
                "ip6 daddr ff02::/16 ip6 hoplimit 1 icmpv6 type"
                        + " { mld-listener-report, mld-listener-done, mld2-listener-report } accept");
        line("flush chain", "refuse", "");
        rule("refuse", "meta l4proto tcp reject with tcp reset");
        rule("refuse", "reject with icmpx type admin-prohibited");
        jumps.forEach(jump -> line("delete rule", jump.chain(), "handle " + jump.handle()));
        SETS.forEach((set, type) -> line("add set", own(set), "{ " + type + " }"));
        for (String chain : CHAINS) {
            boolean base = chain.equals("output") || chain.equals("forward");
            String hook = "{ type filter hook " + chain + " priority " + PRIORITY + "; policy accept; }";
            line("add chain", own(chain), base ? hook : "");
            line("flush chain", own(chain), "");
        }
    }

    private void fill(KillSwitchPlan plan) {
        for (boolean ipv6 : new boolean[] {false, true}) {
            String family = ipv6 ? "6" : "4";
            elements(
                    "ssh" + family,
                    plan.servers().stream()
                            .filter(server -> server.getAddress().getAddress().length == (ipv6 ? 16 : 4))
                            .map(server -> InterfaceAddress.text(server.getAddress()) + " . " + server.getPort())
                            .distinct()
                            .toList());
            elements("claim" + family, widest(plan.claims(), ipv6));
            elements("except" + family, widest(plan.exclude(), ipv6));
        }
        plan.device().ifPresent(index -> elements("device", List.of(Integer.toString(index))));
    }

    /** A set takes no prefix within another; a default route is matched by its family, not by a set. */
    private static List<String> widest(List<IpPrefix> prefixes, boolean ipv6) {
        List<IpPrefix> family = prefixes.stream()
                .filter(prefix -> prefix.isIpv6() == ipv6 && prefix.length() > 0)
                .distinct()
                .toList();
        return family.stream()
                .filter(prefix -> family.stream().noneMatch(other -> !other.equals(prefix) && other.contains(prefix)))
                .map(IpPrefix::toString)
                .toList();
    }

    /** The rules, and last what leads into them. */
    private void lead(KillSwitchPlan plan) {
        for (String piece : pieces(label(plan.user(), plan.mode(), plan.name()))) {
            rule(own("name"), "return comment \"" + piece + "\"");
        }
        String let = own("let");
        String end = own("end");
        String guard = own("guard");
        rule(let, "oif @" + own("device") + " accept");
        rule(let, "ip daddr . tcp dport @" + own("ssh4") + " meta skuid " + plan.helper() + " accept");
        rule(let, "ip6 daddr . tcp dport @" + own("ssh6") + " meta skuid " + plan.helper() + " accept");
        rule(end, "ip daddr . tcp dport @" + own("ssh4") + " accept");
        rule(end, "ip6 daddr . tcp dport @" + own("ssh6") + " accept");
        rule(guard, "ip daddr @" + own("except4") + " accept");
        rule(guard, "ip6 daddr @" + own("except6") + " accept");
        rule(guard, claimed(plan, IpPrefix.ALL_IPV4, "ip", "4") + " goto refuse");
        rule(guard, claimed(plan, IpPrefix.ALL_IPV6, "ip6", "6") + " goto refuse");
        String output = own("output");
        rule(output, "meta nfproto @" + own("pause") + " accept");
        rule(output, "jump always");
        rule(output, "jump tunnels");
        // what is left of a connection whose socket is closed, its last bytes and a reset, has no user any more
        rule(output, "meta skuid >= 0 goto " + guard);
        rule(output, "jump endings");
        rule(output, "goto " + guard);
        String forward = own("forward");
        rule(forward, "meta nfproto @" + own("pause") + " accept");
        rule(forward, "jump tunnels");
        rule(forward, "goto " + guard);
        rule("tunnels", "jump " + let);
        rule("endings", "jump " + end);
    }

    private String claimed(KillSwitchPlan plan, IpPrefix all, String protocol, String family) {
        return plan.claims().contains(all)
                ? "meta nfproto ipv" + family
                : protocol + " daddr @" + own("claim" + family);
    }

    /** Whose it is, in comments: {@code culvert:USER:MODE:NAME}, the name in the characters of a URL. */
    static String label(long user, String mode, String name) {
        return "culvert:" + user + ":" + mode + ":" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private static List<String> pieces(String label) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < label.length(); at += COMMENT) {
            pieces.add(label.substring(at, Math.min(label.length(), at + COMMENT)));
        }
        return pieces;
    }

    private String own(String name) {
        return name + "_" + id;
    }

    private void flush(String set) {
        line("flush set", own(set), "");
    }

    private void elements(String set, List<String> elements) {
        if (!elements.isEmpty()) {
            line("add element", own(set), "{ " + String.join(", ", elements) + " }");
        }
    }

    private void rule(String chain, String rule) {
        line("add rule", chain, rule);
    }

    private void line(String verb, String name, String rest) {
        text.append(verb).append(" inet ").append(TABLE).append(' ').append(name);
        text.append(rest.isEmpty() ? "" : " ").append(rest).append('\n');
    }
}

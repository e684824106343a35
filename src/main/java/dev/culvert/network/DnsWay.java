package dev.culvert.network;

import java.util.List;

/** What decides whom this machine asks for names, as culvert-dns found it; the words are the script's. */
public enum DnsWay {
    /** systemd-resolved: each link has servers, and domains that it is asked for. */
    RESOLVED("resolved"),
    /** Beside {@link #RESOLVED}: resolv.conf named its servers, and leads to its stub while the tunnel is up. */
    STUB("stub"),
    /** openresolv: an exclusive record of the link. */
    RESOLVCONF("resolvconf"),
    /** NetworkManager writes resolv.conf, from its global DNS. */
    NETWORK_MANAGER("network-manager"),
    /** /etc/resolv.conf becomes a file of ours. */
    FILE("file");

    private final String word;

    DnsWay(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** @throws IllegalArgumentException when it is none */
    public static DnsWay parse(String word) {
        for (DnsWay way : values()) {
            if (way.word.equals(word)) {
                return way;
            }
        }
        throw new IllegalArgumentException("no way to set DNS: " + word);
    }

    /** Whether these together ask some servers for some domains and others for the rest; resolv.conf's programs ask one list for all. */
    public static boolean canSplit(List<DnsWay> ways) {
        return ways.contains(RESOLVED) && ways.stream().allMatch(way -> way == RESOLVED || way == STUB);
    }
}

package dev.culvert.pipeline;

import dev.culvert.net.PacketBatch;

/**
 * Keeps a layer-3 tunnel to the families that both ends speak: a kernel sends IPv6 into every interface by itself (RFC 4861
 * §6.3.7), and not every server survives that. Drops the other family's packets on their way out.
 */
public final class FamilyGuard implements PacketFilter {
    private final boolean ipv4;
    private final boolean ipv6;

    /** @param ipv4 whether IPv4 packets may leave */
    public FamilyGuard(boolean ipv4, boolean ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    @Override
    public void apply(PacketBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            int version = batch.length(i) == 0 ? 0 : batch.bytes().get(batch.offset(i)) & 0xf0;
            if ((version == 0x40 && !ipv4) || (version == 0x60 && !ipv6)) {
                batch.drop(i);
            }
        }
    }
}

package dev.culvert.network;

import dev.culvert.net.TunnelException;
import java.util.Optional;

/** nftables' {@code nft}. Every method blocks until it has ended, 10 seconds at most. */
public interface NftTool {
    /**
     * Carries out all lines as one transaction: the kernel takes all of them or none (nft(8), {@code -f}).
     *
     * @throws TunnelException LOCAL_STEP_FAILED (facts step, reason) when nothing was changed, or when it cannot be told;
     *     CANCELLED when interrupted, and then it cannot be told either
     */
    void apply(String transaction) throws TunnelException;

    /** An {@code inet} table as JSON (libnftables-json(5)), with handles; empty when there is none of that name. */
    Optional<String> table(String name) throws TunnelException;
}

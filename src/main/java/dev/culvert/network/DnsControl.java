package dev.culvert.network;

import dev.culvert.net.TunnelException;
import java.util.List;

/**
 * Changes whom this machine asks for names. That is root's to do: the helper asks culvert-root, which undoes what is left when
 * the helper dies. Every method blocks, half a minute at most, and throws LOCAL_STEP_FAILED (facts step, reason).
 */
public interface DnsControl {
    /** Where there is nobody to ask; for plans without DNS. */
    DnsControl NONE = new NoDns();

    /** What rules here now; changes nothing. */
    List<DnsWay> ways() throws TunnelException;

    /**
     * Asks the tunnel's servers from now on.
     *
     * @return how
     */
    List<DnsWay> set(DnsSettings settings) throws TunnelException;

    /** Takes an interface's settings back; harmless when there are none, or the interface has gone. */
    void unset(String interfaceName) throws TunnelException;
}

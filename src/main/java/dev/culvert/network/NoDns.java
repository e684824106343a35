package dev.culvert.network;

import dev.culvert.net.TunnelException;
import java.util.List;

/** See {@link DnsControl#NONE}. */
final class NoDns implements DnsControl {
    @Override
    public List<DnsWay> ways() throws TunnelException {
        throw SystemTool.failed("DNS", "no culvert-root");
    }

    @Override
    public List<DnsWay> set(DnsSettings settings) throws TunnelException {
        return ways();
    }

    @Override
    public void unset(String interfaceName) {}
}

package dev.culvert.helper;

import dev.culvert.net.TunnelException;
import dev.culvert.network.DnsControl;
import dev.culvert.network.IpCommand;
import dev.culvert.network.IpTool;
import dev.culvert.network.Journal;
import dev.culvert.network.KillSwitches;
import dev.culvert.network.NetworkConfigurator;
import dev.culvert.ssh.SshConnector;
import dev.culvert.tun.TunDevice;
import dev.culvert.tun.TunOptions;
import dev.culvert.tun.linux.LinuxTunDevice;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What all tunnels of one helper share.
 *
 * @param devices makes this machine's TUN and TAP interfaces
 */
public record TunnelParts(
        SshConnector connector,
        IpTool ip,
        Journal journal,
        DnsControl dns,
        KillSwitches killSwitches,
        DeviceOpener devices) {
    /**
     * Makes the parts of a helper, and first undoes what a helper before it has left.
     *
     * @param stateDirectory where the journal is; only this process's user may write it
     */
    public static TunnelParts of(Path stateDirectory, DnsControl dns, KillSwitches killSwitches) throws IOException {
        IpTool ip = new IpCommand();
        Journal journal = Journal.open(stateDirectory);
        NetworkConfigurator.recover(ip, journal);
        return new TunnelParts(new SshConnector(), ip, journal, dns, killSwitches, LinuxTunDevice::open);
    }

    /** Makes tunnels of these parts. */
    public Tunnel.Factory factory() {
        return (profile, digest, login, questions, events) ->
                new TunnelSession(profile, digest, login, questions, this, events);
    }

    /** Makes an interface. */
    @FunctionalInterface
    public interface DeviceOpener {
        /** @throws TunnelException NO_TUN_NODE, NO_PRIVILEGE, DEVICE_NAME_TAKEN or DEVICE_NAME_INVALID */
        TunDevice open(TunOptions options) throws TunnelException;
    }
}

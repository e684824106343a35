package dev.culvert.server;

import dev.culvert.ssh.BatchedTransport;
import dev.culvert.ssh.TunCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.global.NoMoreSessionsHandler;
import org.jspecify.annotations.Nullable;

/**
 * An SSH server that carries tunnels and nothing else: {@code tun@openssh.com} channels in both modes, and {@code exec} for
 * setting up this end. OpenSSH's {@code ssh -w} and Culvert are its clients. Commands and devices are this process's user's,
 * whatever name a client logs in by: give keys to those alone who may act as that user.
 */
public final class TunServer implements AutoCloseable {
    private final SshServer server;

    private TunServer(SshServer server) {
        this.server = server;
    }

    /** Starts with: a free port on loopback, a host key of the moment, nobody authorised, both kinds of tunnel permitted. */
    public static Builder builder() {
        return new Builder();
    }

    /** The TCP port listened on. */
    public int port() {
        return server.getPort();
    }

    /** Ends every connection and tunnel; blocks until the devices are closed. */
    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    /** What a server is to be like. Not thread-safe; may be reused. */
    public static final class Builder {
        private InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        private @Nullable KeyPair hostKey;
        private final List<PublicKey> authorized = new ArrayList<>();
        private @Nullable BiPredicate<String, String> password;
        private PermitTunnel permit = PermitTunnel.YES;
        private @Nullable DeviceOpener devices;
        private boolean commands;

        private Builder() {}

        /** Port 0 takes a free one. */
        public Builder listen(InetSocketAddress address) {
            listen = address;
            return this;
        }

        public Builder hostKey(KeyPair key) {
            hostKey = key;
            return this;
        }

        /** Lets in whoever proves to have this key, under any name. */
        public Builder authorize(PublicKey key) {
            authorized.add(key);
            return this;
        }

        /** Offers logins by password too; {@code check} is shown user and password, on any thread. */
        public Builder password(BiPredicate<String, String> check) {
            password = check;
            return this;
        }

        public Builder permit(PermitTunnel tunnels) {
            permit = tunnels;
            return this;
        }

        /** What is behind the tunnels: {@link EchoPeers}, or this system's devices. Without it every tunnel is refused. */
        public Builder devices(DeviceOpener opener) {
            devices = opener;
            return this;
        }

        /** Runs commands by {@code sh -c}; else {@code exec} is refused. */
        public Builder commands(boolean run) {
            commands = run;
            return this;
        }

        /** @throws IOException when the address cannot be had */
        public TunServer start() throws IOException {
            DeviceOpener opener = Objects.requireNonNullElse(devices, options -> {
                throw new IOException("no devices");
            });
            SshServer server = ServerBuilder.builder()
                    .cipherFactories(BatchedTransport.ciphers())
                    .channelFactories(List.of(ChannelSessionFactory.INSTANCE, new TunChannels(permit, opener)))
                    .globalRequestHandlers(List.of(KeepAliveHandler.INSTANCE, NoMoreSessionsHandler.INSTANCE))
                    .build();
            server.setHost(listen.getHostString());
            server.setPort(listen.getPort());
            server.setKeyPairProvider(KeyPairProvider.wrap(hostKey == null ? HostKeys.ephemeral() : hostKey));
            authenticateBy(server);
            if (commands) {
                server.setCommandFactory((channel, command) -> new ShellCommand(command));
            }
            CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "Culvert");
            CoreModuleProperties.TCP_NODELAY.set(server, true);
            CoreModuleProperties.SOCKET_KEEPALIVE.set(server, true);
            // A tunnel may be silent for as long as it likes.
            CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
            server.start();
            return new TunServer(server);
        }

        private void authenticateBy(SshServer server) {
            List<PublicKey> keys = List.copyOf(authorized);
            List<UserAuthFactory> methods = new ArrayList<>();
            methods.add(UserAuthPublicKeyFactory.INSTANCE);
            server.setPublickeyAuthenticator(
                    (user, key, session) -> keys.stream().anyMatch(known -> KeyUtils.compareKeys(known, key)));
            BiPredicate<String, String> check = password;
            if (check != null) {
                methods.add(UserAuthPasswordFactory.INSTANCE);
                server.setPasswordAuthenticator((user, secret, session) -> check.test(user, secret));
            }
            server.setUserAuthFactories(methods);
        }
    }

    private record TunChannels(PermitTunnel permit, DeviceOpener opener) implements ChannelFactory {
        @Override
        public String getName() {
            return TunCodec.CHANNEL_TYPE;
        }

        @Override
        public Channel createChannel(Session session) {
            return new TunServerChannel(permit, opener);
        }
    }
}

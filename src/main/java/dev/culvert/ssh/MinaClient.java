package dev.culvert.ssh;

import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.config.keys.ClientIdentityLoader;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientConnectionServiceFactory;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.kex.extension.KexExtensionHandler;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/** MINA's client as this program has it: no file read, no key held, each session bound to its {@link Login}. */
final class MinaClient {
    private MinaClient() {}

    static SshClient create(ScheduledExecutorService clock) {
        SshClient client = ClientBuilder.builder()
                .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
                .clientIdentityLoader(new NoIdentities())
                .filePasswordProvider(FilePasswordProvider.EMPTY)
                .serverKeyVerifier(hostKeyQuestion())
                .kexExtensionHandler(new ServerSignatureAlgorithms())
                .keyExchangeFactories(Algorithms.proposedKeyExchanges())
                // a server has no channel to open to us
                .channelFactories(List.of())
                .globalRequestHandlers(List.of(KeepAliveHandler.INSTANCE, OtherHostKeys.handler()))
                .build();
        BatchedTransport.install(client);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setServiceFactories(List.of(LoginService.factory(), ClientConnectionServiceFactory.INSTANCE));
        client.setUserAuthFactories(LoginMethod.factories());
        client.setScheduledExecutorService(clock);
        client.addSessionListener(new LoginListener());
        // the user may think as long as it takes, and a tunnel may be idle: Keepalive finds the dead
        CoreModuleProperties.AUTH_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.REQUEST_EXEC_REPLY.set(client, true);
        // whether a host certificate counts is for the user's side to say; the key in it has signed either way
        CoreModuleProperties.ABORT_ON_INVALID_CERTIFICATE.set(client, false);
        CoreModuleProperties.CLIENT_IDENTIFICATION.set(client, "Culvert");
        return client;
    }

    private static ServerKeyVerifier hostKeyQuestion() {
        return (session, address, key) -> Login.of(session).hostKeyTrusted();
    }

    /** Keeps what the server takes for user keys, and leaves the order of host key algorithms alone, which MINA's own would change. */
    private static final class ServerSignatureAlgorithms implements KexExtensionHandler {
        @Override
        public boolean isKexExtensionsAvailable(Session session, AvailabilityPhase phase) {
            return phase != AvailabilityPhase.PREKEX;
        }

        @Override
        public boolean handleKexExtensionRequest(Session session, int index, int count, String name, byte[] data) {
            if (name.equals("server-sig-algs")) {
                Login.of(session)
                        .signatureAlgorithms(
                                Set.of(new String(data, java.nio.charset.StandardCharsets.US_ASCII).split(",")));
            }
            return true;
        }
    }

    private static final class LoginListener implements SessionListener {
        @Override
        public void sessionCreated(Session session) {
            Login login = Login.of(session);
            Algorithms.apply(login.offer().terms(), session);
            ((ClientSession) session).setUserInteraction(new Banners(login));
        }

        @Override
        public void sessionPeerIdentificationLine(Session session, String line, List<String> earlier) {
            Login.of(session).answered(line);
        }

        @Override
        public void sessionPeerIdentificationReceived(Session session, String version, List<String> earlier) {
            Login.of(session).identified();
        }

        @Override
        public void sessionNegotiationEnd(
                Session session,
                Map<KexProposalOption, String> ours,
                Map<KexProposalOption, String> theirs,
                Map<KexProposalOption, String> chosen,
                @Nullable Throwable reason) {
            if (reason != null) {
                Login login = Login.of(session);
                ConnectFailures.noCommonAlgorithm(login.target(), ours, theirs).ifPresent(login::fail);
            }
        }

        @Override
        public void sessionDisconnect(Session session, int reason, String message, String language, boolean initiator) {
            if (!initiator) {
                Login.of(session).disconnected(message);
            }
        }
    }

    /** In place of ~/.ssh. */
    private static final class NoIdentities implements ClientIdentityLoader {
        @Override
        public boolean isValidLocation(NamedResource location) {
            return false;
        }

        @Override
        public Iterable<KeyPair> loadClientIdentities(
                SessionContext session, NamedResource location, FilePasswordProvider provider) {
            return List.of();
        }
    }

    private record Banners(Login login) implements UserInteraction {
        @Override
        public void welcome(ClientSession session, String banner, String language) {
            login.banner(banner);
        }

        @Override
        public String[] interactive(
                ClientSession session,
                String name,
                String instruction,
                String language,
                String[] prompt,
                boolean[] echo) {
            throw new IllegalStateException("KeyboardLogin asks");
        }

        @Override
        public String getUpdatedPassword(ClientSession session, String prompt, String language) {
            throw new IllegalStateException("PasswordLogin asks");
        }
    }
}

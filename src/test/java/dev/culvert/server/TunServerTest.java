package dev.culvert.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.net.InterfaceAddress;
import java.io.IOException;
import java.security.KeyPair;
import java.util.Set;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.junit.jupiter.api.Test;

/** What the server accepts and how it says no. */
class TunServerTest {
    private static final int IP = 1;
    private static final int ETHERNET = 2;
    private static final int ANY = 0x7fff_ffff;
    private static final int WINDOW = 1 << 20;

    private final KeyPair key = RawClient.newKey();

    @Test
    void takesAnAuthorizedKeyAndNoOther() throws IOException {
        try (TunServer server = server(PermitTunnel.YES);
                RawClient client = RawClient.connect(server.port(), "test");
                RawClient stranger = RawClient.connect(server.port(), "test")) {
            client.login(key);
            assertThatThrownBy(() -> stranger.login(RawClient.newKey())).isInstanceOf(SshException.class);
        }
    }

    @Test
    void takesAPasswordOnlyWhenThereIsACheck() throws IOException {
        try (TunServer server = TunServer.builder()
                        .password((user, password) -> user.equals("anyone") && password.equals("right"))
                        .start();
                TunServer keysOnly = server(PermitTunnel.YES);
                RawClient right = RawClient.connect(server.port(), "test");
                RawClient wrong = RawClient.connect(server.port(), "test");
                RawClient useless = RawClient.connect(keysOnly.port(), "test")) {
            right.login("right");
            assertThatThrownBy(() -> wrong.login("wrong")).isInstanceOf(SshException.class);
            assertThatThrownBy(() -> useless.login("right")).isInstanceOf(SshException.class);
        }
    }

    @Test
    void answersKeepalive() throws IOException {
        try (TunServer server = server(PermitTunnel.YES);
                RawClient client = RawClient.connect(server.port(), "test").login(key)) {
            var request = client.session().createBuffer((byte) 80, 64);
            request.putString("keepalive@openssh.com");
            request.putBoolean(true);
            assertThatCode(() -> client.session().request("keepalive@openssh.com", request, RawClient.SOON))
                    .as("either answer will do, none in time would throw")
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void refusesInTheWordsOfSshd() throws IOException {
        try (TunServer server = server(PermitTunnel.ETHERNET);
                RawClient client = RawClient.connect(server.port(), "test").login(key)) {
            assertRefused(client, IP, ANY, "Server has rejected tunnel device forwarding");
            assertRefused(client, 3, ANY, "Unsupported tunnel device mode.");
            client.open(ETHERNET, 4, WINDOW);
            assertRefused(client, ETHERNET, 4, "Failed to open the tunnel device.");
            assertRefused(client, ETHERNET, -1, "Failed to open the tunnel device.");
            assertThat(client.open(ETHERNET, ANY, WINDOW).isOpen()).isTrue();
        }
    }

    @Test
    void permitsAsSshdConfigSays() throws IOException {
        for (PermitTunnel permit : PermitTunnel.values()) {
            try (TunServer server = server(permit);
                    RawClient client = RawClient.connect(server.port(), "test").login(key)) {
                assertThat(opens(client, IP))
                        .isEqualTo(permit == PermitTunnel.YES || permit == PermitTunnel.POINT_TO_POINT);
                assertThat(opens(client, ETHERNET))
                        .isEqualTo(permit == PermitTunnel.YES || permit == PermitTunnel.ETHERNET);
            }
        }
    }

    @Test
    void aUnitIsFreeAgainOnceItsChannelIsClosed() throws IOException {
        try (TunServer server = server(PermitTunnel.YES);
                RawClient client = RawClient.connect(server.port(), "test").login(key)) {
            for (int i = 0; i < 20; i++) {
                client.open(IP, 4, WINDOW).close(false).await(RawClient.SOON);
            }
        }
    }

    @Test
    void commandsKnowTheirDevices() throws IOException {
        try (TunServer server = TunServer.builder()
                        .authorize(key.getPublic())
                        .devices(new EchoPeers(Set.of()))
                        .commands(true)
                        .start();
                RawClient client = RawClient.connect(server.port(), "test").login(key)) {
            assertThat(client.session().executeRemoteCommand("echo \"<$SSH_TUNNEL>\""))
                    .isEqualTo("<>\n");
            client.open(IP, 7, WINDOW);
            client.open(ETHERNET, ANY, WINDOW);
            assertThat(client.session().executeRemoteCommand("echo \"<$SSH_TUNNEL>\""))
                    .isEqualTo("<tun7,tap0>\n");
        }
    }

    @Test
    void runsNoCommandUnlessToldTo() throws IOException {
        try (TunServer server = server(PermitTunnel.YES);
                RawClient client = RawClient.connect(server.port(), "test").login(key)) {
            assertThatThrownBy(() -> client.session().executeRemoteCommand("echo hello"))
                    .isInstanceOf(IOException.class);
        }
    }

    private TunServer server(PermitTunnel permit) throws IOException {
        return TunServer.builder()
                .authorize(key.getPublic())
                .permit(permit)
                .devices(new EchoPeers(Set.of(InterfaceAddress.address("10.78.0.2"))))
                .start();
    }

    private static boolean opens(RawClient client, int mode) throws IOException {
        try {
            return client.open(mode, ANY, WINDOW).isOpen();
        } catch (SshChannelOpenException e) {
            return false;
        }
    }

    private static void assertRefused(RawClient client, int mode, int unit, String text) {
        client.debugTexts().clear();
        assertThatThrownBy(() -> client.open(mode, unit, WINDOW))
                .isInstanceOf(SshChannelOpenException.class)
                .hasMessageContaining("open failed")
                .satisfies(e -> assertThat(((SshChannelOpenException) e).getReasonCode())
                        .isEqualTo(2));
        assertThat(client.debugTexts()).containsExactly(text);
    }
}

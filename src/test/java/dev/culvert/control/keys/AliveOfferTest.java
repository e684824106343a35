package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.LoginSide;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.LoginOffer.Alive;
import dev.culvert.profile.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ServerAliveInterval and ServerAliveCountMax count where the profile says nothing of its keepalive. */
class AliveOfferTest {
    @TempDir
    Path home;

    private @Nullable Alive alive(String config, String more) throws Exception {
        Files.writeString(Files.createDirectories(home.resolve(".ssh")).resolve("config"), config);
        Profile profile = LoginWithSshd.profile(
                "{\"name\": \"test\", \"mode\": \"tun\", \"server\": {\"host\": \"one\"}" + more + "}");
        UserEnvironment environment = new UserEnvironment(home, "ann", Map.of(), home.resolve("etc"));
        try (LoginSide side = new UserLogins(environment, new ScriptedPerson(true), () -> Messages.of(Locale.ENGLISH))
                .of(profile, LoginSide.Carried.NOTHING)) {
            return side.offer().alive();
        }
    }

    @Test
    void sshConfigCountsWhereTheProfileSaysNothing() throws Exception {
        assertThat(alive("ServerAliveInterval 1m\nServerAliveCountMax 5\n", "")).isEqualTo(new Alive(60, 5));
        assertThat(alive("ServerAliveInterval 20\n", "")).as("ssh's own count").isEqualTo(new Alive(20, 3));
        assertThat(alive("ServerAliveCountMax 5\n", "")).as("ssh would not ask").isNull();
        assertThat(alive("ServerAliveInterval 0\n", "")).isNull();
        assertThat(alive("", "")).isNull();
        assertThat(alive("ServerAliveInterval 60\n", ", \"keepalive\": {\"interval\": \"5s\"}"))
                .as("the profile's counts first")
                .isNull();
    }

    @Test
    void ofAJumpHostItDoesNotCount() throws Exception {
        assertThat(alive("Host hop\n  ServerAliveInterval 60\nHost one\n  ProxyJump hop\n", ""))
                .isNull();
    }

    /** The helper believes no client: a second at least, an hour at most. */
    @Test
    void whatIsBeyondBoundsIsTheBound() throws Exception {
        assertThat(alive("ServerAliveInterval 1w\nServerAliveCountMax 1000\n", ""))
                .isEqualTo(new LoginOffer.Alive(3600, 100));
        assertThat(new Alive(Integer.MIN_VALUE, -1)).isEqualTo(new Alive(1, 1));
    }
}

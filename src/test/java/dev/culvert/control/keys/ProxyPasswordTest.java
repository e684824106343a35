package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.LoginSide;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.profile.Profile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose password a proxy gets, and how often the person is asked for it. */
class ProxyPasswordTest {
    @TempDir
    Path home;

    @Test
    void theProfilesProxy() throws Exception {
        ScriptedPerson person = new ScriptedPerson(true, "first", "second");
        Profile profile = LoginWithSshd.profile("""
                {"name": "test", "mode": "tun", "server": {
                 "host": "server", "jump": ["bastion"], "proxy": "http://an%40n@proxy.test:3128", "useSshConfig": false}}""");
        UserLogins logins = new UserLogins(
                new UserEnvironment(home, "ann", Map.of(), home), person, () -> Messages.of(Locale.ENGLISH));
        try (LoginSide side = logins.of(profile, LoginSide.Carried.NOTHING)) {
            assertThat(side.offer().reach())
                    .isEqualTo(new LoginOffer.Reach.Proxy(LoginOffer.Reach.Kind.HTTP, "proxy.test", 3128, "an@n"));
            assertThat(side.offer().hops()).hasSize(2);
            Event.NeedSecret question =
                    new Event.NeedSecret(1, "test", 0, "proxy-password", "another", "elsewhere", "", "", List.of());
            assertThat(side.answer(question).secrets()).containsExactly("first");
            assertThat(person.asked.toString())
                    .contains("an@n", "proxy.test:3128")
                    .doesNotContain("elsewhere");
            // nothing came of it: the proxy did not take it
            assertThat(side.carried().proxyPassword()).isNull();
            assertThat(side.answer(question).secrets()).containsExactly("second");
            side.answer(new Event.NeedHostKeyDecision(2, "test", 0, "", 0, new byte[1]));
            assertThat(side.answer(question).secrets()).containsExactly("second");
            assertThat(person.asked).hasSize(2);
        }
    }
}

package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.control.keys.HostPolicy.Strictness;
import dev.culvert.control.keys.HostPolicy.Update;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.net.FailureCause;
import dev.culvert.net.LoginTerms;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import dev.culvert.profile.Profile.AuthMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a login keeps to: the profile's word before ssh_config's. */
class LoginPolicyTest {
    @TempDir
    Path home;

    private LoginPolicy policy(String auth, String... config) throws Exception {
        Path file = Files.createDirectories(home.resolve(".ssh")).resolve("config");
        Files.write(file, List.of(config));
        Profile profile = LoginWithSshd.profile(
                "{\"name\": \"test\", \"mode\": \"tun\", \"server\": {\"host\": \"vpn.test\", \"port\": 2222}, \"auth\": {"
                        + auth + "}}");
        UserEnvironment environment = new UserEnvironment(home, "ann", Map.of(), home.resolve("etc"));
        return new LoginPolicy(profile, LoginTarget.of(profile, environment), environment);
    }

    private static LoginTerms terms(LoginPolicy policy) throws Exception {
        return policy.terms(
                new HostTrust(policy.hostPolicy(), "vpn.test", new ScriptedPerson(false).person(), List.of()));
    }

    @Test
    void methodsAsPreferredAndPermitted() throws Exception {
        assertThat(policy("").methods())
                .containsExactly(
                        AuthMethod.AGENT, AuthMethod.KEY, AuthMethod.KEYBOARD_INTERACTIVE, AuthMethod.PASSWORD);
        assertThat(policy("", "PreferredAuthentications password,hostbased,publickey", "PasswordAuthentication no")
                        .methods())
                .containsExactly(AuthMethod.AGENT, AuthMethod.KEY);
        assertThat(policy("", "BatchMode yes").methods()).containsExactly(AuthMethod.AGENT, AuthMethod.KEY);
        assertThat(policy("", "PubkeyAuthentication no", "KbdInteractiveAuthentication no")
                        .methods())
                .containsExactly(AuthMethod.PASSWORD);
        assertThat(policy("\"methods\": [\"password\"]", "PasswordAuthentication no")
                        .methods())
                .containsExactly(AuthMethod.PASSWORD);
    }

    @Test
    void hostKeysAsTheFilesHaveThem() throws Exception {
        HostPolicy plain = policy("").hostPolicy();
        assertThat(plain.name()).isEqualTo(HostName.of("vpn.test", 2222));
        assertThat(plain.strictness()).isEqualTo(Strictness.ASK);
        assertThat(plain.update()).isEqualTo(Update.YES);
        HostPolicy said = policy(
                        "",
                        "StrictHostKeyChecking accept-new",
                        "HostKeyAlias Alias.test",
                        "UserKnownHostsFile ~/one ~/two",
                        "GlobalKnownHostsFile none",
                        "HashKnownHosts yes",
                        "RevokedHostKeys ~/revoked",
                        "CASignatureAlgorithms -rsa-*")
                .hostPolicy();
        assertThat(said.name()).isEqualTo(HostName.of("x", 1, "alias.test"));
        assertThat(said.strictness()).isEqualTo(Strictness.ACCEPT_NEW);
        assertThat(said.userFiles()).containsExactly(home.resolve("one"), home.resolve("two"));
        assertThat(said.hashNames()).isTrue();
        assertThat(said.revokedKeys()).contains(home.resolve("revoked"));
        assertThat(said.authorityAlgorithms()).contains("ssh-ed25519").doesNotContain("rsa-sha2-512");
        assertThat(said.update()).as("files were named").isEqualTo(Update.NO);
        assertThat(policy("", "BatchMode yes").hostPolicy().strictness()).isEqualTo(Strictness.STRICT);
        HostPolicy own = policy(
                        "\"hostKeys\": \"strict\", \"knownHosts\": [\"~/mine\"]",
                        "StrictHostKeyChecking no",
                        "UpdateHostKeys yes")
                .hostPolicy();
        assertThat(own.strictness()).isEqualTo(Strictness.STRICT);
        assertThat(own.userFiles()).containsExactly(home.resolve("mine"));
        assertThat(own.systemFiles()).isEmpty();
        assertThat(own.update()).isEqualTo(Update.NO);
    }

    @Test
    void algorithmsAndLimits() throws Exception {
        String[] config = {
            "Ciphers aes256-ctr,unheard-of",
            "KexAlgorithms ^curve25519-sha256",
            "MACs +hmac-sha1",
            "HostKeyAlgorithms rsa-sha2-256,ssh-ed25519",
            "PubkeyAcceptedAlgorithms -ssh-ed25519*",
            "RekeyLimit 64M 5m",
            "NumberOfPasswordPrompts 2"
        };
        LoginTerms terms = terms(policy("", config));
        assertThat(terms.ciphers()).containsExactly("aes256-ctr");
        assertThat(terms.kex()).startsWith("curve25519-sha256", "mlkem768x25519-sha256");
        assertThat(terms.macs()).endsWith("hmac-sha2-512", "hmac-sha1");
        assertThat(terms.hostKeys()).containsExactly("rsa-sha2-256", "ssh-ed25519");
        assertThat(terms.userKeys()).contains("rsa-sha2-512").doesNotContain("ssh-ed25519");
        assertThat(terms.rekeyBytes()).isEqualTo(64 << 20);
        assertThat(terms.rekeySeconds()).isEqualTo(300);
        assertThat(terms.passwordPrompts()).isEqualTo(2);
        assertThat(terms.otherHostKeys()).isTrue();
        assertThat(terms(policy("\"algorithms\": {\"ciphers\": \"+aes128-cbc\"}", config))
                        .ciphers())
                .endsWith("aes256-ctr", "aes128-cbc");
        assertThat(catchThrowableOfType(
                                TunnelException.class,
                                () -> terms(policy("\"algorithms\": {\"macs\": \"umac-64@openssh.com\"}")))
                        .failure()
                        .cause())
                .isEqualTo(FailureCause.ALGORITHMS_UNKNOWN);
    }

    /** Lines of known_hosts changed at random: an entry or none, and nothing but that. */
    @Test
    void anyLineIsALineOrNone() throws Exception {
        Path key = Keygen.key(home.resolve("key"), "ecdsa -b 256");
        String good = KnownHostsLine.written("[vpn.test]:2222", Keygen.publicKey(key), true) + " comment";
        Random random = new Random(5);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder(i % 2 == 0 ? good : "@cert-authority " + good);
            for (int n = random.nextInt(4); n >= 0; n--) {
                int at = random.nextInt(line.length());
                switch (random.nextInt(3)) {
                    case 0 -> line.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> line.insert(at, "|@,!*[]# \t=".charAt(random.nextInt(11)));
                    default -> line.setLength(Math.max(1, at));
                }
            }
            var parsed = KnownHostsLine.parse(line.toString(), key, 1);
            if (parsed.isPresent()) {
                read++;
                assertThat(parsed.get().matches("[vpn.test]:2222")).isIn(true, false);
                assertThat(parsed.get().place()).isNotEmpty();
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }
}

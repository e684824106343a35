package dev.culvert.control.sshconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.control.sshconfig.SshConfigException.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be seen in the output of {@code ssh -G}: files of a home of our own, what is expanded later, commands, mistakes. */
class SshConfigTest {
    @TempDir
    Path home;

    UserEnvironment environment;

    @BeforeEach
    void folders() throws Exception {
        environment = new UserEnvironment(home, "ann", Map.of("KEYS", "/keys"), home.resolve("etc"));
        Files.createDirectories(home.resolve(".ssh/conf.d"));
        Files.createDirectories(home.resolve("etc"));
    }

    void user(String text) throws Exception {
        Files.writeString(home.resolve(".ssh/config"), text);
    }

    void system(String text) throws Exception {
        Files.writeString(home.resolve("etc/ssh_config"), text);
    }

    SshSettings settings(String host, @Nullable String user) throws Exception {
        return SshConfig.of(environment).resolve(host, user, OptionalInt.empty());
    }

    @Test
    void withoutFilesItSaysWhatOpenSshDoesByItself() throws Exception {
        SshSettings settings = settings("One", null);
        assertThat(settings).isEqualTo(SshConfig.defaults(environment, "One", null, OptionalInt.empty()));
        assertThat(settings.hostName()).isEqualTo("one");
        assertThat(settings.user()).isEqualTo("ann");
        assertThat(settings.port()).isEqualTo(22);
        assertThat(settings.authentication().identityFilesNamed()).isFalse();
        assertThat(settings.authentication().identityFiles())
                .contains(home.resolve(".ssh/id_rsa"), home.resolve(".ssh/id_ed25519"));
        assertThat(settings.hostKeys().userFiles())
                .containsExactly(home.resolve(".ssh/known_hosts"), home.resolve(".ssh/known_hosts2"));
        assertThat(settings.hostKeys().globalFiles())
                .containsExactly(home.resolve("etc/ssh_known_hosts"), home.resolve("etc/ssh_known_hosts2"));
    }

    @Test
    void theUsersFileCountsBeforeTheSystemsAndKeyFilesAddUp() throws Exception {
        user("""
                Host one
                  HostName %h.example.test
                  Port 2222
                  IdentityFile ~/.ssh/first
                Host on* !onyx
                  User=bob
                  IdentityFile "%d/keys/%r %h"
                  CertificateFile ${KEYS}/%n-%%
                """);
        system("IdentityFile /keys/%u-%n-%p\nUser dave\nServerAliveInterval 7\n");
        SshSettings one = settings("one", null);
        assertThat(one.hostName()).isEqualTo("one.example.test");
        assertThat(one.user()).isEqualTo("bob");
        assertThat(one.port()).isEqualTo(2222);
        assertThat(one.connection().aliveInterval()).hasSeconds(7);
        assertThat(one.authentication().identityFiles())
                .containsExactly(
                        home.resolve(".ssh/first"),
                        home.resolve("keys/bob one.example.test"),
                        Path.of("/keys/ann-one-2222"));
        assertThat(one.authentication().certificateFiles()).containsExactly(Path.of("/keys/one-%"));
        assertThat(settings("onyx", null).user()).isEqualTo("dave");
        assertThat(settings("one", "eve").user()).isEqualTo("eve");
        assertThat(SshConfig.of(environment)
                        .resolve("one", null, OptionalInt.of(443))
                        .port())
                .isEqualTo(443);
    }

    @Test
    void runsNoCommandUnlessToldTo() throws Exception {
        user("""
                Match user ann exec "touch %d/ran %h"
                  Port 1
                Match exec "never"
                  Port 2
                Match all
                  User last
                """);
        SshSettings skipped = settings("one", null);
        assertThat(skipped.port()).isEqualTo(22);
        assertThat(skipped.user()).isEqualTo("last");
        assertThat(skipped.skippedExec()).isEqualTo(new SshSettings.Place(home.resolve(".ssh/config"), 1));
        List<String> ran = new ArrayList<>();
        SshSettings run = SshConfig.of(environment)
                .running(command -> {
                    ran.add(command);
                    return true;
                })
                .resolve("one", null, OptionalInt.empty());
        assertThat(run.port()).isEqualTo(1);
        assertThat(run.skippedExec()).isNull();
        assertThat(ran).containsExactly("touch " + home + "/ran one", "never");
        assertThat(home.resolve("ran")).doesNotExist();
    }

    @Test
    void aBlockThatCannotApplyRunsNothing() throws Exception {
        Files.writeString(home.resolve(".ssh/inner"), "Match exec \"inner\"\n Port 1\n");
        user("Match host two exec \"outer\"\n Port 2\nHost two\n Include inner\n");
        assertThat(SshConfig.of(environment)
                        .running(command -> {
                            throw new AssertionError(command);
                        })
                        .resolve("one", null, OptionalInt.empty())
                        .port())
                .isEqualTo(22);
    }

    @Test
    void theAgentIsTheOneNamed() throws Exception {
        environment = new UserEnvironment(
                home,
                "ann",
                Map.of("SSH_AUTH_SOCK", "/run/agent", "OTHER", "/run/other", "DIR", "/run/dir"),
                home.resolve("etc"));
        user("""
                Host none
                  IdentityAgent none
                Host legacy
                  IdentityAgent $OTHER
                Host braces
                  IdentityAgent ${DIR}/%r
                Host path
                  IdentityAgent ~/.agent
                Host word
                  IdentityAgent SSH_AUTH_SOCK
                Host gone
                  IdentityAgent $NOT_SET
                """);
        assertThat(settings("any", null).authentication().agent()).hasValue(Path.of("/run/agent"));
        assertThat(settings("none", null).authentication().agent()).isEmpty();
        assertThat(settings("legacy", null).authentication().agent()).hasValue(Path.of("/run/other"));
        assertThat(settings("braces", "bob").authentication().agent()).hasValue(Path.of("/run/dir/bob"));
        assertThat(settings("path", null).authentication().agent()).hasValue(home.resolve(".agent"));
        assertThat(settings("word", null).authentication().agent()).hasValue(Path.of("/run/agent"));
        assertThat(settings("gone", null).authentication().agent()).isEmpty();
    }

    @Test
    void noKeyFileAtAllIsNotTheSameAsNoneNamed() throws Exception {
        user("IdentityFile none\n");
        assertThat(settings("one", null).authentication().identityFiles()).isEmpty();
        assertThat(settings("one", null).authentication().identityFilesNamed()).isTrue();
    }

    @Test
    void canonicalNamesAreLookedForWhereTheFilesSaySo() throws Exception {
        user("""
                CanonicalizeHostname yes
                CanonicalDomains a.test b.test
                Host *.b.test
                  User canonical
                Match canonical host *.b.test
                  Port 44
                """);
        SshConfig config = SshConfig.of(environment).resolvingBy(name -> name.equals("one.b.test."));
        SshSettings one = config.resolve("one", null, OptionalInt.empty());
        assertThat(one.hostName()).isEqualTo("one.b.test");
        assertThat(one.user()).isEqualTo("canonical");
        assertThat(one.port()).isEqualTo(44);
        assertThat(config.resolve("two", null, OptionalInt.empty()).hostName()).isEqualTo("two");
        assertThat(config.resolve("one.x.y", null, OptionalInt.empty()).hostName())
                .isEqualTo("one.x.y");
        assertThat(config.resolve("10.0.0.1", null, OptionalInt.empty()).hostName())
                .isEqualTo("10.0.0.1");
        user("CanonicalizeHostname yes\nCanonicalDomains a.test\nCanonicalizeFallbackLocal no\n");
        assertThatThrownBy(() -> config.resolve("two", null, OptionalInt.empty()))
                .isInstanceOfSatisfying(
                        SshConfigException.class, e -> assertThat(e.problem()).isEqualTo(Problem.NOT_RESOLVED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Prot 22 | UNKNOWN_KEYWORD | prot",
                "User | MISSING_VALUE | user",
                "Port 99999 | BAD_VALUE | 99999",
                "Port 1 2 | EXTRA_WORDS | port",
                "User \"ann | BAD_QUOTES | \"ann",
                "Match colour red | BAD_MATCH | colour",
                "IdentityFile %x | BAD_TOKEN | %x",
                "IdentityAgent ${NOT_SET} | BAD_VARIABLE | ${NOT_SET}",
            })
    void aMistakeIsToldWithItsLine(String line, Problem problem, String word) throws Exception {
        user("# one\n\n" + line + "\n");
        assertThatThrownBy(() -> settings("one", null)).isInstanceOfSatisfying(SshConfigException.class, e -> {
            assertThat(e.problem()).isEqualTo(problem);
            assertThat(e.place()).isEqualTo(new SshSettings.Place(home.resolve(".ssh/config"), 3));
            assertThat(e.word()).isEqualTo(word);
        });
    }

    @Test
    void aFileThatOthersMayWriteIsNotBelieved() throws Exception {
        user("Include conf.d/*\n");
        Path included = Files.writeString(home.resolve(".ssh/conf.d/a"), "User bob\n");
        assertThat(settings("one", null).user()).isEqualTo("bob");
        Files.setPosixFilePermissions(included, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThatThrownBy(() -> settings("one", null))
                .isInstanceOfSatisfying(
                        SshConfigException.class, e -> assertThat(e.problem()).isEqualTo(Problem.PERMISSIONS));
    }

    @Test
    void filesThatIncludeThemselvesEnd() throws Exception {
        Files.writeString(home.resolve(".ssh/loop"), "Include loop\n");
        user("Include loop\n");
        assertThatThrownBy(() -> settings("one", null))
                .isInstanceOfSatisfying(
                        SshConfigException.class, e -> assertThat(e.problem()).isEqualTo(Problem.TOO_DEEP));
    }
}

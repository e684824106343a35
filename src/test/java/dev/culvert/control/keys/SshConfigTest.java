package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshConfigTest {
    @TempDir
    Path home;

    UserEnvironment environment;

    @BeforeEach
    void folders() throws Exception {
        environment = new UserEnvironment(home, "ann", Map.of(), home.resolve("etc"));
        Files.createDirectories(home.resolve(".ssh/conf.d"));
        Files.createDirectories(home.resolve("etc"));
    }

    void user(String text) throws Exception {
        Files.writeString(home.resolve(".ssh/config"), text);
    }

    SshConfig.Settings settings(String host, @Nullable String user) throws Exception {
        return SshConfig.of(environment, host, user);
    }

    @Test
    void withoutFilesItSaysNothing() throws Exception {
        assertThat(settings("one", null)).isEqualTo(new SshConfig.Settings(null, null, OptionalInt.empty(), List.of()));
    }

    @Test
    void theFirstValueCountsAndKeysAddUp() throws Exception {
        user("""
                # comment
                Host one
                  HostName %h.example.test
                  Port 2222
                  IdentityFile ~/.ssh/first
                Host on* !onyx
                  User=bob
                  Port = 22
                  IdentityFile "%d/keys/%r %h"
                Host *
                  User carol
                  HostName other
                """);
        Files.writeString(home.resolve("etc/ssh_config"), "IdentityFile /keys/%u-%n-%p-%%\nUser dave\n");
        assertThat(settings("one", null))
                .isEqualTo(new SshConfig.Settings(
                        "one.example.test",
                        "bob",
                        OptionalInt.of(2222),
                        List.of(
                                home.resolve(".ssh/first"),
                                home.resolve("keys/bob one.example.test"),
                                Path.of("/keys/ann-one-2222-%"))));
        assertThat(settings("onyx", null).user()).isEqualTo("carol");
        assertThat(settings("onyx", null).port()).isEmpty();
    }

    @Test
    void matchByWhatIsKnownAndNothingElse() throws Exception {
        user("""
                Match exec "touch %d/ran"
                  User bad
                Match host one,two !user root
                  Port 1
                Match originalhost three localuser ann
                  Port 3
                Match canonical
                  User bad
                Match final host *
                  User bad
                Match all
                  User last
                """);
        assertThat(settings("one", null).port()).hasValue(1);
        assertThat(settings("one", "root").port()).isEmpty();
        assertThat(settings("three", null).port()).hasValue(3);
        assertThat(settings("one", null).user()).isEqualTo("last");
        assertThat(home.resolve("ran")).doesNotExist();
    }

    @Test
    void includesInOrderAndOnlyWhereTheyApply() throws Exception {
        Files.writeString(home.resolve(".ssh/conf.d/10-a.conf"), "Host one\n Port 10\n");
        Files.writeString(home.resolve(".ssh/conf.d/20-b.conf"), "Host one\n Port 20\n User twenty\n");
        Files.writeString(home.resolve(".ssh/inner"), "User inner\nHost one\n User deeper\n");
        Files.writeString(home.resolve(".ssh/loop"), "Include loop\n");
        user("Include conf.d/*.conf\nInclude loop\nHost two\n Include inner\n Port 2\n");
        assertThat(settings("one", null).port()).hasValue(10);
        assertThat(settings("one", null).user()).isEqualTo("twenty");
        assertThat(settings("two", null).user()).isEqualTo("inner");
        assertThat(settings("two", null).port()).hasValue(2);
    }
}

package dev.culvert.control.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.profile.ProfileProblem;
import dev.culvert.profile.ProfileProblem.Place;
import dev.culvert.profile.ProfileProblem.Reason;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    private final Messages english = Messages.of(Locale.ENGLISH);
    private final Messages chinese = Messages.of(Locale.SIMPLIFIED_CHINESE);

    @Test
    void bothLanguagesSayTheSame() throws IOException {
        Properties en = load("messages.properties");
        Properties zh = load("messages_zh_CN.properties");
        assertThat(zh.stringPropertyNames()).isEqualTo(en.stringPropertyNames());
        assertThat(en.stringPropertyNames()).allSatisfy(key -> {
            Template ours = new Template(en.getProperty(key));
            Template theirs = new Template(zh.getProperty(key));
            assertThat(theirs.facts()).as(key).containsExactlyInAnyOrderElementsOf(ours.facts());
            assertThat(theirs.requiredFacts()).as(key).containsExactlyInAnyOrderElementsOf(ours.requiredFacts());
            assertThat(zh.getProperty(key).lines().count())
                    .as(key)
                    .isEqualTo(en.getProperty(key).lines().count());
        });
    }

    /** The last of two would silently win. */
    @ParameterizedTest
    @ValueSource(strings = {"messages.properties", "messages_zh_CN.properties"})
    void noKeyIsThereTwice(String name) throws IOException {
        List<String> keys = new ArrayList<>();
        Properties counting = new Properties() {
            @Override
            public synchronized Object put(Object key, Object value) {
                keys.add((String) key);
                return super.put(key, value);
            }
        };
        try (Reader reader = Files.newBufferedReader(Path.of("resources", name))) {
            counting.load(reader);
        }
        assertThat(keys).isNotEmpty().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void everyCauseHasWordsEvenWithoutFacts(FailureCause cause) {
        for (Messages messages : List.of(english, chinese)) {
            String text = messages.failure(Failure.of(cause));
            assertThat(text.lines().toList()).hasSizeBetween(1, 2).allMatch(line -> !line.isBlank());
            assertThat(text).doesNotContain("?", "{", "}", "[", "]", "  ", " .", " ,");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonHasWords(Reason reason) {
        ProfileProblem problem = new ProfileProblem("/a", new Place(2, 3), reason, "\"x\"", List.of("y", "z"));
        for (Messages messages : List.of(english, chinese)) {
            assertThat(messages.problem("p.json", problem))
                    .startsWith("p.json:2:3: /a: ")
                    .hasLineCount(1)
                    .doesNotContain("?");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyStageHasWords(TunnelState.Stage stage) {
        for (Messages messages : List.of(english, chinese)) {
            assertThat(messages.state(new TunnelState.Connecting(stage))).contains(messages.stage(stage));
        }
    }

    @Test
    void factsAreFilledIn() {
        assertThat(english.failure(Failure.of(FailureCause.CONNECTION_REFUSED, "server", "192.0.2.1:22")))
                .startsWith("The server 192.0.2.1:22 refused the connection.\n");
        assertThat(english.failure(Failure.of(FailureCause.LOGIN_REFUSED, "user", "ann", "reason", "")))
                .startsWith("The server refused the login of ann.\n");
        assertThat(english.failure(Failure.of(FailureCause.REMOTE_NOT_CONFIGURABLE, "reason", "shell")))
                .contains("the login has no shell");
        assertThat(chinese.failure(Failure.of(FailureCause.ADDRESS_CLASH, "where", "server")))
                .contains("在服务器上");
    }

    /** A reason that Culvert gives is a code, so that it has words in both languages. */
    @Test
    void whyAConnectionOrTheHelperEndedIsSaidInTheReadersLanguage() {
        Failure silent = Failure.of(FailureCause.CONNECTION_LOST, "server", "vpn", "reason", "silent", "seconds", "30");
        assertThat(english.failure(silent))
                .startsWith("The connection to vpn was lost: the server did not answer for 30 s.\n");
        assertThat(chinese.failure(silent)).contains("服务器没有应答（30 秒）");
        assertThat(chinese.failure(Failure.of(FailureCause.TUNNEL_CLOSED, "reason", "device-closed")))
                .startsWith("服务器关闭了隧道：那里的设备已被移除。");
        Failure ended = Failure.of(FailureCause.HELPER_UNAVAILABLE, "reason", "ended");
        assertThat(english.failure(ended)).contains("it has ended, and its tunnels with it.\nConnect again");
        assertThat(chinese.failure(ended)).contains("它已经结束");
    }

    @Test
    void factsFromServersCannotWriteToTheTerminal() {
        String text = english.failure(
                Failure.of(FailureCause.NOT_AN_SSH_SERVER, "answer", "HTTP/1.0\r\n\u001b[31mred\u202e\u0007"));
        assertThat(text.lines()).hasSize(2);
        assertThat(text).contains("HTTP/1.0; ").doesNotContain("\u001b", "\u202e", "\u0007");
    }

    @Test
    void problemsNameValueAndWhatIsAllowed() {
        assertThat(english.problem(
                        "office.json",
                        new ProfileProblem(
                                "/server/port", new Place(4, 38), Reason.OUT_OF_RANGE, "65536", List.of("1..65535"))))
                .isEqualTo("office.json:4:38: /server/port: 65536 out of range; allowed: 1..65535");
        assertThat(english.problem("x.json", new ProfileProblem("", new Place(1, 1), Reason.NOT_JSON, null, List.of())))
                .isEqualTo("x.json:1:1: not JSON: the text ends too early");
    }

    @Test
    void unknownWarningsAreShownAsTheyAre() {
        assertThat(english.warning(new Event.Warning("office", "no-such-key", List.of("mtu", "1400"))))
                .isEqualTo("no-such-key mtu 1400");
    }

    @Test
    void choosesTheLanguage() {
        assertThat(Messages.of(Locale.forLanguageTag("zh-SG")).text("state.connected"))
                .isEqualTo("已连接");
        assertThat(Messages.of(Locale.forLanguageTag("zh-Hans-CN")).text("state.connected"))
                .isEqualTo("已连接");
        assertThat(Messages.of(Locale.TAIWAN).text("state.connected")).isEqualTo("connected");
        assertThat(Messages.of(Locale.FRANCE).text("state.connected")).isEqualTo("connected");
    }

    private static Properties load(String name) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("resources", name))) {
            properties.load(reader);
        }
        return properties;
    }
}

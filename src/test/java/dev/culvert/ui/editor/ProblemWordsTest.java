package dev.culvert.ui.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.words.Messages;
import dev.culvert.net.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemWordsTest {
    private static final Messages ENGLISH = Messages.withWindow(Locale.ENGLISH);
    private static final Messages CHINESE = Messages.withWindow(Locale.SIMPLIFIED_CHINESE);

    static List<String> profiles() {
        return Editors.fixtures("bad", "beyond-schema", "good");
    }

    private static String said(EditorViewModel model, Field field) {
        ProblemWords words = new ProblemWords(ENGLISH, model);
        return String.join(
                " ",
                model.findings().stream()
                        .filter(finding -> finding.field() == field)
                        .map(words::of)
                        .toList());
    }

    private static EditorViewModel with(Field field, String... values) {
        EditorViewModel model =
                Editors.model("{ \"name\": \"home\", \"mode\": \"tun\", \"server\": { \"host\": \"h\" } }");
        model.list(field).set(List.of(values));
        model.leave(field);
        return model;
    }

    /** A question mark would stand for a fact that nobody gave. */
    @ParameterizedTest
    @MethodSource("profiles")
    void everythingThatIsFoundHasWordsInBothLanguages(String profile) {
        EditorViewModel model = Editors.model(Editors.fixture(profile));
        for (Finding finding : new ArrayList<>(model.findings())) {
            String english = new ProblemWords(ENGLISH, model).of(finding);
            String chinese = new ProblemWords(CHINESE, model).of(finding);
            assertThat(List.of(english, chinese)).allSatisfy(text -> {
                assertThat(text).isNotBlank().hasLineCount(1);
                assertThat(text.replaceAll("Did you mean \\S+\\?|: \\* \\? \"", ""))
                        .doesNotContain("?");
            });
            assertThat(chinese).isNotEqualTo(english);
        }
    }

    @Test
    void offersWhatFits() {
        EditorViewModel model = with(Field.REMOTE_ADDRESSES, "10.0.0.1/30");
        model.list(Field.ADDRESSES).set(List.of("10.0.0.256/30"));
        model.leave(Field.ADDRESSES);
        assertThat(said(model, Field.ADDRESSES))
                .isEqualTo("10.0.0.256 is not an address: each number stops at 255. Did you mean 10.0.0.2/30?");
        assertThat(said(with(Field.ROUTES, "300.1.0.0/16"), Field.ROUTES))
                .isEqualTo("300.1.0.0 is not an address: each number stops at 255.");
        assertThat(said(with(Field.ROUTES, "10.1.2.3/8"), Field.ROUTES))
                .isEqualTo("10.1.2.3/8 is not a network. Did you mean 10.0.0.0/8?");
        assertThat(said(with(Field.ROUTES, "a\"b"), Field.ROUTES)).isEqualTo("a\"b is not a network.");
    }

    @Test
    void namesTheNetworkThatIsOverridden() {
        EditorViewModel model = with(Field.ROUTES, "192.168.40.0/24", "192.168.7.0/24");
        model.setLocalNetworks(List.of(
                new LocalNetwork("wlp3s0", IpPrefix.parse("192.168.40.0/24")),
                new LocalNetwork("eth0", IpPrefix.parse("192.168.0.0/20"))));
        assertThat(said(model, Field.ROUTES))
                .startsWith("192.168.40.0/24 is also your Wi-Fi.")
                .contains("192.168.7.0/24 is also your network at eth0.");
    }
}

package dev.culvert.ui.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.net.IpPrefix;
import dev.culvert.profile.ProfileProblem;
import dev.culvert.profile.ProfileProblem.Reason;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EditorViewModelTest {
    private static final String MINIMAL =
            "{\n  \"name\": \"home\",\n  \"mode\": \"tun\",\n  \"server\": { \"host\": \"h\" }\n}\n";

    static List<String> bad() {
        return Editors.fixtures("bad", "beyond-schema");
    }

    private static List<Finding.Wrong> wrong(EditorViewModel model) {
        return model.findings().stream()
                .filter(Finding.Wrong.class::isInstance)
                .map(Finding.Wrong.class::cast)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void whatAFieldHoldsStandsUnderItsKeyAndComesBack(Field field) {
        EditorViewModel model = Editors.model(MINIMAL);
        EditorViewModel other;
        switch (field.kind()) {
            case LIST -> {
                model.list(field).set(List.of("a", "b \"c\""));
                other = Editors.model(model.text().get());
                assertThat(other.list(field).get()).containsExactly("a", "b \"c\"");
                model.list(field).set(List.of());
            }
            case ON, OFF -> {
                boolean usual = model.flag(field).get();
                assertThat(usual).isEqualTo(field.kind() == Field.Kind.ON);
                model.flag(field).set(!usual);
                other = Editors.model(model.text().get());
                assertThat(other.flag(field).get()).isEqualTo(!usual);
                model.flag(field).set(usual);
            }
            case REQUIRED_TEXT, TEXT, INTEGER -> {
                String before = model.text(field).get();
                model.text(field).set("17");
                other = Editors.model(model.text().get());
                assertThat(other.text(field).get()).isEqualTo("17");
                model.text(field).set(before);
            }
            default -> throw new AssertionError(field);
        }
        assertThat(other.isSet(field)).isTrue();
        assertThat(other.text().get()).isNotEqualTo(MINIMAL);
        assertThat(model.text().get()).as("as if nothing had been").isEqualTo(MINIMAL);
        assertThat(model.isDirty()).isFalse();
    }

    @Test
    void numbersAreNumbersAndOtherTextIsKeptAsTyped() {
        EditorViewModel model = Editors.model(MINIMAL);
        Editors.type(model, Field.PORT, "2222");
        assertThat(model.text().get()).contains("\"port\": 2222");
        Editors.type(model, Field.PORT, "022");
        assertThat(model.text().get()).contains("\"port\": \"022\"");
        assertThat(wrong(model)).extracting(Finding.Wrong::field).containsExactly(Field.PORT);
    }

    /** The same text with one value changed, whatever its layout. */
    @Test
    void changingAFieldLeavesEveryOtherCharacter() {
        String full = Editors.fixture("good/full").replace("\n}", ",\n  \"later\" : {\"x\":[1,  2]}\n}");
        EditorViewModel model = Editors.model(full);
        Editors.type(model, Field.HOST, "other.example.org");
        model.list(Field.ROUTES).set(List.of("10.0.0.0/8", "172.16.0.0/12", "default"));
        model.flag(Field.FORWARD).set(true);
        Editors.type(model, Field.USER, "");
        assertThat(model.text().get())
                .isEqualTo(full.replace("vpn.example.org", "other.example.org")
                        .replace("[\"10.0.0.0/8\", \"default\"]", "[\"10.0.0.0/8\", \"172.16.0.0/12\", \"default\"]")
                        .replace("\"forward\": false", "\"forward\": true")
                        .replace(", \"user\": \"root\"", ""));
    }

    @Test
    void aKeyThatWasThereSaysItsDefaultAndANewOneGoes() {
        EditorViewModel model = Editors.model(Editors.fixture("good/full"));
        model.flag(Field.CONFIGURE).set(false);
        model.flag(Field.KILL_SWITCH).set(true);
        model.flag(Field.CONFIGURE).set(true);
        model.flag(Field.KILL_SWITCH).set(false);
        assertThat(model.text().get()).isEqualTo(Editors.fixture("good/full"));
        EditorViewModel minimal = Editors.model(MINIMAL);
        minimal.flag(Field.FORWARD).set(true);
        minimal.flag(Field.CONFIGURE).set(false);
        minimal.flag(Field.FORWARD).set(false);
        minimal.flag(Field.CONFIGURE).set(true);
        assertThat(minimal.text().get()).isEqualTo(MINIMAL);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void everyProblemIsShownOnceAndAtItsField(String fixture) {
        String text = Editors.fixture(fixture);
        EditorViewModel model = Editors.model(text);
        List<ProfileProblem> expected = ((ProfileReading.Invalid) ProfileReader.read(text)).problems();
        assertThat(wrong(model)).extracting(Finding.Wrong::problem).isEqualTo(expected);
        for (Finding.Wrong each : wrong(model)) {
            Field field = each.field();
            String pointer = each.problem().pointer();
            boolean hasField = each.problem().reason() != Reason.UNKNOWN_KEY
                    && each.problem().reason() != Reason.DUPLICATE_KEY
                    && List.of(Field.values()).stream()
                            .anyMatch(one -> (pointer + "/").startsWith(one.pointer() + "/"));
            if (hasField) {
                assertThat(field).as(pointer).isNotNull();
                assertThat(pointer).startsWith(field == null ? "?" : field.pointer());
            } else if (field != null) {
                assertThat(field.pointer()).as("inside of " + pointer).startsWith(pointer + "/");
            } else {
                assertThat(each.tab()).isEqualTo(Tab.JSON);
            }
        }
        assertThat(model.isRightOrGoesToProblem()).isFalse();
        assertThat(model.text().get()).isEqualTo(text);
    }

    @Test
    void wrongValuesOfEveryKindHaveTheirFields() {
        Map<Field, Integer> counts = new EnumMap<>(Field.class);
        wrong(Editors.model(Editors.fixture("bad/values"))).stream()
                .filter(each -> each.field() != null)
                .forEach(each -> counts.merge(each.field(), 1, Integer::sum));
        assertThat(counts)
                .containsEntry(Field.NAME, 1)
                .containsEntry(Field.MODE, 1)
                .containsEntry(Field.ADDRESSES, 2)
                .containsEntry(Field.ROUTES, 2)
                .containsEntry(Field.DNS_DOMAINS, 2)
                .containsEntry(Field.START, 1)
                .hasSize(18);
    }

    @Test
    void aProblemIsSaidOnLeavingAndNoMoreWhileTyping() {
        EditorViewModel model = Editors.model(MINIMAL);
        model.text(Field.PORT).set("x");
        assertThat(model.findings()).isEmpty();
        assertThat(model.problems(Tab.SERVER).get()).isZero();
        model.leave(Field.PORT);
        assertThat(wrong(model)).extracting(Finding::field).containsExactly(Field.PORT);
        assertThat(model.problems(Tab.SERVER).get()).isEqualTo(1);
        model.text(Field.PORT).set("xy");
        assertThat(model.findings()).isEmpty();
        model.leave(Field.PORT);
        assertThat(wrong(model)).hasSize(1);
        Editors.type(model, Field.PORT, "22");
        assertThat(model.findings()).isEmpty();
    }

    /** What one field makes wrong with another is said when the one is left, not while it is typed in. */
    @Test
    void typingInOneFieldSaysNothingNewOfOthers() {
        EditorViewModel model = Editors.model(MINIMAL);
        model.list(Field.ADDRESSES).set(List.of("10.78.0.1/32"));
        assertThat(model.findings()).isEmpty();
        model.leave(Field.ADDRESSES);
        assertThat(wrong(model)).extracting(Finding::field).containsExactly(Field.REMOTE_ADDRESSES);
        model.list(Field.ADDRESSES).set(List.of("10.78.0.1/3"));
        model.list(Field.ADDRESSES).set(List.of("10.78.0.1/30"));
        assertThat(model.findings()).as("mended ones go at once").isEmpty();
    }

    @Test
    void aNewProfileIsNotWrongBeforeItWasLookedAt() {
        Editors editors = Editors.ofNew();
        assertThat(editors.model.findings()).isEmpty();
        assertThat(editors.model.isDirty()).isFalse();
        editors.model.leave(Field.NAME);
        assertThat(wrong(editors.model)).extracting(Finding::field).containsExactly(Field.NAME);
        List<Finding> wentTo = new ArrayList<>();
        editors.model.setOnGoTo(wentTo::add);
        editors.model.leaving().save();
        assertThat(wrong(editors.model)).extracting(Finding::field).containsExactly(Field.NAME, Field.HOST);
        assertThat(wentTo).extracting(Finding::field).containsExactly(Field.NAME);
        assertThat(editors.saved).isEmpty();
        Editors.type(editors.model, Field.NAME, " home ");
        Editors.type(editors.model, Field.HOST, "h.example.org");
        editors.model.leaving().save();
        assertThat(editors.saved)
                .containsExactly(EditorViewModel.blank("")
                        .replace("\"name\": \"\"", "\"name\": \"home\"")
                        .replace("\"host\": \"\"", "\"host\": \"h.example.org\""));
        assertThat(editors.events).containsExactly("done");
    }

    @Test
    void saveGoesToThePageOfTheFirstProblem() {
        EditorViewModel model = Editors.model(MINIMAL);
        model.list(Field.ROUTES).set(List.of("all"));
        model.leaving().save();
        assertThat(model.tab().get()).isEqualTo(Tab.NETWORK);
        model.text().set(MINIMAL.replace("{\n", "{ \"nmae\": 1,\n"));
        model.leaving().save();
        assertThat(model.tab().get()).isEqualTo(Tab.JSON);
        assertThat(model.problems(Tab.JSON).get()).isEqualTo(1);
    }

    @Test
    void bothViewsStayInStepAndNoTypedValueIsLost() {
        EditorViewModel model = Editors.model(MINIMAL);
        Editors.type(model, Field.PORT, "none");
        model.list(Field.ROUTES).set(List.of("10.0.0.0/8", "rubbish"));
        model.tab().set(Tab.JSON);
        assertThat(model.text().get()).contains("\"port\": \"none\"", "[\"10.0.0.0/8\", \"rubbish\"]");
        String whole = model.text().get();
        model.text().set(whole.substring(0, whole.length() - 3));
        assertThat(model.readable().get()).isFalse();
        assertThat(wrong(model)).extracting(each -> each.problem().reason()).containsExactly(Reason.NOT_JSON);
        assertThat(model.text(Field.PORT).get()).isEqualTo("none");
        model.text().set(whole.replace("rubbish", "more rubbish"));
        assertThat(model.readable().get()).isTrue();
        assertThat(model.text(Field.PORT).get()).isEqualTo("none");
        assertThat(model.list(Field.ROUTES).get()).containsExactly("10.0.0.0/8", "more rubbish");
    }

    @Test
    void valuesOfWrongTypesAreShownAsTheyStandAndKept() {
        String text = Editors.fixture("bad/types");
        EditorViewModel model = Editors.model(text);
        assertThat(model.text(Field.NAME).get()).isEqualTo("7");
        assertThat(model.list(Field.METHODS).get()).containsExactly("agent", "3");
        assertThat(model.list(Field.JUMP).get()).containsExactly("bastion");
        model.list(Field.METHODS).set(List.of("agent", "3", "key"));
        assertThat(model.text().get()).isEqualTo(text.replace("\"agent\", 3", "\"agent\", 3, \"key\""));
    }

    @Test
    void whatIsNotCarriedOutWarnsAndCanBeSaved() {
        Editors editors = Editors.of(MINIMAL.replace("\"tun\"", "\"proxy\""));
        assertThat(editors.model.findings())
                .allMatch(Finding.NotCarriedOut.class::isInstance)
                .extracting(Finding::field)
                .containsExactly(Field.MODE);
        assertThat(editors.model.carriesOutMode("proxy")).isFalse();
        assertThat(editors.model.carriesOutMode("tap")).isTrue();
        editors.model.leaving().save();
        assertThat(editors.saved).hasSize(1);
    }

    @Test
    void aRouteOverTheOwnNetworkOnlyWarns() {
        Editors editors = Editors.of(MINIMAL);
        editors.model.setLocalNetworks(List.of(new LocalNetwork("wlan0", IpPrefix.parse("192.168.40.0/24"))));
        editors.model.list(Field.ROUTES).set(List.of("192.168.0.0/16", "default"));
        editors.model.leave(Field.ROUTES);
        assertThat(editors.model.findings())
                .as("the own network's longer prefix wins")
                .isEmpty();
        editors.model.list(Field.ROUTES).set(List.of("192.168.40.0/24"));
        editors.model.leave(Field.ROUTES);
        assertThat(editors.model.findings()).hasSize(1).allMatch(Finding.OverlapsLocal.class::isInstance);
        editors.model.leaving().save();
        assertThat(editors.saved).hasSize(1);
    }
}

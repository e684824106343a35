package dev.culvert.ui.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.Prompts.HostKey;
import dev.culvert.control.Prompts.Question;
import dev.culvert.control.Prompts.Question.Line;
import dev.culvert.control.words.Messages;
import dev.culvert.ui.prompts.HostKeyViewModel.Match;
import dev.culvert.ui.prompts.SecretViewModel.Field;
import dev.culvert.ui.prompts.SecretViewModel.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the dialogs decide, without one. */
class QuestionTest {
    private static final Messages ENGLISH = Messages.withWindow(Locale.ENGLISH);

    /** A key and its fingerprint, both from ssh-keygen. */
    private static final String PUBLIC_KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIB8pUnpGd1ViEvn6aPmF20IcSH37rRx4QFODo3WibMJW";

    private static final String FINGERPRINT_OF_IT = "SHA256:p1LXVoe4IqGyQngVYhN26YvgShYsis9G5Gvp+2/LyLM";

    private static Match compare(String fingerprint, String pasted) {
        HostKeyViewModel model = new HostKeyViewModel(
                new HostKey("t", "s", "ssh-ed25519", fingerprint, "", List.of(), Optional.empty()));
        model.pasted().set(pasted);
        return model.match().get();
    }

    @Test
    void comparesWhatIsPasted() {
        String ours = Asked.FINGERPRINT;
        assertThat(compare(ours, "  ")).isEqualTo(Match.NONE);
        assertThat(compare(ours, " " + ours + "\n")).isEqualTo(Match.SAME);
        assertThat(compare(ours, "256 " + ours + " root@server (ED25519)")).isEqualTo(Match.SAME);
        assertThat(compare(ours, ours + "=")).isEqualTo(Match.SAME);
        assertThat(compare(ours, Asked.OTHER)).isEqualTo(Match.OTHER);
        // nothing less than all of it is the same
        assertThat(compare(ours, ours.substring(0, ours.length() - 1))).isEqualTo(Match.UNREADABLE);
        assertThat(compare(ours, ours + "x")).isEqualTo(Match.UNREADABLE);
        assertThat(compare(ours, ours.toLowerCase(Locale.ROOT))).isEqualTo(Match.UNREADABLE);
        assertThat(compare(ours, "yes")).isEqualTo(Match.UNREADABLE);
        assertThat(compare(ours, "MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48"))
                .isEqualTo(Match.UNREADABLE);
    }

    @Test
    void comparesAPublicKeyToo() {
        assertThat(compare(FINGERPRINT_OF_IT, "ssh-ed25519 " + PUBLIC_KEY + " root@server"))
                .isEqualTo(Match.SAME);
        assertThat(compare(Asked.FINGERPRINT, "ssh-ed25519 " + PUBLIC_KEY)).isEqualTo(Match.OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "ssh-ed25519, ED25519, ssh_host_ed25519_key.pub",
        "ssh-rsa, RSA, ssh_host_rsa_key.pub",
        "ecdsa-sha2-nistp384, ECDSA, ssh_host_ecdsa_key.pub"
    })
    void namesTheServersFile(String type, String shown, String file) {
        HostKeyViewModel model =
                new HostKeyViewModel(new HostKey("t", "s", type, Asked.FINGERPRINT, "", List.of(), Optional.empty()));
        assertThat(model.shortType()).isEqualTo(shown);
        assertThat(model.command()).isEqualTo("ssh-keygen -lvf /etc/ssh/" + file);
        assertThat(model.fingerprintInTwoLines().replace("\n", "")).isEqualTo(Asked.FINGERPRINT);
    }

    private static Question served(String instruction, Line... lines) {
        return new Question.Served("Home lab", "maya", "server", "", instruction, List.of(lines), false);
    }

    /** A server can write anything: it is quoted, and cannot fill the screen. */
    @Test
    void aServersWordsAreQuotedAndCut() {
        SecretViewModel model = new SecretViewModel(served("x".repeat(5000), new Line("Code: ", true)), false, ENGLISH);
        assertThat(model.quoted()).hasSize(2).allMatch(text -> text.length() <= SecretViewModel.QUOTED);
        assertThat(model.quoted().getLast()).isEqualTo("Code:");
        String pairs = "\ud83d\ude00".repeat(300);
        SecretViewModel longLine = new SecretViewModel(served("", new Line(pairs, true)), false, ENGLISH);
        assertThat(longLine.quoted()
                        .getFirst()
                        .codePointCount(0, longLine.quoted().getFirst().length()))
                .isEqualTo(SecretViewModel.QUOTED);
    }

    @Test
    void whatAServerAsksIsGuessed() {
        assertThat(new SecretViewModel(served("", new Line("Verification code: ", false)), false, ENGLISH).kind())
                .isEqualTo(Kind.CODE);
        SecretViewModel password = new SecretViewModel(served("", new Line("Password: ", false)), false, ENGLISH);
        assertThat(password.kind()).isEqualTo(Kind.PASSWORD);
        assertThat(password.title()).isEqualTo("Password for maya");
        assertThat(new SecretViewModel(served("", new Line("Favourite colour? ", true)), false, ENGLISH).title())
                .isEqualTo("The server has a question");
    }

    @Test
    void oneFieldALineAndEachWithItsEcho() {
        SecretViewModel model = new SecretViewModel(Asked.SEVERAL, false, ENGLISH);
        assertThat(model.fields()).extracting(Field::echo).containsExactly(true, false, false);
        model.fields().get(1).text().set("1234");
        assertThat(model.answers()).containsExactly("", "1234", "");
        // a server may take an empty answer
        assertThat(model.answerable().get()).isTrue();
        model.forget();
        assertThat(model.answers()).containsExactly("", "", "");
    }

    @Test
    void anEmptyPasswordIsASlip() {
        SecretViewModel model = new SecretViewModel(Asked.PASSWORD, false, ENGLISH);
        assertThat(model.answerable().get()).isFalse();
        model.fields().getFirst().text().set("x");
        assertThat(model.answerable().get()).isTrue();
        assertThat(model.title()).isEqualTo("Password for maya");
        assertThat(model.lead()).contains("bastion.example.org", "Home lab");
        assertThat(model.refused()).isEmpty();
        assertThat(new SecretViewModel(Asked.PASSPHRASE, false, ENGLISH).refused())
                .isNotEmpty();
    }
}

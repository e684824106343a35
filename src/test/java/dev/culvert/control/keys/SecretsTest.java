package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.Prompts.Question;
import dev.culvert.control.sshconfig.SshConfig;
import dev.culvert.control.sshconfig.SshConfigException;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.ipc.Event.NeedSecret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private static final LoginTarget TARGET = target();

    private static LoginTarget target() {
        try {
            UserEnvironment nobody = new UserEnvironment(Path.of("/nowhere"), "ann", Map.of(), Path.of("/nowhere"));
            return new LoginTarget(
                    SshConfig.defaults(nobody, "one.test", "ann", OptionalInt.empty()), List.of(), false);
        } catch (SshConfigException e) {
            throw new AssertionError(e);
        }
    }

    @TempDir
    Path directory;

    static NeedSecret question(String kind, String instruction, NeedSecret.Prompt... prompts) {
        return new NeedSecret(1, "test", 0, kind, "not ann", "not one.test", "", instruction, List.of(prompts));
    }

    static NeedSecret.Prompt hidden(String text) {
        return new NeedSecret.Prompt(text, false);
    }

    static Secrets secrets(ScriptedPerson person) {
        return new Secrets(TARGET, Optional.empty(), person.person());
    }

    Secrets fromFile(String text, ScriptedPerson person) throws Exception {
        Path file = directory.resolve("password");
        Files.writeString(file, text);
        return new Secrets(TARGET, Optional.of(file), person.person());
    }

    @Test
    void asksForThePasswordOfTheProfilesUser() {
        ScriptedPerson person = new ScriptedPerson(true, "secret");
        assertThat(secrets(person).answer(question("password", "", hidden("")))).containsExactly("secret");
        assertThat(person.asked)
                .containsExactly(new Question.Password("office", "ann", "one.test", Question.Purpose.LOG_IN, false));
    }

    /** So that the person is told; but not when a connection is lost and made again. */
    @Test
    void whatIsAskedAgainInOneConnectionWasRefused() {
        ScriptedPerson person = new ScriptedPerson(true, "wrong", "1", "right", "2", "right");
        Secrets secrets = secrets(person);
        for (String kind : List.of("password", "keyboard-interactive", "password", "keyboard-interactive")) {
            secrets.answer(question(kind, "", hidden("Code: ")));
        }
        secrets.begin(true);
        secrets.answer(question("password", "", hidden("")));
        assertThat(person.asked)
                .extracting(asked -> switch (asked) {
                    case Question.Password password -> password.refused();
                    case Question.Passphrase passphrase -> passphrase.refused();
                    case Question.Served served -> served.refused();
                })
                .containsExactly(false, false, true, true, false);
    }

    @Test
    void whatTheServerOnlySaysIsTold() {
        ScriptedPerson person = new ScriptedPerson(true);
        assertThat(secrets(person).answer(question("keyboard-interactive", "wel\u0007come")))
                .isEmpty();
        assertThat(person.told).containsExactly("wel\ufffdcome");
        assertThat(person.asked).isEmpty();
    }

    @Test
    void nobodyIsThere() {
        Secrets secrets = secrets(new ScriptedPerson(true));
        assertThat(secrets.answer(question("password", "", hidden("")))).isNull();
        assertThat(secrets.answer(question("new-password", "", hidden("")))).isNull();
        assertThat(secrets.answer(question("keyboard-interactive", "", hidden("Code: "))))
                .isNull();
        assertThat(secrets.answer(question("something-new", "", hidden("")))).isNull();
    }

    @Test
    void showsWhoAsksAndWhatCannotHarmATerminal() {
        ScriptedPerson person = new ScriptedPerson(true, "1", "2");
        assertThat(secrets(person)
                        .answer(question(
                                "keyboard-interactive",
                                "read \u001b[2Jthis",
                                hidden("Code\u0007: "),
                                new NeedSecret.Prompt("Name: ", true))))
                .containsExactly("1", "2");
        assertThat(person.asked)
                .containsExactly(new Question.Served(
                        "office",
                        "ann",
                        "one.test",
                        "",
                        "read \ufffd[2Jthis",
                        List.of(new Question.Line("Code\ufffd: ", false), new Question.Line("Name: ", true)),
                        false));
    }

    @Test
    void aNewPasswordTwiceTheSame() {
        ScriptedPerson same = new ScriptedPerson(true, "new", "new");
        assertThat(secrets(same).answer(question("new-password", "It expired", hidden(""))))
                .containsExactly("new");
        assertThat(same.told).containsExactly("It expired");
        ScriptedPerson different = new ScriptedPerson(true, "new", "other");
        assertThat(secrets(different).answer(question("new-password", "", hidden(""))))
                .isNull();
        assertThat(different.told).containsExactly("The two new passwords differ.");
    }

    @Test
    void aFilesPasswordIsSentOnceAndNobodyAsked() throws Exception {
        ScriptedPerson person = new ScriptedPerson(true, "from the person");
        Secrets secrets = fromFile("from the file\nsecond line\n", person);
        assertThat(secrets.answer(question("password", "", hidden("")))).containsExactly("from the file");
        assertThat(secrets.answer(question("password", "", hidden("")))).isNull();
        assertThat(secrets.answer(question("keyboard-interactive", "", hidden("Password: "))))
                .isNull();
        assertThat(person.asked).isEmpty();
    }

    /** Else a tunnel that runs unattended could never be dialled again. */
    @Test
    void aFilesPasswordIsSentAgainOnceALoginTookIt() throws Exception {
        ScriptedPerson person = new ScriptedPerson(true);
        Secrets secrets = fromFile("from the file", person);
        for (int i = 0; i < 2; i++) {
            secrets.begin(true);
            assertThat(secrets.answer(question("password", "", hidden("")))).containsExactly("from the file");
            secrets.taken();
        }
        secrets.begin(true);
        assertThat(secrets.answer(question("password", "", hidden("")))).containsExactly("from the file");
        secrets.begin(true);
        assertThat(secrets.answer(question("password", "", hidden("")))).isNull();
        // refused, whatever else opened the login
        secrets.taken();
        secrets.begin(true);
        assertThat(secrets.answer(question("password", "", hidden("")))).isNull();
    }

    @Test
    void aFileAnswersTheOneHiddenQuestion() throws Exception {
        assertThat(fromFile("secret", new ScriptedPerson(true))
                        .answer(question("keyboard-interactive", "", hidden("Password: "))))
                .containsExactly("secret");
        assertThat(fromFile("secret", new ScriptedPerson(true))
                        .answer(question("keyboard-interactive", "", hidden("Password: "), hidden("Code: "))))
                .isNull();
        assertThat(fromFile("secret", new ScriptedPerson(true))
                        .answer(question("keyboard-interactive", "", new NeedSecret.Prompt("Name: ", true))))
                .isNull();
    }

    @Test
    void aFileThatCannotBeRead() {
        ScriptedPerson person = new ScriptedPerson(true);
        Path missing = directory.resolve("missing");
        assertThat(new Secrets(TARGET, Optional.of(missing), person.person())
                        .answer(question("password", "", hidden(""))))
                .isNull();
        assertThat(person.told).containsExactly("The file in CULVERT_PASSWORD_FILE cannot be read: " + missing);
    }
}

package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.Prompts.ChangedHostKey;
import dev.culvert.control.Prompts.HostKey;
import dev.culvert.control.Prompts.Question;
import dev.culvert.control.Prompts.Trust;
import dev.culvert.control.words.Messages;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TerminalPromptsTest {
    private static final Question PASSWORD =
            new Question.Password("office", "ann", "vpn", Question.Purpose.LOG_IN, false);
    private static final HostKey KEY =
            new HostKey("office", "vpn", "ssh-ed25519", "SHA256:x", "art", List.of(), Optional.empty());
    private static final ChangedHostKey CHANGED =
            new ChangedHostKey("office", "vpn", "ssh-ed25519", "SHA256:new", "SHA256:old", Path.of("/known_hosts"), 7);
    private static final Question PASSPHRASE = new Question.Passphrase("office", Path.of("/id"), false);

    @TempDir
    Path folder;

    /** Asks for a password and tells what it got, in a process of its own: only that can have a terminal. */
    static final class Asker {
        private Asker() {}

        public static void main(String[] arguments) throws IOException {
            List<String> answers =
                    prompts(System.getenv(), new File("/dev/tty"), System.out).ask(PASSWORD);
            String answer = Objects.requireNonNull(answers).getFirst();
            Files.writeString(Path.of(arguments[0]), answer);
        }
    }

    private static TerminalPrompts prompts(Map<String, String> environment, File tty, PrintStream out) {
        return new TerminalPrompts(new Terminal(out, out, false), Messages.of(Locale.ENGLISH), environment, tty);
    }

    private TerminalPrompts withoutTerminal(Map<String, String> environment) {
        return prompts(environment, folder.resolve("no-tty").toFile(), new PrintStream(new ByteArrayOutputStream()));
    }

    private @Nullable String ask(Map<String, String> environment) {
        List<String> answers = withoutTerminal(environment).ask(PASSPHRASE);
        return answers == null ? null : answers.getFirst();
    }

    private String askpass(String script) throws IOException {
        Path file = Files.writeString(folder.resolve("askpass"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    @Test
    void withNobodyToAskThereIsNoAnswer() {
        assertThat(ask(Map.of())).isNull();
        assertThat(withoutTerminal(Map.of()).trustHostKey(KEY)).isEqualTo(Trust.NO);
        assertThat(withoutTerminal(Map.of()).replaceHostKey(CHANGED)).isFalse();
    }

    @Test
    void withoutATerminalAskpassIsRun() throws IOException {
        String echo = askpass("echo \"answer to $1\"");
        assertThat(ask(Map.of("SSH_ASKPASS", echo))).isEqualTo("answer to Passphrase for the key /id:");
        assertThat(ask(Map.of("SSH_ASKPASS", echo, "SSH_ASKPASS_REQUIRE", "never")))
                .isNull();
        assertThat(ask(Map.of("SSH_ASKPASS", askpass("echo half; exit 1")))).isNull();
        assertThat(ask(Map.of("SSH_ASKPASS", "/no/such/program"))).isNull();
    }

    @Test
    void hostKeysAreTrustedByYesOrByTheFingerprint() throws IOException {
        for (String yes : List.of("yes", "SHA256:x")) {
            String program = askpass("case $1 in *SHA256:x*art*) echo " + yes + ";; esac");
            assertThat(withoutTerminal(Map.of("SSH_ASKPASS", program)).trustHostKey(KEY))
                    .isEqualTo(Trust.ALWAYS);
        }
        String no = askpass("echo SHA256:y");
        assertThat(withoutTerminal(Map.of("SSH_ASKPASS", no)).trustHostKey(KEY)).isEqualTo(Trust.NO);
        String once = askpass("echo Once");
        assertThat(withoutTerminal(Map.of("SSH_ASKPASS", once)).trustHostKey(KEY))
                .isEqualTo(Trust.ONCE);
    }

    /** A yes, or the fingerprint that is known to be old, replaces nothing. */
    @Test
    void aSavedKeyIsReplacedByTheNewFingerprintAlone() throws IOException {
        for (String answer : List.of("yes", "SHA256:old", "SHA256:new2", "")) {
            String program = askpass("echo " + answer);
            assertThat(withoutTerminal(Map.of("SSH_ASKPASS", program)).replaceHostKey(CHANGED))
                    .as(answer)
                    .isFalse();
        }
        String program = askpass("case $1 in *'HAS CHANGED'*SHA256:old*/known_hosts*7*) echo SHA256:new;; esac");
        assertThat(withoutTerminal(Map.of("SSH_ASKPASS", program)).replaceHostKey(CHANGED))
                .isTrue();
    }

    /** As ssh: who asks stands in front of a server's words. */
    @Test
    void everyQuestionHasItsWords() throws IOException {
        Map<String, String> echo = Map.of("SSH_ASKPASS", askpass("echo \"$1\""));
        Map<Question, String> sentences = Map.of(
                PASSWORD,
                "ann@vpn's password:",
                new Question.Password("office", "ann", "vpn", Question.Purpose.CHOOSE, false),
                "New password for ann@vpn:",
                new Question.Password("office", "ann", "vpn", Question.Purpose.REPEAT, false),
                "The new password again:",
                new Question.Passphrase("office", Path.of("/id"), true),
                "That is not its passphrase. Passphrase for the key /id:");
        sentences.forEach((question, sentence) ->
                assertThat(withoutTerminal(echo).ask(question)).containsExactly(sentence));

        ByteArrayOutputStream told = new ByteArrayOutputStream();
        List<Question.Line> lines = List.of(new Question.Line("Code: ", false), new Question.Line("Name", true));
        assertThat(prompts(echo, folder.resolve("no-tty").toFile(), new PrintStream(told))
                        .ask(new Question.Served("office", "ann", "vpn", "", "Read this", lines, false)))
                .containsExactly("(ann@vpn) Code:", "(ann@vpn) Name");
        assertThat(told.toString(StandardCharsets.UTF_8).lines()).containsExactly("Read this");
    }

    @Test
    void whatSpeaksAgainstAHostKeyIsToldBefore() {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        prompts(Map.of(), folder.resolve("no-tty").toFile(), new PrintStream(told))
                .trustHostKey(new HostKey(
                        "office",
                        "vpn",
                        "ssh-ed25519",
                        "SHA256:x",
                        "art",
                        List.of("/known_hosts:3: other"),
                        Optional.of("NOT_VALID_NOW")));
        assertThat(told.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "The certificate that vpn shows is not valid at this time.",
                        "known_hosts has this very key for other hosts:",
                        "/known_hosts:3: other");
    }

    /** With standard input and output at the terminal, and with neither: a pipe must not keep anybody from being asked. */
    @ParameterizedTest
    @ValueSource(strings = {"", " </dev/null >/dev/null"})
    void secretsAreNotShown(String redirection) throws Exception {
        Path got = folder.resolve("got");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = "%s -cp '%s' '%s' '%s'%s"
                .formatted(java, System.getProperty("java.class.path"), Asker.class.getName(), got, redirection);
        Process terminal = new ProcessBuilder("script", "-qec", command, "/dev/null")
                .redirectErrorStream(true)
                .start();
        StringBuilder shown = new StringBuilder();
        InputStream out = terminal.getInputStream();
        while (shown.indexOf("ann@vpn's password: ") < 0) {
            int read = out.read();
            assertThat(read).as("asked before the end: " + shown).isNotNegative();
            shown.append((char) read);
        }
        OutputStream in = terminal.getOutputStream();
        in.write("hunter2\n".getBytes(StandardCharsets.US_ASCII));
        in.flush();
        shown.append(new String(out.readAllBytes(), StandardCharsets.UTF_8));

        assertThat(terminal.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(got).hasContent("hunter2");
        assertThat(shown).doesNotContain("hunter2");
    }
}

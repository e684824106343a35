package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.KeepingPrompts;
import dev.culvert.control.Keyring;
import dev.culvert.control.LoginSide;
import dev.culvert.control.MemoryKeyring;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.ipc.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** To whom a password from the keyring goes, and how often: through the questions that the helper asks in one login after another. */
class KeptPasswordTest {
    private static final Keyring.Item ITEM = new Keyring.Item(Keyring.Kind.PASSWORD, "ann@one.test");

    @TempDir
    static Path shared;

    @TempDir
    Path home;

    static Path hostKey;

    private final MemoryKeyring keyring = new MemoryKeyring();
    private final ScriptedPerson person = new ScriptedPerson(true, "typed", "typed", "typed");

    @BeforeAll
    static void key() throws Exception {
        hostKey = Keygen.key(shared.resolve("host"));
    }

    @BeforeEach
    void folders() throws Exception {
        Files.createDirectories(home.resolve(".ssh"));
        keyring.secrets.put(ITEM, "kept");
    }

    private void known() throws Exception {
        Files.writeString(home.resolve(".ssh/known_hosts"), "one.test " + Keygen.publicLine(hostKey) + "\n");
    }

    private LoginSide side(String policy) throws Exception {
        String json = """
                {"name": "test", "mode": "tun", "server": {"host": "one.test", "user": "ann"}, "auth": {%s}}""".formatted(policy);
        UserEnvironment environment = new UserEnvironment(home, "ann", Map.of(), home.resolve("etc"));
        return new UserLogins(environment, new KeepingPrompts(person, keyring), () -> Messages.of(Locale.ENGLISH))
                .of(LoginWithSshd.profile(json), LoginSide.Carried.NOTHING);
    }

    private static void connect(LoginSide side) throws Exception {
        byte[] blob = Keygen.publicKey(hostKey).blob();
        assertThat(side.answer(new Event.NeedHostKeyDecision(1, "test", 0, "one.test", 22, blob))
                        .trusted())
                .isTrue();
    }

    private static @Nullable String ask(LoginSide side, String kind) {
        List<String> answers = side.answer(new Event.NeedSecret(
                        2,
                        "test",
                        0,
                        kind,
                        "ann",
                        "one.test",
                        "",
                        "",
                        List.of(new Event.NeedSecret.Prompt("Password: ", false))))
                .secrets();
        return answers == null ? null : answers.getFirst();
    }

    private static void loggedIn(LoginSide side) {
        side.answer(new Event.LoggedIn(3, "test", 0));
    }

    /** Whoever is in between when a key is taken on trust would have it for nothing. */
    @Test
    void nothingKeptGoesToAHostWhoseKeyWasOnlyJustTaken() throws Exception {
        for (String policy : List.of("\"hostKeys\": \"accept-new\", \"knownHosts\": [\"~/own\"]", "")) {
            int asked = person.asked.size();
            try (LoginSide side = side(policy)) {
                connect(side);
                assertThat(ask(side, "password")).as(policy).isEqualTo("typed");
                if (policy.isEmpty()) {
                    // a password by hand, and it was right: the person has decided
                    loggedIn(side);
                    connect(side);
                    assertThat(ask(side, "password")).isEqualTo("kept");
                    loggedIn(side);
                    assertThat(person.asked).hasSize(asked + 1);
                } else {
                    // dialled again, the key stands in the file
                    connect(side);
                    assertThat(ask(side, "keyboard-interactive")).isEqualTo("typed");
                    loggedIn(side);
                    assertThat(person.asked).hasSize(asked + 2);
                }
            }
            assertThat(keyring.secrets).containsEntry(ITEM, "kept");
        }
    }

    @Test
    void aHostThatLetsInWithoutAPasswordIsNoBetterKnown() throws Exception {
        try (LoginSide side = side("\"hostKeys\": \"accept-new\"")) {
            connect(side);
            loggedIn(side);
            connect(side);
            assertThat(ask(side, "password")).isEqualTo("typed");
        }
    }

    @Test
    void aKeptPasswordIsGivenForLoginAfterLoginThatItOpens() throws Exception {
        known();
        try (LoginSide side = side("")) {
            for (int i = 0; i < 3; i++) {
                connect(side);
                assertThat(ask(side, "password")).isEqualTo("kept");
                loggedIn(side);
            }
        }
        assertThat(person.asked).isEmpty();
        assertThat(keyring.secrets).containsEntry(ITEM, "kept");
    }

    /** A server that hangs up says no too, and counts for the lockout. */
    @Test
    void whatOpenedNoLoginIsNotSentWithTheNext() throws Exception {
        known();
        try (LoginSide side = side("")) {
            connect(side);
            assertThat(ask(side, "password")).isEqualTo("kept");
            connect(side);
            assertThat(keyring.secrets).isEmpty();
            assertThat(ask(side, "password")).isEqualTo("typed");
        }
    }

    @Test
    void whatOpenedNoLoginIsNotSentByTheNextProcess() throws Exception {
        known();
        try (LoginSide side = side("")) {
            connect(side);
            assertThat(ask(side, "password")).isEqualTo("kept");
        }
        assertThat(keyring.secrets).isEmpty();
    }

    @Test
    void whatOneMethodWasRefusedIsNotTriedByTheOther() throws Exception {
        known();
        try (LoginSide side = side("")) {
            connect(side);
            assertThat(ask(side, "keyboard-interactive")).isEqualTo("kept");
            assertThat(ask(side, "password")).isEqualTo("typed");
            loggedIn(side);
        }
        assertThat(keyring.secrets).isEmpty();
    }
}

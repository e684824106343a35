package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.LoginSide;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.profile.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkippedExecTest {
    @TempDir
    Path home;

    /** A block of ssh_config that does not apply for this alone is not passed over in silence, nor told at every dialling. */
    @Test
    void aCommandThatIsNotRunIsToldOnce() throws Exception {
        Path config = Files.createDirectories(home.resolve(".ssh")).resolve("config");
        Files.writeString(config, "Host one\n  User bob\nMatch exec \"touch " + home.resolve("ran") + "\"\n  Port 2\n");
        ScriptedPerson person = new ScriptedPerson(true);
        UserLogins logins = new UserLogins(
                new UserEnvironment(home, "ann", Map.of(), home.resolve("etc")),
                person,
                () -> Messages.of(Locale.ENGLISH));
        Profile profile = Profile.of("test", Profile.Mode.TUN, Profile.Server.of("one"));
        for (int dialled = 0; dialled < 2; dialled++) {
            logins.of(profile, LoginSide.Carried.NOTHING).close();
        }
        assertThat(person.told)
                .singleElement()
                .asString()
                .contains(config + ", line 3")
                .contains("Match exec");
        assertThat(home.resolve("ran")).doesNotExist();
    }
}

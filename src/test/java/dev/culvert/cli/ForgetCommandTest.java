package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.Keyring.Item;
import dev.culvert.control.Keyring.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgetCommandTest {
    @TempDir
    Path home;

    @Test
    void takesAllOutOfTheKeyring() {
        Cli cli = new Cli(home);
        cli.keyring.keep(new Item(Kind.PASSWORD, "ann@one.test"), "secret");
        assertThat(cli.run("forget").out()).endsWith("taken out of the keyring: 1\n");
        assertThat(cli.keyring.secrets).isEmpty();
    }

    @Test
    void withoutAKeyringThereIsNothingToKeepInOrForget() {
        Cli cli = new Cli(home);
        cli.store("office", Cli.OFFICE);
        cli.keyring.there = false;
        for (String[] command : new String[][] {{"forget"}, {"up", "office", "--keep-secret"}}) {
            Cli.Ran ran = cli.run(command);
            assertThat(ran.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(ran.err()).contains("no keyring");
        }
        assertThat(cli.keepsSecrets).isFalse();
    }

    @Test
    void upKeepsWhatIsGivenWhenToldTo() {
        Cli cli = new Cli(home);
        cli.store("office", Cli.OFFICE);
        cli.run("up", "office");
        assertThat(cli.keepsSecrets).isFalse();
        cli.run("up", "office", "--keep-secret");
        assertThat(cli.keepsSecrets).isTrue();
    }
}

package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Cli.Ran;
import dev.culvert.ipc.TunnelState;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProfileCommandsTest {
    @TempDir
    Path home;

    private Cli cli;

    @BeforeEach
    void makeHome() {
        cli = new Cli(home);
    }

    @Test
    void withoutArgumentsItTellsHow() {
        Ran ran = cli.run();
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("culvert [-hV] [COMMAND]", "up ", "completion");
        assertThat(cli.run("--help").status()).isZero();
        assertThat(cli.run("help", "up").out()).contains("--foreground", "NAME_OR_FILE", "profile's file");
        assertThat(cli.run("--version").out()).startsWith("culvert ");
    }

    @Test
    void misuseNamesWhatIsWrong() {
        assertThat(cli.run("up", "--no-such-option"))
                .satisfies(ran -> assertThat(ran.status()).isEqualTo(2))
                .satisfies(ran -> assertThat(ran.err()).contains("--no-such-option", "culvert up --help"));
        assertThat(cli.run("frobnicate").status()).isEqualTo(2);
        assertThat(cli.run("up").status()).isEqualTo(2);
    }

    @Test
    void newMakesAProfileThatCheckTakes() {
        Ran made = cli.run("new", "office", "ann@vpn.example.org", "--port", "2222", "--mode", "tap");
        assertThat(made.status()).isZero();
        assertThat(home.resolve("profiles/office.json")).content().contains("\"user\": \"ann\"", "2222", "\"tap\"");
        assertThat(cli.run("check", "office").status()).isZero();

        assertThat(cli.run("new", "office", "other").status()).isEqualTo(2);
        assertThat(cli.run("new", "a/b", "vpn").status()).isEqualTo(3);
        assertThat(cli.run("new", "home", "vpn", "--mode", "tunn").status()).isEqualTo(2);
    }

    @Test
    void listTellsWhatThereIs() throws IOException {
        assertThat(cli.run("list").out()).contains("culvert new");
        cli.store("office", Cli.OFFICE);
        cli.store("browse", Cli.OFFICE.replace("office", "browse").replace("\"tun\"", "\"proxy\""));
        Files.writeString(home.resolve("profiles/broken.json"), "{");
        cli.helper.isRunning = true;
        cli.helper.tunnels.put(
                "office", FakeHelper.status("office", new TunnelState.Connected("tun7", FakeHelper.SINCE)));
        assertThat(cli.run("list").out().lines())
                .containsExactly(
                        "NAME    MODE   SERVER           STATE",
                        "broken  -      -                not valid, problems: 1 (culvert check broken)",
                        "browse  proxy  vpn.example.org  needs a later version (culvert check browse)",
                        "office  tun    vpn.example.org  connected");
        assertThat(cli.run("list", "--json").out())
                .contains("{\"name\":\"office\",\"mode\":\"tun\",\"host\":\"vpn.example.org\",\"valid\":true,"
                        + "\"state\":\"connected\",\"file\":");
    }

    @Test
    void checkTellsEveryProblemOnStandardError() {
        String file = cli.file("wrong.json", "{\"mode\": \"x\"}");
        Ran ran = cli.run("check", file);
        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).hasSize(3).allMatch(line -> line.startsWith(file + ":1:"));
        assertThat(cli.run("check", "nothing-of-this-name").status()).isEqualTo(2);
        assertThat(cli.run("check", home.resolve("no.json").toString()).status())
                .isEqualTo(2);
    }

    @Test
    void speaksChinese() {
        cli.locale = Locale.SIMPLIFIED_CHINESE;
        assertThat(cli.run("check", cli.file("wrong.json", "{}")).err()).contains("缺失");
        assertThat(cli.run("--help").out()).contains("用法：culvert", "连接一个配置。");
    }

    @Test
    void showsAndExports() throws IOException {
        cli.store("office", Cli.OFFICE);
        assertThat(cli.run("show", "office").out()).startsWith("{\n  \"version\": 1,\n  \"name\": \"office\",");
        assertThat(cli.run("export", "office")).isEqualTo(new Ran(0, Cli.OFFICE, ""));
        String to = home.resolve("copy.json").toString();
        assertThat(cli.run("export", "office", to).status()).isZero();
        assertThat(Path.of(to)).hasContent(Cli.OFFICE);
        assertThat(cli.run("export", "office", to).status()).isEqualTo(2);
        assertThat(cli.run("export", "--force", "office", to).status()).isZero();
    }

    @Test
    void aFileThatIsNoTextIsExportedAsItIsAndNotEdited() throws IOException {
        byte[] bytes = {'{', (byte) 0xe9, '}'};
        Files.createDirectories(home.resolve("profiles"));
        Path file = Files.write(home.resolve("profiles/strange.json"), bytes);
        String to = home.resolve("copy.json").toString();

        assertThat(cli.run("export", "strange", to).status()).isZero();
        assertThat(Path.of(to)).hasBinaryContent(bytes);
        Ran itself = cli.run("export", "--force", "strange", file.toString());
        assertThat(itself.status()).isEqualTo(2);
        assertThat(itself.err()).contains(file.toString(), "the profile's own file");
        cli.environment.put("EDITOR", "false");
        assertThat(cli.run("edit", "strange").err()).contains("not JSON").doesNotContain("EDITOR");
        assertThat(file).hasBinaryContent(bytes);
    }

    @Test
    void importAsksAboutCommands() {
        String file =
                cli.file("new.json", Cli.OFFICE.replace("\n}", ",\n  \"remote\": { \"up\": [\"rm -r /tmp/x\"] }\n}"));
        Ran refused = cli.run("import", file);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("rm -r /tmp/x", "vpn.example.org");
        assertThat(home.resolve("profiles")).doesNotExist();

        cli.answers.add("yes");
        assertThat(cli.run("import", file).status()).isZero();
        assertThat(home.resolve("profiles/office.json")).exists();
        assertThat(cli.run("import", "--yes", file).status()).as("there is one").isEqualTo(2);
    }

    @Test
    void importAsksAboutWhomAProfileTrusts() {
        String file =
                cli.file("new.json", Cli.OFFICE.replace("\n}", ",\n  \"auth\": { \"hostKeys\": \"accept-new\" }\n}"));
        Ran refused = cli.run("import", file);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("trusted without a question", "office", "vpn.example.org");
        assertThat(home.resolve("profiles")).doesNotExist();
        assertThat(cli.run("import", "--yes", file).status()).isZero();
    }

    /** A pattern of the shell's finds more than profiles: those come in, the rest is told, and a Wi-Fi is not worth a word. */
    @Test
    void importTakesWhatItCanOfSeveralFiles() {
        String good = cli.file("good.json", Cli.OFFICE);
        String bad = cli.file("bad.json", "{");
        String wifi = cli.file("wifi.nmconnection", "[connection]\ntype=wifi\n");
        Ran ran = cli.run("import", wifi, bad, "/nowhere.json", good);
        assertThat(ran.status())
                .as("of the first that failed: the file that is not there")
                .isEqualTo(2);
        assertThat(ran.err()).contains("bad.json", "/nowhere.json").doesNotContain("wifi");
        assertThat(home.resolve("profiles/office.json")).exists();
        Ran nothing = cli.run("import", wifi);
        assertThat(nothing.status()).isEqualTo(3);
        assertThat(nothing.err()).contains("wifi.nmconnection");
    }

    @Test
    void removesWhatIsNotUp() {
        cli.store("office", Cli.OFFICE);
        cli.run("up", "office");
        assertThat(cli.run("rm", "office").status()).isEqualTo(2);
        assertThat(home.resolve("profiles/office.json")).exists();
        cli.run("down", "office");
        assertThat(cli.run("rm", "office").status()).isZero();
        assertThat(home.resolve("profiles/office.json")).doesNotExist();
        assertThat(cli.run("rm", "office").status()).isEqualTo(2);
    }

    @Test
    void editReplacesWhatIsRight() {
        cli.store("office", Cli.OFFICE);
        cli.environment.put("EDITOR", "sed -i s/vpn.example.org/192.0.2.9/");
        assertThat(cli.run("edit", "office")).isEqualTo(new Ran(0, "Saved office.\n", ""));
        assertThat(home.resolve("profiles/office.json")).content().contains("192.0.2.9");
        assertThat(cli.run("edit", "office").out()).isEqualTo("office is unchanged.\n");
    }

    @Test
    void editKeepsADraftThatIsWrong() throws IOException {
        cli.store("office", Cli.OFFICE);
        cli.environment.put("VISUAL", "sed -i s/tun/tunn/");
        Ran ran = cli.run("edit", "office");
        assertThat(ran.status()).isEqualTo(3);
        assertThat(home.resolve("profiles/office.json")).hasContent(Cli.OFFICE);
        assertThat(ran.err()).contains("office.json:3:11: /mode: ");
        String said = ran.err().lines().toList().getLast();
        Path draft = Path.of(said.substring(said.lastIndexOf(' ') + 1).replaceAll("\\.$", ""));
        assertThat(draft).content().contains("tunn");
        Files.delete(draft);
        Files.delete(draft.getParent());
    }

    @Test
    void editAsksAPersonAgain() {
        cli.store("office", Cli.OFFICE);
        cli.interactive = true;
        cli.answers.add("y");
        cli.environment.put(
                "EDITOR", "f() { grep -q tunn \"$1\" && sed -i s/tunn/tap/ \"$1\" || sed -i s/tun/tunn/ \"$1\"; }; f");
        assertThat(cli.run("edit", "office").status()).isZero();
        assertThat(cli.questions).hasSize(1);
        assertThat(home.resolve("profiles/office.json")).content().contains("\"tap\"");
    }

    @Test
    void editorThatFailsChangesNothing() {
        cli.store("office", Cli.OFFICE);
        cli.environment.put("EDITOR", "false");
        assertThat(cli.run("edit", "office").status()).isEqualTo(2);
        assertThat(home.resolve("profiles/office.json")).hasContent(Cli.OFFICE);
    }

    @Test
    void logsShowsTheHelpersLog() {
        assertThat(cli.run("logs").err()).startsWith("There is no log");
        cli.helper.log = Optional.of(Path.of(cli.file("log", "one\ntwo \u001b[2J\n")));
        assertThat(cli.run("logs").out()).isEqualTo("one\ntwo \ufffd[2J\n");
    }

    @Test
    void demoRunsForTheSecondsGiven() {
        cli.demo = (duration, out) -> out.println(duration);
        assertThat(cli.run("demo", "--seconds", "3")).isEqualTo(new Ran(0, Duration.ofSeconds(3) + "\n", ""));
        cli.demo = (duration, out) -> {
            throw new TunnelException(FailureCause.NOT_VERIFIED, "peer", "10.78.0.2");
        };
        assertThat(cli.run("demo").status()).isEqualTo(10);
        assertThat(cli.run("demo", "--seconds", "-1").status()).isEqualTo(2);
    }

    @Test
    void completionIsAScriptThatBashTakes() throws Exception {
        cli.store("office", Cli.OFFICE);
        String script = cli.run("completion", "bash").out();
        assertThat(complete(script, "culvert", "st")).isEqualTo("status\n");
        assertThat(complete(script, "culvert", "down", "o")).isEqualTo("office\n");
        assertThat(complete(script, "culvert", "up", "--f")).isEqualTo("--foreground\n");
        assertThat(cli.run("completion", "zsh").out()).contains("bashcompinit");
        assertThat(cli.run("completion", "fish").status()).isEqualTo(2);
    }

    private String complete(String script, String... words) throws Exception {
        String line = script + "\nCOMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD=" + (words.length - 1)
                + "; _culvert; printf '%s\\n' \"${COMPREPLY[@]}\"";
        ProcessBuilder bash = new ProcessBuilder("bash", "--norc", "-c", line).redirectErrorStream(true);
        bash.environment().put("CULVERT_CONFIG_DIR", home.toString());
        Process process = bash.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    /** Names of ssh_config's hosts; the profile goes on reading it. */
    @Test
    void importsHostsOfSshConfig() throws Exception {
        Files.createDirectories(cli.home.resolve(".ssh"));
        Files.writeString(cli.home.resolve(".ssh/config"), """
                Host vpn
                  HostName vpn.example.org
                  User root
                  Tunnel yes
                  LocalForward 8080 intranet:80
                Host web
                  Port 2200
                Host *
                  User ann
                """);
        Ran listed = cli.run("import", "ssh-config");
        assertThat(listed.out())
                .contains("vpn: tun, root@vpn.example.org, forwards: 1")
                .contains("web: tun, ann@web:2200");
        assertThat(listed.status()).isZero();
        assertThat(cli.store.list()).isEmpty();
        Ran one = cli.run("import", "ssh-config", "vpn");
        assertThat(one.status()).isZero();
        assertThat(one.err()).contains("\"vpn\" keeps its forwards (1)");
        assertThat(cli.run("up", "vpn").status()).isEqualTo(3);
        Ran all = cli.run("import", "ssh-config", "--all");
        assertThat(all.status()).as("vpn is there already").isEqualTo(2);
        assertThat(all.err()).contains("--name");
        assertThat(cli.store.list()).extracting(StoredProfile::name).containsExactly("vpn", "web");
        assertThat(cli.run("import", "ssh-config", "web", "--name", "web 2").status())
                .isZero();
        cli.answers.add("web, vpn");
        cli.store.remove(cli.store.named("web").getFirst());
        assertThat(cli.run("import", "ssh-config").status()).isEqualTo(2);
        assertThat(cli.store.named("web")).hasSize(1);
        Files.writeString(cli.home.resolve(".ssh/config"), "Host a\n  Prot 22\n");
        Ran wrong = cli.run("import", "ssh-config", "a");
        assertThat(wrong.status()).isEqualTo(3);
        assertThat(wrong.err()).contains("line 2").contains("prot");
    }

    @Test
    void severalProfilesGoThroughAnArchive() throws Exception {
        cli.store("office", Cli.OFFICE);
        cli.store("home", Cli.OFFICE.replace("office", "home"));
        String zip = cli.home.resolve("all.zip").toString();
        assertThat(cli.run("export", "--zip", zip, "--all").status()).isZero();
        assertThat(cli.run("export", "--zip", zip, "home").status())
                .as("it is there")
                .isEqualTo(2);
        assertThat(cli.run("export", "--all").status()).isEqualTo(2);
        cli.store.remove(cli.store.named("office").getFirst());
        Ran back = cli.run("import", zip);
        assertThat(back.status()).as("home is there already").isEqualTo(2);
        assertThat(cli.store.named("office").getFirst().text()).isEqualTo(Cli.OFFICE);
        assertThat(cli.run("import", cli.file("broken.zip", "nothing")).status())
                .isEqualTo(3);
    }
}

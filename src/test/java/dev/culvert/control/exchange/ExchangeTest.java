package dev.culvert.control.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.control.exchange.Candidate.Note;
import dev.culvert.control.exchange.ImportException.Why;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.profile.Profile;
import dev.culvert.profile.Profile.AuthMethod;
import dev.culvert.profile.Profile.Forward;
import dev.culvert.profile.Profile.Mode;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.StoredProfile;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeTest {
    private static final String OFFICE = """
            { "name": "office", "mode": "tun", "server": { "host": "vpn.example.org" } }
            """;

    @TempDir
    Path home;

    HostProfiles hosts;

    @BeforeEach
    void folders() throws Exception {
        Files.createDirectories(home.resolve(".ssh"));
        hosts = new HostProfiles(new UserEnvironment(home, "ann", Map.of(), home.resolve("etc")));
    }

    void sshConfig(String text) throws Exception {
        Files.writeString(home.resolve(".ssh/config"), text);
    }

    static Profile profile(Candidate candidate) {
        assertThat(candidate.reading()).as(candidate.text()).isInstanceOf(ProfileReading.Valid.class);
        return ((ProfileReading.Valid) candidate.reading()).profile();
    }

    @Test
    void listsTheHostsThatHaveANameAndWhatTheyLeadTo() throws Exception {
        Files.writeString(home.resolve(".ssh/more"), "Host inner outer-?\n  Port 2200\n");
        sshConfig("""
                Host vpn
                  HostName vpn.example.org
                  User root
                  Tunnel ethernet
                Host *.example.org !bad web
                  LocalForward 8080 intranet:80
                Host nothing
                  Include more
                """);
        assertThat(hosts.hosts())
                .containsExactly(
                        new HostProfiles.Host("vpn", "root@vpn.example.org", Mode.TAP, 0),
                        new HostProfiles.Host("web", "ann@web", Mode.PROXY, 1),
                        new HostProfiles.Host("nothing", "ann@nothing", Mode.TUN, 0),
                        new HostProfiles.Host("inner", "ann@inner", Mode.TUN, 0));
    }

    @Test
    void tunnelAndForwardsComeAlongAndTheRestStaysInSshConfig() throws Exception {
        sshConfig("""
                Host vpn
                  HostName vpn.example.org
                  User root
                  Port 2222
                  IdentityFile ~/.ssh/vpn
                  Tunnel yes
                  TunnelDevice 5:7
                  DynamicForward 1080
                  DynamicForward [::1]:1081
                  LocalForward *:8080 intranet:80
                  LocalForward /tmp/a.sock /var/b.sock
                  RemoteForward 2200 localhost:22
                """);
        Candidate candidate = hosts.of("vpn");
        Profile profile = profile(candidate);
        assertThat(profile.name()).isEqualTo("vpn");
        assertThat(profile.mode()).isEqualTo(Mode.TUN);
        assertThat(profile.server()).isEqualTo(Profile.Server.of("vpn"));
        assertThat(profile.auth()).isEqualTo(Profile.Auth.DEFAULT);
        assertThat(profile.device()).isEqualTo(new Profile.Device("tun5", OptionalInt.of(7), OptionalInt.empty()));
        assertThat(profile.proxy()).hasToString("Proxy[socks=127.0.0.1:1080, http=null, username=null]");
        assertThat(profile.forwards())
                .containsExactly(
                        new Forward(Forward.Kind.DYNAMIC, "[::1]:1081", null),
                        new Forward(Forward.Kind.LOCAL, "0.0.0.0:8080", "intranet:80"),
                        new Forward(Forward.Kind.LOCAL, "/tmp/a.sock", "/var/b.sock"),
                        new Forward(Forward.Kind.REMOTE, "127.0.0.1:2200", "localhost:22"));
        assertThat(candidate.notes()).containsExactly(new Note(Note.Kind.FORWARDS_NOT_YET, "5"));
        assertThat(((ProfileReading.Valid) candidate.reading()).notSupported()).isNotEmpty();
    }

    @Test
    void aHostWithoutAnythingIsATunnel() throws Exception {
        sshConfig("Host plain\n  User bob\n");
        Candidate candidate = hosts.of("plain");
        assertThat(profile(candidate)).isEqualTo(Profile.of("plain", Mode.TUN, Profile.Server.of("plain")));
        assertThat(candidate.notes()).isEmpty();
        assertThat(profile(candidate.named("other")).name()).isEqualTo("other");
    }

    @Test
    void networkManagersConnection() throws Exception {
        Path file = Files.writeString(home.resolve("work.nmconnection"), """
                [connection]
                id=work/vpn
                type=vpn

                [vpn]
                service-type=org.freedesktop.NetworkManager.ssh
                remote=gate.example.org
                port=2200
                remote-username=ann
                auth-type=key
                key-file=/home/ann/.ssh/vpn
                password-flags=1
                tap-dev=yes
                remote-dev=3
                tunnel-mtu=1400
                local-ip=10.9.0.2
                remote-ip=10.9.0.1
                netmask=255.255.255.0
                ip-6=yes
                local-ip-6=fd09::2
                remote-ip-6=fd09::1
                netmask-6=64
                extra-opts=-o Compression=yes

                [vpn-secrets]
                password=secret

                [ipv4]
                method=auto
                never-default=true
                route1=10.20.0.0/16,10.9.0.1,50
                dns=10.20.0.53;
                dns-search=corp.example.org;

                [ipv6]
                never-default=true
                """);
        Candidate candidate = only(file);
        assertThat(profile(candidate))
                .hasToString(profile(Candidate.of("", """
                { "name": "work-vpn", "mode": "tap",
                  "server": { "host": "gate.example.org", "port": 2200, "user": "ann" },
                  "auth": { "methods": ["key"], "keys": ["/home/ann/.ssh/vpn"] },
                  "device": { "remoteUnit": 3, "mtu": 1400 },
                  "network": { "addresses": ["10.9.0.2/24", "fd09::2/64"], "routes": ["10.20.0.0/16"],
                               "dns": { "servers": ["10.20.0.53"], "domains": ["corp.example.org"] } },
                  "remote": { "addresses": ["10.9.0.1/24", "fd09::1/64"] } }
                """, List.of())).toString());
        assertThat(candidate.notes())
                .containsExactly(
                        new Note(Note.Kind.OTHER_NAME, "work-vpn"),
                        new Note(Note.Kind.OPTIONS_LEFT_OUT, "-o Compression=yes"),
                        new Note(Note.Kind.PASSWORD_LEFT_OUT, "work-vpn"));
        assertThat(candidate.text()).doesNotContain("secret");
    }

    @Test
    void networkManagersDefaultsAndItsProxy() throws Exception {
        Path plain = Files.writeString(home.resolve("home.nmconnection"), """
                [vpn]
                service-type=org.freedesktop.NetworkManager.ssh
                remote=192.0.2.1
                auth-type=password
                """);
        Profile profile = profile(only(plain));
        assertThat(profile.name()).isEqualTo("home");
        assertThat(profile.mode()).isEqualTo(Mode.TUN);
        assertThat(profile.server().user()).isEqualTo("root");
        assertThat(profile.auth().methods()).containsExactly(AuthMethod.PASSWORD, AuthMethod.KEYBOARD_INTERACTIVE);
        assertThat(profile.device().remoteUnit()).hasValue(100);
        assertThat(profile.network().routes()).hasToString("[0.0.0.0/0]");
        Path proxy = Files.writeString(home.resolve("proxy.nmconnection"), """
                [vpn]
                service-type=org.freedesktop.NetworkManager.ssh
                remote=192.0.2.1
                no-tunnel-interface=yes
                socks-bind-address=localhost:8080
                local-bind-address=localhost:8081:db:5432
                """);
        Candidate candidate = only(proxy);
        assertThat(profile(candidate).mode()).isEqualTo(Mode.PROXY);
        assertThat(profile(candidate).forwards())
                .containsExactly(new Forward(Forward.Kind.LOCAL, "localhost:8081", "db:5432"));
        assertThat(candidate.notes()).containsExactly(new Note(Note.Kind.FORWARDS_NOT_YET, "2"));
    }

    static Candidate only(Path file) throws Exception {
        Archive.Contents contents = Archive.read(file);
        assertThat(contents.failures()).isEmpty();
        assertThat(contents.candidates()).hasSize(1);
        return contents.candidates().getFirst();
    }

    void refuses(Path path, Why why) {
        assertThatThrownBy(() -> Archive.read(path))
                .isInstanceOfSatisfying(
                        ImportException.class, e -> assertThat(e.why()).isEqualTo(why));
    }

    @Test
    void aConnectionForSomethingElseIsRefused() throws Exception {
        refuses(Files.writeString(home.resolve("wifi.nmconnection"), "[connection]\ntype=wifi\n"), Why.NO_SSH_VPN);
        refuses(
                Files.writeString(
                        home.resolve("bad.nmconnection"),
                        "[vpn]\nservice-type=org.freedesktop.NetworkManager.ssh\nport=many\n"),
                Why.BROKEN);
    }

    @Test
    void whatIsExportedComesBack() throws Exception {
        ProfileStore store = new ProfileStore(home.resolve("profiles"));
        store.add("office", OFFICE);
        store.add("home", OFFICE.replace("office", "home"));
        Path zip = home.resolve("all.zip");
        List<StoredProfile> stored = store.list();
        try (OutputStream out = Files.newOutputStream(zip)) {
            Archive.write(stored, out);
        }
        assertThat(Archive.read(zip).candidates().stream().map(Candidate::text))
                .containsExactlyElementsOf(
                        stored.stream().map(StoredProfile::text).toList());
    }

    @Test
    void foldersAndArchivesOfOtherPrograms() throws Exception {
        Path folder = Files.createDirectories(home.resolve("folder"));
        Files.writeString(folder.resolve("b.json"), OFFICE);
        Files.writeString(folder.resolve("a.json"), OFFICE.replace("office", "home"));
        Files.writeString(folder.resolve("readme.txt"), "not a profile");
        Files.writeString(folder.resolve(".hidden.json"), "nor this");
        run(folder, "tar", "-czf", "../some.tar.gz", ".");
        run(folder, "tar", "-czf", "../pax.tgz", "--format=pax", ".");
        assertThat(Archive.read(folder).candidates())
                .extracting(each -> profile(each).name())
                .containsExactly("home", "office");
        for (String name : List.of("some.tar.gz", "pax.tgz")) {
            assertThat(Archive.read(home.resolve(name)).candidates())
                    .extracting(each -> profile(each).name())
                    .containsExactlyInAnyOrder("home", "office");
        }
        refuses(Files.createDirectories(home.resolve("empty")), Why.NO_PROFILES);
    }

    /** NetworkManager's folder nearly always has a Wi-Fi; one wrong file keeps no other from being taken, in a folder or an archive. */
    @Test
    void ofSeveralFilesThoseThatAreNoneArePassedOverOrTold() throws Exception {
        Path folder = Files.createDirectories(home.resolve("system-connections"));
        String plugin = "[vpn]\nservice-type=org.freedesktop.NetworkManager.ssh\nremote=192.0.2.1\n";
        Files.writeString(folder.resolve("a-wifi.nmconnection"), "[connection]\ntype=wifi\n");
        refuses(folder, Why.NO_PROFILES);
        Files.writeString(folder.resolve("bad.nmconnection"), plugin + "port=many\n");
        Files.createDirectory(folder.resolve("c.json"));
        Files.writeString(folder.resolve("work.nmconnection"), plugin);
        run(folder, "tar", "-czf", "../all.tgz", ".");
        run(
                folder,
                "python3",
                "-m",
                "zipfile",
                "-c",
                "../all.zip",
                "a-wifi.nmconnection",
                "bad.nmconnection",
                "work.nmconnection");
        for (Path each : List.of(folder, home.resolve("all.tgz"), home.resolve("all.zip"))) {
            Archive.Contents contents = Archive.read(each);
            assertThat(contents.candidates())
                    .as("%s", each)
                    .extracting(found -> profile(found).name())
                    .containsExactly("work");
            assertThat(contents.failures().getFirst())
                    .hasMessageContaining("BROKEN")
                    .hasMessageContaining("bad.nmconnection");
            assertThat(contents.failures()).as("%s", each).hasSize(each.equals(folder) ? 2 : 1);
            assertThatThrownBy(contents::check).isInstanceOf(ImportException.class);
        }
    }

    private static void run(Path folder, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    /** An entry's name is only shown; nothing is written anywhere. */
    @Test
    void anEntryThatWouldLeadElsewhereIsAProfileLikeAnother() throws Exception {
        Path zip = zip("../../evil.json", OFFICE.getBytes(StandardCharsets.UTF_8));
        assertThat(Archive.read(zip).candidates())
                .extracting(each -> profile(each).name())
                .containsExactly("office");
        assertThat(home.resolveSibling("evil.json")).doesNotExist();
    }

    @Test
    void anArchiveThatGrowsWithoutEndIsLeft() throws Exception {
        refuses(zip("bomb.json", new byte[80 << 20]), Why.TOO_LARGE);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(many)) {
            for (int i = 0; i <= 1000; i++) {
                zip.putNextEntry(new ZipEntry(i + ".txt"));
                zip.closeEntry();
            }
        }
        refuses(Files.write(home.resolve("many.zip"), many.toByteArray()), Why.TOO_MANY);
    }

    private Path zip(String entry, byte[] content) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
            zip.closeEntry();
        }
        return Files.write(home.resolve("one.zip"), bytes.toByteArray());
    }
}

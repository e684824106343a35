package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.NameMachine;
import dev.culvert.lab.NameMachine.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** culvert-dns by itself, where each of those rules that it knows; that nothing else is asked is {@code DnsTest}'s. */
@Tag("lab")
class CulvertDnsTest {
    private static final String HERE = "0-123";
    private static final String JOURNAL = "/var/lib/culvert/dns/123/link." + HERE + "=vt";

    private Lab lab;
    private NameMachine machine;

    @BeforeEach
    @SuppressWarnings("NullAway.Init") // each test starts its own kind
    void start() {
        lab = Lab.start();
        lab.client().run("ip", "tuntap", "add", "vt", "mode", "tun").ok();
        lab.client().run("ip", "link", "set", "vt", "up").ok();
    }

    @AfterEach
    void end() {
        lab.close();
    }

    /** What another program has resolv.conf written from then on must not bring its servers back while the tunnel is up. */
    @ParameterizedTest
    @CsvSource({
        "OPENRESOLV, resolvconf, printf 'nameserver 10.77.0.2\\nsearch lan\\n' | resolvconf -a vc.dhcp",
        "NETWORK_MANAGER, network-manager, nmcli connection up vc"
    })
    void toldToWhoeverWritesResolvConf(Kind kind, String way, String again) {
        machine = NameMachine.start(lab, kind);
        String before = machine.snapshot();
        assertThat(dns("which")).isEqualTo("ok " + way);
        assertThat(dns("set", HERE, "vt", "split", "10.0.0.53,fd00::53", "corp.example.org"))
                .isEqualTo("ok " + way);
        assertThat(nameservers()).containsExactly("10.0.0.53", "fd00::53");
        machine.run("sh", "-c", again).ok();
        assertThat(nameservers()).containsExactly("10.0.0.53", "fd00::53");
        assertThat(dns("unset", HERE, "vt")).isEqualTo("ok");
        assertThat(machine.snapshot()).isEqualTo(before);

        dns("set", HERE, "vt", "all", "10.0.0.53", "-");
        assertThat(dns("recover", HERE)).isEqualTo("ok");
        assertThat(machine.snapshot()).isEqualTo(before);
    }

    /** Programs that read resolved's servers in resolv.conf would ask all of them. */
    @Test
    void resolvConfOfResolvedsServersLeadsToItsStubMeanwhile() {
        machine = NameMachine.start(lab, Kind.RESOLVED);
        machine.run("ln", "-sf", "../run/systemd/resolve/resolv.conf", "/etc/resolv.conf")
                .ok();
        String before = machine.snapshot();
        assertThat(dns("set", HERE, "vt", "all", "10.0.0.53", "-")).isEqualTo("ok resolved stub");
        assertThat(nameservers()).containsExactly("127.0.0.53");
        assertThat(machine.run("resolvectl", "domain").ok().out())
                .contains("(vt): ~.")
                .doesNotContain("lan");
        assertThat(dns("recover", HERE)).isEqualTo("ok");
        assertThat(machine.snapshot()).isEqualTo(before);
    }

    @Test
    void aFileIsOnlyEverPutBackWhereItIsOurs() {
        machine = NameMachine.start(lab, Kind.FILE);
        String before = machine.snapshot();
        assertThat(dns("recover", HERE)).as("nothing to do").isEqualTo("ok");

        // two tunnels, in whichever order they end
        dns("set", HERE, "vt", "all", "10.0.0.53", "-");
        dns("set", HERE, "vu", "all", "10.0.0.54", "-");
        assertThat(nameservers()).containsExactly("10.0.0.54", "10.0.0.53");
        dns("set", HERE, "vt", "all", "10.0.0.53", "-");
        assertThat(nameservers()).as("said again").containsExactly("10.0.0.54", "10.0.0.53");
        dns("unset", HERE, "vt");
        assertThat(nameservers()).containsExactly("10.0.0.54");
        assertThat(dns("set", "0-124", "vt", "all", "10.0.0.55", "-"))
                .isEqualTo("failed /etc/resolv.conf is that of a tunnel in another network namespace");
        dns("recover", HERE);
        assertThat(machine.snapshot()).isEqualTo(before);

        // written by somebody else meanwhile
        dns("set", HERE, "vt", "all", "10.0.0.53", "-");
        shell("echo nameserver 10.77.0.3 >/etc/resolv.conf");
        dns("unset", HERE, "vt");
        assertThat(nameservers()).containsExactly("10.77.0.3");

        // the machine was restarted: whoever starts first puts the file back
        shell("echo nameserver 10.77.0.2 >/etc/resolv.conf");
        before = machine.snapshot();
        dns("set", HERE, "vt", "all", "10.0.0.53", "-");
        shell("sed -i 's/^boot .*/boot another/' '" + JOURNAL + "'");
        dns("recover", "5-77");
        assertThat(machine.snapshot()).isEqualTo(before);

        // a link, as Debian's resolvconf has it; nothing at all; a mount of its own, as in containers
        for (String setUp : List.of(
                "mkdir /run/resolvconf; mv /etc/resolv.conf /run/resolvconf; ln -s ../run/resolvconf/resolv.conf /etc",
                "rm /etc/resolv.conf",
                "echo nameserver 10.77.0.4 >/run/own; : >/etc/resolv.conf; mount --bind /run/own /etc/resolv.conf")) {
            shell(setUp);
            String was = shell("stat -c '%N %a' /etc/resolv.conf; cat /etc/resolv.conf; :");
            assertThat(dns("set", HERE, "vt", "all", "10.0.0.53", "-"))
                    .as(setUp)
                    .isEqualTo("ok file");
            assertThat(nameservers()).as(setUp).containsExactly("10.0.0.53");
            assertThat(dns("unset", HERE, "vt")).isEqualTo("ok");
            assertThat(shell("stat -c '%N %a' /etc/resolv.conf; cat /etc/resolv.conf; :"))
                    .as(setUp)
                    .isEqualTo(was);
        }
    }

    /** culvert-root has looked at the words already; this looks again. */
    @Test
    void nothingIsDoneWithWordsOfAnotherForm() {
        machine = NameMachine.start(lab, Kind.FILE);
        String before = machine.snapshot();
        for (String words : List.of(
                "which now",
                "set 0-1 vt all 10.0.0.53",
                "set 0-1 vt all 10.0.0.256 -",
                "set 0-1 vt all 10.0.0.53, -",
                "set 0-1 vt all , -",
                "set 0-1 vt all 1:2:3 -",
                "set 0-1 vt all 1::2::3 -",
                "set 0-1 vt all fe80::1%vt -",
                "set 0-1 vt some 10.0.0.53 -",
                "set 0-1 vt all 10.0.0.53 a..b",
                "set 0-1 vt all 10.0.0.53 -a",
                "set 0-1 -vt all 10.0.0.53 -",
                "set 0-1 ../vt all 10.0.0.53 -",
                "set 0-1 2 all 10.0.0.53 -",
                "set ../1 vt all 10.0.0.53 -",
                "unset 0-1",
                "unset 0-1 ../vt",
                "recover",
                "recover ..",
                "reset 0-1")) {
            machine.run(Stream.concat(Stream.of(script()), Stream.of(words.split(" ")))
                            .toArray(String[]::new))
                    .ended(2);
        }
        machine.run(script(), "set", "0-1", "vt", "all", "10.0.0.53\nnameserver 10.0.0.54", "-")
                .ended(2);
        assertThat(machine.snapshot()).isEqualTo(before);
    }

    private static String script() {
        return RootedHelper.SCRIPT.resolveSibling("culvert-dns").toString();
    }

    private String dns(String... words) {
        return machine.run(Stream.concat(Stream.of(script()), Stream.of(words)).toArray(String[]::new))
                .ok()
                .out()
                .strip();
    }

    private String shell(String command) {
        return machine.run("sh", "-c", command).ok().out();
    }

    private List<String> nameservers() {
        return shell("cat /etc/resolv.conf")
                .lines()
                .filter(line -> line.startsWith("nameserver "))
                .map(line -> line.substring("nameserver ".length()))
                .toList();
    }
}

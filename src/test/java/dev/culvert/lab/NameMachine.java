package dev.culvert.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The client's machine with an {@code /etc}, {@code /run} and {@code /var/lib/culvert} of its own: namespaces of the network share the
 * host's. In it runs what decides whom programs ask for names, as Debian's packages have it ({@code src/dev/test install} unpacks
 * them, for installed they would change the host's own DNS). Its first DNS server is {@link Lab#SERVER4}, its domain {@code lan}.
 */
public final class NameMachine {
    private static final Path TOOLS =
            Path.of(System.getProperty("basedir", System.getProperty("user.dir")), "target/dns");
    private static final Duration START = Duration.ofSeconds(20);

    /** What rules. */
    public enum Kind {
        FILE("""
                printf 'nameserver 10.77.0.2\nsearch lan\noptions timeout:1 attempts:1\n' >/etc/resolv.conf
                chmod 640 /etc/resolv.conf
                """),
        RESOLVED("""
                bus
                echo systemd-resolve:x:54995:54995::/:/usr/sbin/nologin >>/etc/passwd
                rm -f /etc/resolv.conf
                mkdir -p /run/systemd/resolve
                chown 54995:54995 /run/systemd/resolve
                /lib/systemd/systemd-resolved >/dev/null 2>&1 &
                until resolvectl dns vc 10.77.0.2 2>/dev/null; do sleep 0.05; done
                resolvectl domain vc lan
                ln -s ../run/systemd/resolve/stub-resolv.conf /etc/resolv.conf
                """),
        OPENRESOLV("""
                rm -f /etc/resolv.conf
                mkdir -p /run/resolvconf
                printf 'nameserver 10.77.0.2\nsearch lan\n' | resolvconf -a vc.dhcp
                """),
        NETWORK_MANAGER("""
                bus
                mount -o remount,bind,ro /sys # or it waits for udev
                mkdir -p /var/lib/NetworkManager
                mount -t tmpfs tmpfs /var/lib/NetworkManager
                mkdir -p /etc/NetworkManager/system-connections
                cat >/etc/NetworkManager/NetworkManager.conf <<'E'
                [main]
                plugins=keyfile
                dns=default
                rc-manager=file
                auth-polkit=false
                no-auto-default=*
                E
                cat >/etc/NetworkManager/system-connections/vc.nmconnection <<'E'
                [connection]
                id=vc
                type=ethernet
                interface-name=vc
                [ipv4]
                method=manual
                address1=10.77.0.1/24
                dns=10.77.0.2;
                dns-search=lan;
                [ipv6]
                method=disabled
                E
                chmod 600 /etc/NetworkManager/system-connections/vc.nmconnection
                NetworkManager --no-daemon >/dev/null 2>&1 &
                until nmcli connection up vc >/dev/null 2>&1; do sleep 0.1; done
                until grep -q '^nameserver 10.77.0.2' /etc/resolv.conf; do sleep 0.05; done
                """);

        private final String script;

        Kind(String script) {
            this.script = script;
        }
    }

    private final Lab lab;
    private final List<String> enter;

    private NameMachine(Lab lab, long pid) {
        this.lab = lab;
        enter = List.of("nsenter", "--mount=/proc/" + pid + "/ns/mnt", "--wd=" + lab.dir());
    }

    /** Returns once it answers. It ends with the lab. */
    public static NameMachine start(Lab lab, Kind kind) {
        if (kind != Kind.FILE && !Files.isDirectory(TOOLS.resolve(kind.name()))) {
            throw new AssertionError(
                    "src/dev/test install unpacks what is missing here: " + TOOLS.resolve(kind.name()));
        }
        String script = """
                set -eu
                mount --make-rprivate /
                mkdir private
                mount -t tmpfs tmpfs private
                cp -a /etc private/etc
                mkdir private/run private/culvert
                tools=$1/$2
                if [ -d "$tools" ]; then
                  cp -a "$tools/etc/." private/etc
                  for top in usr usr/lib usr/sbin; do
                    part=$tools/${top#usr/}
                    if [ -d "$part" ]; then mount -t overlay -o "lowerdir=$part:/$top" overlay "/$top"; fi
                  done
                fi
                mount --bind private/etc /etc
                mkdir -p /var/lib/culvert
                mount --bind private/culvert /var/lib/culvert
                mount --bind private/run /run
                bus() {
                  mkdir -p /run/dbus
                  cat >/run/dbus/conf <<'E'
                <busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen>
                <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/></policy></busconfig>
                E
                  dbus-daemon --config-file=/run/dbus/conf --nofork 2>/dev/null &
                  until [ -S /run/dbus/system_bus_socket ]; do sleep 0.05; done
                }
                %s
                echo ready
                exec sleep infinity
                """.formatted(kind.script);
        Background holder =
                lab.client().start("unshare", "--mount", "sh", "-c", script, "machine", TOOLS.toString(), kind.name());
        holder.awaitText("ready\n", START);
        return new NameMachine(lab, holder.pid());
    }

    public Ran run(String... command) {
        return lab.client()
                .run(Stream.concat(enter.stream(), Stream.of(command)).toArray(String[]::new));
    }

    public Ran culvert(String... arguments) {
        return command().run(arguments);
    }

    /** The command line on this machine, to be started. */
    public CulvertCommand command() {
        return lab.culvert().through(enter.toArray(String[]::new));
    }

    /** What a command begins with that runs on this machine. */
    public List<String> enter() {
        return enter;
    }

    /** Whom programs ask, as text to compare byte for byte: resolv.conf with its mode and target, and what resolved tells of its links. */
    public String snapshot() {
        return run("sh", "-c", """
                stat -c '%N %a %u:%g' /etc/resolv.conf; cat /etc/resolv.conf; ls /var/lib/culvert/dns 2>/dev/null | grep -v lock
                if [ -d /run/systemd/resolve ]; then
                  for what in dns domain default-route llmnr mdns; do resolvectl $what; done
                fi
                ls /run/NetworkManager/conf.d 2>/dev/null || :
                """).ok().out();
    }

    /** The first IPv4 address of a name, asked as programs do; empty without an answer. */
    public String address(String name) {
        String out = run("getent", "ahostsv4", name).out();
        return out.isEmpty() ? "" : out.substring(0, out.indexOf(' '));
    }
}

package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.ssh.RealSshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists written by ssh-keygen, each key looked up by it and by us. */
class RevokedKeysTest {
    @TempDir
    Path directory;

    private static boolean isRevokedForSshKeygen(Path list, Path publicKey) throws Exception {
        Process process = new ProcessBuilder("ssh-keygen", "-Q", "-f", list.toString(), publicKey.toString())
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        int status = process.waitFor();
        assertThat(status).isIn(0, 1);
        return status == 1;
    }

    private static SshKey key(Path publicKey) throws Exception {
        return SshKey.parse(Files.readString(publicKey).split(" ", -1)[1]);
    }

    private Path krl(String specification, String... options) throws Exception {
        Path text = Files.writeString(directory.resolve("specification"), specification);
        Path list = directory.resolve("krl");
        List<String> command = new java.util.ArrayList<>(List.of("ssh-keygen", "-q", "-k", "-f", list.toString()));
        command.addAll(List.of(options));
        command.add(text.toString());
        RealSshd.run(command.toArray(String[]::new));
        return list;
    }

    @Test
    void agreesWithSshKeygen() throws Exception {
        Path authority = Keygen.key(directory.resolve("ca"));
        Path other = Keygen.key(directory.resolve("other-ca"));
        Path plain = Keygen.key(directory.resolve("plain"));
        Path rsa = Keygen.key(directory.resolve("rsa"), "rsa -b 2048");
        Map<String, Path> keys = new LinkedHashMap<>();
        keys.put("plain", Path.of(plain + ".pub"));
        keys.put("rsa", Path.of(rsa + ".pub"));
        for (int serial : new int[] {0, 1, 5, 6, 7, 63, 64, 65, 300, 1000}) {
            Path host = directory.resolve("host" + serial);
            Keygen.key(host);
            Keygen.certify(authority, host, "-h", "-n", "h", "-z", Integer.toString(serial));
            keys.put("serial " + serial, Path.of(host + "-cert.pub"));
        }
        Path foreign = Keygen.key(directory.resolve("foreign"));
        Keygen.certify(other, foreign, "-h", "-n", "h", "-z", "5");
        keys.put("foreign 5", Path.of(foreign + "-cert.pub"));

        String ca = authority + ".pub";
        Map<String, Path> lists = new LinkedHashMap<>();
        lists.put("key", Files.copy(krl("key: " + Keygen.publicLine(plain) + "\n"), directory.resolve("k1")));
        lists.put("sha1", Files.copy(krl("sha1: " + Keygen.publicLine(rsa) + "\n"), directory.resolve("k2")));
        lists.put("sha256", Files.copy(krl("sha256: " + Keygen.publicLine(plain) + "\n"), directory.resolve("k3")));
        lists.put("serials", Files.copy(krl("serial: 5\nserial: 300\n", "-s", ca), directory.resolve("k4")));
        lists.put(
                "bitmap",
                Files.copy(
                        krl("serial: 5-7\nserial: 63\nserial: 65\nserial: 9\nserial: 11\n", "-s", ca),
                        directory.resolve("k5")));
        lists.put("range", Files.copy(krl("serial: 6-900\n", "-s", ca), directory.resolve("k6")));
        lists.put("id", Files.copy(krl("id: test\n", "-s", ca), directory.resolve("k7")));
        lists.put("authority", Files.copy(krl("key: " + Keygen.publicLine(authority) + "\n"), directory.resolve("k8")));
        lists.put("any authority", Files.copy(krl("serial: 5\n", "-s", "none"), directory.resolve("k9")));
        lists.put(
                "lines",
                Files.writeString(directory.resolve("k10"), "# revoked\n\n" + Keygen.publicLine(plain) + "\n"));
        int revoked = 0;
        for (var list : lists.entrySet()) {
            for (var each : keys.entrySet()) {
                boolean expected = list.getKey().equals("lines")
                        ? each.getKey().equals("plain")
                        : isRevokedForSshKeygen(list.getValue(), each.getValue());
                revoked += expected ? 1 : 0;
                assertThat(RevokedKeys.contain(list.getValue(), key(each.getValue())))
                        .as(list.getKey() + ": " + each.getKey())
                        .isEqualTo(expected);
            }
        }
        assertThat(revoked).isGreaterThan(25);
    }

    @Test
    void whatCannotBeReadIsAnError() throws Exception {
        SshKey key = Keygen.publicKey(Keygen.key(directory.resolve("plain")));
        assertThatThrownBy(() -> RevokedKeys.contain(directory.resolve("missing"), key))
                .isInstanceOf(IOException.class);
        Path nonsense = Files.writeString(directory.resolve("nonsense"), "nonsense\n");
        assertThatThrownBy(() -> RevokedKeys.contain(nonsense, key)).isInstanceOf(IOException.class);
        Path cut = krl("key: " + Keygen.publicLine(directory.resolve("plain")) + "\n");
        byte[] bytes = Files.readAllBytes(cut);
        Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length - 3));
        assertThatThrownBy(() -> RevokedKeys.contain(cut, key)).isInstanceOf(IOException.class);
    }

    /** Bytes changed, cut and put in at random: an answer or an IOException, soon. */
    @Test
    void staysWithinItsBounds() throws Exception {
        Path authority = Keygen.key(directory.resolve("ca"));
        Path host = Keygen.key(directory.resolve("host"));
        SshKey certificate = Keygen.certify(authority, host, "-h", "-z", "70");
        Path list = krl(
                "serial: 1-3\nserial: 64\nserial: 66\nserial: 70\nid: x\nkey: " + Keygen.publicLine(host) + "\n",
                "-s",
                authority + ".pub");
        byte[] good = Files.readAllBytes(list);
        Random random = new Random(7);
        int unread = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt();
            }
            if (i % 3 == 0) {
                bytes = java.util.Arrays.copyOf(bytes, 8 + random.nextInt(bytes.length));
            }
            try {
                Krl.parse(bytes).revokes(certificate);
            } catch (SshReader.MalformedException e) {
                unread++;
            }
        }
        assertThat(unread).isGreaterThan(1000);
    }
}

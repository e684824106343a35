package dev.culvert.control.keys;

import dev.culvert.control.keys.SshReader.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the user's key and certificate files hold. Tells the person what is of no use, and why. */
final class OwnKeys {
    private static final Logger LOG = LoggerFactory.getLogger(OwnKeys.class);

    private final Person person;
    private final List<SshKey> keys = new ArrayList<>();
    private final List<Identity.InFile> plain = new ArrayList<>();
    private final List<Certified> certificates = new ArrayList<>();
    private final List<PrivateKeyFile> opened = new ArrayList<>();

    private OwnKeys(Person person) {
        this.person = person;
    }

    /** A certificate, and where it stands. */
    record Certified(SshKey certificate, Path file) {}

    /**
     * Asks for the passphrase of a file that hides which key it holds, as ssh does: an encrypted PEM file without {@code .pub}.
     *
     * @param unlocked what another process opened
     */
    static OwnKeys read(KeySources sources, List<LoadedKey> unlocked, Person person) {
        OwnKeys own = new OwnKeys(person);
        List<LoadedKey> handed = new ArrayList<>(unlocked);
        for (Path path : sources.files()) {
            KeyFile file = new KeyFile(path);
            if (file.exists()) {
                own.attempt(
                        path,
                        () -> own.readKey(file, handed, sources.certificates().isEmpty()));
            } else if (sources.named()) {
                person.tell("keyMissing", "file", path.toString());
            }
        }
        for (Path path : sources.certificates()) {
            own.attempt(path, () -> own.readCertificate(path));
        }
        return own;
    }

    private interface Reading {
        void run() throws IOException;
    }

    private void attempt(Path path, Reading reading) {
        try {
            reading.run();
        } catch (IOException | MalformedException e) {
            LOG.debug("key file {}", path, e);
            person.tell("keyUnreadable", "file", path.toString());
        }
    }

    private void readKey(KeyFile file, List<LoadedKey> handed, boolean withCertificate) throws IOException {
        PrivateKeyFile holder = new PrivateKeyFile(file, person);
        Optional<SshKey> clear = file.publicKey();
        Optional<LoadedKey> mine = handed.stream()
                .filter(each -> clear.isEmpty() || clear.get().equals(each.key()))
                .findFirst();
        mine.ifPresent(holder::unlockWith);
        mine.ifPresent(handed::remove);
        Optional<SshKey> key = clear.isPresent() ? clear : holder.unlock().map(LoadedKey::key);
        if (key.isEmpty() || !isTaken(key.get(), file)) {
            return;
        }
        keys.add(key.get().plain());
        if (withCertificate) {
            file.certificate()
                    .filter(certificate -> certificate.plain().equals(key.get()))
                    .ifPresent(certificate -> certificates.add(new Certified(certificate, file.certificateFile())));
        }
        // the agent may hold what is public alone; a security key is the agent's affair
        if (file.isPrivate() && !isSecurityKey(key.get())) {
            opened.add(holder);
            plain.add(new Identity.InFile(key.get(), holder));
        }
    }

    static boolean isSecurityKey(SshKey key) {
        return key.plainType().startsWith("sk-");
    }

    private boolean isTaken(SshKey key, KeyFile file) {
        if (Signatures.takes(key)) {
            return true;
        }
        person.tell(
                "keyWeak",
                "file",
                file.path().toString(),
                "type",
                key.shortName(),
                "bits",
                Integer.toString(key.bits()));
        return false;
    }

    private void readCertificate(Path path) throws IOException {
        Optional<SshKey> certificate = KeyFile.certificateIn(path);
        if (certificate.isPresent() && Signatures.takes(certificate.get())) {
            certificates.add(new Certified(certificate.get(), path));
        } else {
            person.tell("noUserCertificate", "file", path.toString());
        }
    }

    /** Public keys, certified or not, in the files' order. */
    List<SshKey> keys() {
        return keys;
    }

    /** Whether a file names this key of the agent's, or a certificate of it. */
    boolean names(SshKey held) {
        SshKey key = held.plain();
        return keys.contains(key)
                || certificates.stream()
                        .anyMatch(each -> each.certificate().plain().equals(key));
    }

    List<Identity.InFile> plain() {
        return plain;
    }

    List<PrivateKeyFile> opened() {
        return opened;
    }

    /** The certificates, each with who can sign: the agent that holds its key, else the file. */
    List<Identity> certificates(List<Identity.InAgent> agent) {
        List<Identity> list = new ArrayList<>();
        for (Certified each : certificates) {
            SshKey certificate = each.certificate();
            if (!Certificate.of(certificate).isValidAt(Clock.systemUTC().instant())) {
                person.tell("certificateExpired", "file", each.file().toString());
            }
            Optional<Identity> holder = agent.stream()
                    .filter(held -> held.key().equals(certificate.plain()))
                    .<Identity>map(held -> held.certifiedBy(certificate))
                    .findFirst();
            Optional<Identity> signer = holder.or(() -> plain.stream()
                    .filter(file -> file.key().equals(certificate.plain()))
                    .<Identity>map(file -> new Identity.InFile(certificate, file.file()))
                    .findFirst());
            signer.ifPresentOrElse(
                    list::add,
                    () -> person.tell("certificateAlone", "file", each.file().toString()));
        }
        return list;
    }
}

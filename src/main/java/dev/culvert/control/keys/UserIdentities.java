package dev.culvert.control.keys;

import dev.culvert.control.keys.SshReader.MalformedException;
import dev.culvert.profile.Profile.AuthMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the user can log in with, in the order it is offered. As {@code ssh} has it: certificates, then the agent's keys that are
 * also among the key files, the agent's others, the files' others; agent and files the other way round when the profile says so.
 */
final class UserIdentities {
    private static final Logger LOG = LoggerFactory.getLogger(UserIdentities.class);

    /** ssh's own names, the strongest first. */
    private static final List<String> DEFAULT_FILES = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private final Map<SshKey, Identity> identities;
    private final List<PrivateKeyFile> files;

    private UserIdentities(Map<SshKey, Identity> identities, List<PrivateKeyFile> files) {
        this.identities = identities;
        this.files = files;
    }

    static UserIdentities load(
            LoginTarget target,
            List<AuthMethod> methods,
            UserEnvironment environment,
            List<LoadedKey> unlocked,
            Person person) {
        boolean useAgent = methods.contains(AuthMethod.AGENT);
        boolean useFiles = methods.contains(AuthMethod.KEY);
        Files files = useFiles || useAgent ? readFiles(target, environment, unlocked, person) : new Files();
        List<Identity> agent = useAgent ? agentKeys(environment, person) : List.of();

        List<Identity> ordered = new ArrayList<>();
        if (useFiles) {
            ordered.addAll(files.certificates(agent));
        }
        List<Identity> agentFirst = new ArrayList<>();
        agent.stream().filter(each -> files.keys.contains(each.key().plain())).forEach(agentFirst::add);
        agentFirst.addAll(agent);
        List<Identity> own = useFiles ? files.plain : List.of();
        if (methods.indexOf(AuthMethod.KEY) >= 0
                && methods.indexOf(AuthMethod.KEY) < methods.indexOf(AuthMethod.AGENT)) {
            ordered.addAll(own);
            ordered.addAll(agentFirst);
        } else {
            ordered.addAll(agentFirst);
            ordered.addAll(own);
        }
        Map<SshKey, Identity> identities = new LinkedHashMap<>();
        ordered.forEach(each -> identities.putIfAbsent(each.key(), each));
        return new UserIdentities(identities, files.opened);
    }

    /** What was found in files: public keys in order, and who can sign with them. */
    private static final class Files {
        final List<SshKey> keys = new ArrayList<>();
        final List<Identity> plain = new ArrayList<>();
        final List<Identity.InFile> certificates = new ArrayList<>();
        final List<PrivateKeyFile> opened = new ArrayList<>();

        /** The certificates, each with the agent's key in place of the file's where the agent holds it. */
        List<Identity> certificates(List<Identity> agent) {
            List<Identity> list = new ArrayList<>();
            for (Identity.InFile certificate : certificates) {
                Optional<Identity.InAgent> holder = agent.stream()
                        .filter(each -> each.key().equals(certificate.key().plain()))
                        .map(Identity.InAgent.class::cast)
                        .findFirst();
                list.add(holder.<Identity>map(held -> new Identity.InAgent(
                                certificate.key(), certificate.comment(), held.agent(), held.person(), held.key()))
                        .orElse(certificate));
            }
            return list;
        }
    }

    private static Files readFiles(
            LoginTarget target, UserEnvironment environment, List<LoadedKey> unlocked, Person person) {
        boolean named = !target.keys().isEmpty();
        List<Path> paths = named
                ? target.keys()
                : DEFAULT_FILES.stream().map(environment.ssh()::resolve).toList();
        Files found = new Files();
        List<LoadedKey> handed = new ArrayList<>(unlocked);
        for (Path path : paths) {
            KeyFile file = new KeyFile(path);
            if (!file.exists()) {
                if (named) {
                    person.tell("keyMissing", "file", path.toString());
                }
                continue;
            }
            try {
                read(file, found, handed, person);
            } catch (IOException | MalformedException e) {
                LOG.debug("key file {}", path, e);
                person.tell("keyUnreadable", "file", path.toString());
            }
        }
        return found;
    }

    private static void read(KeyFile file, Files found, List<LoadedKey> unlocked, Person person) throws IOException {
        PrivateKeyFile holder = new PrivateKeyFile(file, person);
        Optional<SshKey> clear = file.publicKey();
        Optional<LoadedKey> handed = unlocked.stream()
                .filter(each -> clear.isEmpty() || clear.get().equals(each.key()))
                .findFirst();
        handed.ifPresent(holder::unlockWith);
        handed.ifPresent(unlocked::remove);
        // as ssh, which cannot tell such a key's name to the server either: the passphrase is asked for now
        Optional<SshKey> key = clear.isPresent() ? clear : holder.unlock().map(LoadedKey::key);
        if (key.isEmpty() || !isTaken(key.get(), file, person)) {
            return;
        }
        found.keys.add(key.get());
        if (!file.isPrivate() || key.get().type().startsWith("sk-")) {
            // the agent may hold it; a security key is the agent's affair
            return;
        }
        found.opened.add(holder);
        found.plain.add(new Identity.InFile(key.get(), holder));
        file.certificate()
                .filter(certificate -> certificate.plain().equals(key.get()))
                .ifPresent(certificate -> found.certificates.add(new Identity.InFile(certificate, holder)));
    }

    private static boolean isTaken(SshKey key, KeyFile file, Person person) {
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

    private static List<Identity> agentKeys(UserEnvironment environment, Person person) {
        Optional<Path> socket = environment.agentSocket();
        if (socket.isEmpty()) {
            return List.of();
        }
        AgentClient agent = new AgentClient(socket.get());
        try {
            List<Identity> keys = new ArrayList<>();
            for (AgentClient.Entry entry : agent.identities()) {
                keys.add(new Identity.InAgent(entry.key(), entry.comment(), agent, person, entry.key()));
            }
            return keys;
        } catch (IOException e) {
            // as ssh: an agent that is not there is no reason to stop
            LOG.debug("ssh-agent at {}", socket.get(), e);
            return List.of();
        }
    }

    List<Identity> all() {
        return List.copyOf(identities.values());
    }

    Optional<Identity> of(SshKey key) {
        return Optional.ofNullable(identities.get(key));
    }

    /** The private keys that a passphrase opened, as PKCS#8. */
    List<byte[]> unlocked() {
        return files.stream()
                .flatMap(file -> file.unlocked().stream())
                .map(LoadedKey::pkcs8)
                .toList();
    }

    void forget() {
        files.forEach(PrivateKeyFile::forget);
    }
}

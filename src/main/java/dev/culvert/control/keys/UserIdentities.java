package dev.culvert.control.keys;

import dev.culvert.profile.Profile.AuthMethod;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
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

    private final Map<SshKey, Identity> identities;
    private final List<PrivateKeyFile> files;

    private UserIdentities(Map<SshKey, Identity> identities, List<PrivateKeyFile> files) {
        this.identities = identities;
        this.files = files;
    }

    static UserIdentities load(KeySources sources, List<AuthMethod> methods, List<LoadedKey> unlocked, Person person) {
        boolean useAgent = methods.contains(AuthMethod.AGENT);
        boolean useFiles = methods.contains(AuthMethod.KEY);
        if (!useAgent && !useFiles) {
            return new UserIdentities(Map.of(), List.of());
        }
        OwnKeys own = OwnKeys.read(sources, unlocked, person);
        List<Identity.InAgent> agent = useAgent ? agentKeys(sources, own, person) : List.of();
        if (sources.pkcs11() != null && agent.isEmpty()) {
            person.tell("tokenNeedsAgent", "library", sources.pkcs11());
        }
        List<Identity> ordered = new ArrayList<>();
        if (useFiles) {
            ordered.addAll(own.certificates(agent));
        }
        List<Identity> agentFirst = new ArrayList<>();
        agent.stream().filter(each -> own.names(each.key())).forEach(agentFirst::add);
        agentFirst.addAll(agent);
        List<Identity.InFile> plain = useFiles ? own.plain() : List.of();
        if (useFiles && methods.indexOf(AuthMethod.KEY) < methods.indexOf(AuthMethod.AGENT)) {
            ordered.addAll(plain);
            ordered.addAll(agentFirst);
        } else {
            ordered.addAll(agentFirst);
            ordered.addAll(plain);
        }
        Map<SshKey, Identity> identities = new LinkedHashMap<>();
        ordered.forEach(each -> identities.putIfAbsent(each.key(), each));
        for (SshKey key : own.keys()) {
            if (OwnKeys.isSecurityKey(key) && !identities.containsKey(key)) {
                person.tell("securityKeyNeedsAgent", "key", key.fingerprint());
            }
        }
        return new UserIdentities(identities, own.opened());
    }

    private static List<Identity.InAgent> agentKeys(KeySources sources, OwnKeys own, Person person) {
        if (sources.agent().isEmpty()) {
            return List.of();
        }
        Path socket = sources.agent().get();
        AgentClient agent =
                new AgentClient(AgentDoor.at(socket), AgentClient.Patience.USUAL, () -> person.tell("agentWaits"));
        try {
            List<Identity.InAgent> keys = new ArrayList<>();
            for (AgentClient.Entry entry : agent.identities()) {
                if (Signatures.takes(entry.key()) && (!sources.identitiesOnly() || own.names(entry.key()))) {
                    keys.add(new Identity.InAgent(entry.key(), entry.comment(), agent, person, entry.key()));
                }
            }
            return keys;
        } catch (SocketException | FileNotFoundException e) {
            // as ssh: an agent that is not there is not worth a word
            LOG.debug("ssh-agent at {}", socket, e);
            return List.of();
        } catch (IOException e) {
            LOG.debug("ssh-agent at {}", socket, e);
            person.tell("agentUnheard", "agent", socket.toString(), "reason", String.valueOf(e.getMessage()));
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

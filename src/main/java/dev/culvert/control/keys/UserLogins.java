package dev.culvert.control.keys;

import dev.culvert.control.LoginSide;
import dev.culvert.control.Prompts;
import dev.culvert.control.keys.SshReader.MalformedException;
import dev.culvert.control.sshconfig.SshConfigException;
import dev.culvert.control.sshconfig.SshSettings;
import dev.culvert.control.sshconfig.UserEnvironment;
import dev.culvert.control.words.Messages;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the user's side of logins from ssh's own files and agent. Thread-safe. */
public final class UserLogins implements LoginSide.Factory {
    private final UserEnvironment environment;
    private final Prompts prompts;
    private final Supplier<Messages> words;
    private final Set<SshSettings.Place> toldOf = ConcurrentHashMap.newKeySet();

    /** @param words in the language of the moment, for what the person is told */
    public UserLogins(UserEnvironment environment, Prompts prompts, Supplier<Messages> words) {
        this.environment = environment;
        this.prompts = prompts;
        this.words = words;
    }

    @Override
    public LoginSide of(Profile profile, LoginSide.Carried carried) throws TunnelException {
        try {
            List<LoadedKey> keys = new ArrayList<>();
            for (byte[] each : carried.unlockedKeys()) {
                keys.add(LoadedKey.of(each));
            }
            Person person = new Person(prompts, words.get(), profile.name());
            UserWay way = UserWay.of(profile, environment);
            List<UserLogin> hops = new ArrayList<>();
            for (LoginTarget target : way.hops()) {
                int hop = hops.size();
                boolean isServer = hop == way.hops().size() - 1;
                hops.add(new UserLogin(
                        isServer ? profile : onTheWay(profile),
                        target,
                        isServer,
                        environment,
                        keys,
                        hostKeys(carried, hop),
                        person));
                tellOfSkippedExec(target.settings(), person);
            }
            Optional<ProxyCommand> command = Optional.ofNullable(way.command())
                    .map(each -> new ProxyCommand(
                            each, environment.shell(), way.hops().getFirst().server(), person));
            return new UserChain(
                    way.reach(),
                    command,
                    hops,
                    alive(profile, way.hops().getLast()),
                    new ProxyPassword(way.reach(), carried, person));
        } catch (TunnelException e) {
            throw e;
        } catch (SshConfigException e) {
            throw new TunnelException(e.failure(), e);
        } catch (IOException | MalformedException | IllegalArgumentException e) {
            throw new TunnelException(Failure.of(FailureCause.INTERNAL, "reason", String.valueOf(e.getMessage())), e);
        }
    }

    /** As ssh_config asks the server whether it is alive, where it does and the profile says nothing else. */
    private static LoginOffer.@Nullable Alive alive(Profile profile, LoginTarget server) {
        SshSettings.Connection settings = server.settings().connection();
        long interval = settings.aliveInterval().toSeconds();
        return interval > 0 && profile.keepalive().equals(Profile.Keepalive.DEFAULT)
                ? new LoginOffer.Alive(Math.clamp(interval, 1, Integer.MAX_VALUE), settings.aliveCountMax())
                : null;
    }

    /** Once for each line: a tunnel that is dialled again does not repeat it. */
    private void tellOfSkippedExec(SshSettings settings, Person person) {
        SshSettings.Place place = settings.skippedExec();
        if (place != null && toldOf.add(place)) {
            person.tell("execSkipped", "file", place.file().toString(), "line", Integer.toString(place.line()));
        }
    }

    /** Methods and algorithms are chosen for the server; where keys are known, and who is asked of them, holds everywhere. */
    private static Profile onTheWay(Profile of) {
        Profile.Auth auth = new Profile.Auth(
                List.of(), of.auth().keys(), of.auth().knownHosts(), of.auth().hostKeys(), Profile.Algorithms.DEFAULT);
        return new Profile(
                of.name(),
                of.mode(),
                of.server(),
                auth,
                of.device(),
                of.network(),
                of.remote(),
                of.keepalive(),
                of.reconnect(),
                of.proxy(),
                of.forwards(),
                of.filter(),
                of.fallback(),
                of.start());
    }

    private static List<byte[]> hostKeys(LoginSide.Carried carried, int hop) {
        return carried.hostKeys().stream()
                .filter(each -> each.hop() == hop)
                .map(LoginSide.HostKey::key)
                .toList();
    }
}

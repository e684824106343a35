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
            UserLogin login = new UserLogin(profile, environment, keys, hostKeys(carried, 0), person);
            tellOfSkippedExec(login.settings(), person);
            return new UserChain(LoginOffer.Reach.Direct.PLAIN, Optional.empty(), List.of(login));
        } catch (SshConfigException e) {
            throw new TunnelException(e.failure(), e);
        } catch (IOException | MalformedException | IllegalArgumentException e) {
            throw new TunnelException(Failure.of(FailureCause.INTERNAL, "reason", String.valueOf(e.getMessage())), e);
        }
    }

    /** Once for each line: a tunnel that is dialled again does not repeat it. */
    private void tellOfSkippedExec(SshSettings settings, Person person) {
        SshSettings.Place place = settings.skippedExec();
        if (place != null && toldOf.add(place)) {
            person.tell("execSkipped", "file", place.file().toString(), "line", Integer.toString(place.line()));
        }
    }

    private static List<byte[]> hostKeys(LoginSide.Carried carried, int hop) {
        return carried.hostKeys().stream()
                .filter(each -> each.hop() == hop)
                .map(LoginSide.HostKey::key)
                .toList();
    }
}

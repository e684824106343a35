package dev.culvert.control.keys;

import dev.culvert.control.LoginSide;
import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.net.TunnelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The logins on the way to one server, each with its own user, host key trust, signature guard and secrets: what the helper says of one
 * hop counts for nothing at another. Thread-safe.
 */
final class UserChain implements LoginSide {
    private final LoginOffer.Reach reach;
    private final Optional<ProxyCommand> command;
    private final List<UserLogin> hops;
    private final LoginOffer.@Nullable Alive alive;
    private final ProxyPassword proxyPassword;

    /**
     * @param command where {@code reach} is a stream
     * @param hops the last is the server
     * @param alive ssh_config's, where the profile leaves it open
     */
    UserChain(
            LoginOffer.Reach reach,
            Optional<ProxyCommand> command,
            List<UserLogin> hops,
            LoginOffer.@Nullable Alive alive,
            ProxyPassword proxyPassword) {
        this.reach = reach;
        this.command = command;
        this.hops = List.copyOf(hops);
        this.alive = alive;
        this.proxyPassword = proxyPassword;
    }

    @Override
    public LoginOffer offer() throws TunnelException {
        List<LoginOffer.Hop> offers = new ArrayList<>();
        for (UserLogin hop : hops) {
            offers.add(hop.offer());
        }
        return new LoginOffer(reach, offers, alive);
    }

    @Override
    public Command.Answer answer(Event.NeedHostKeyDecision question) {
        proxyPassword.proven();
        return hop(question.hop())
                .map(hop -> hop.answer(question))
                .orElseGet(() -> no(question.question(), question.hop()));
    }

    @Override
    public Command.Answer answer(Event.NeedSignature question) {
        return hop(question.hop())
                .map(hop -> hop.answer(question))
                .orElseGet(() -> no(question.question(), question.hop()));
    }

    @Override
    public Command.Answer answer(Event.NeedSecret question) {
        if (question.kind().equals("proxy-password")) {
            // whose it is the profile says, not the helper
            return new Command.Answer(question.question(), null, proxyPassword.answer(), null, null);
        }
        return hop(question.hop())
                .map(hop -> hop.answer(question))
                .orElseGet(() -> no(question.question(), question.hop()));
    }

    @Override
    public Command.Answer answer(Event.LoggedIn done) {
        return hop(done.hop()).map(hop -> hop.answer(done)).orElseGet(() -> no(done.question(), done.hop()));
    }

    @Override
    public Command.Answer answer(Event.ShownHostKeys shown) {
        return hop(shown.hop()).map(hop -> hop.answer(shown)).orElseGet(() -> no(shown.question(), shown.hop()));
    }

    @Override
    public Command.Answer answer(Event.NeedStream question, Carrying carrying) {
        return command.map(each -> each.answer(question, carrying)).orElseGet(() -> no(question.question(), 0));
    }

    private Optional<UserLogin> hop(int index) {
        return index >= 0 && index < hops.size() ? Optional.of(hops.get(index)) : Optional.empty();
    }

    private static Command.Answer no(long question, int hop) {
        LoggerFactory.getLogger(UserChain.class).warn("a question for hop {}, which there is not", hop);
        return new Command.Answer(question, null, null, null, null);
    }

    @Override
    public Carried carried() {
        List<byte[]> unlocked = new ArrayList<>();
        List<HostKey> hostKeys = new ArrayList<>();
        for (int i = 0; i < hops.size(); i++) {
            int hop = i;
            unlocked.addAll(hops.get(i).unlocked());
            hops.get(i).acceptedHostKeys().forEach(key -> hostKeys.add(new HostKey(hop, key)));
        }
        return new Carried(unlocked, hostKeys, proxyPassword.taken());
    }

    @Override
    public void close() {
        command.ifPresent(ProxyCommand::close);
        hops.forEach(UserLogin::close);
        proxyPassword.close();
    }
}

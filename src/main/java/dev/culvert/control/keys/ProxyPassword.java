package dev.culvert.control.keys;

import dev.culvert.control.LoginSide;
import dev.culvert.control.Prompts.Question;
import dev.culvert.control.Prompts.Question.Purpose;
import dev.culvert.ipc.LoginOffer.Reach;
import dev.culvert.net.HostPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The password for the profile's proxy: asked for once, and kept in memory while its tunnel is dialled again, since each connection needs it.
 * Thread-safe.
 */
final class ProxyPassword implements AutoCloseable {
    private final Reach reach;
    private final Person person;
    private @Nullable String kept;

    /** Given, and nothing has come through the proxy since. */
    private boolean unproven;

    ProxyPassword(Reach reach, LoginSide.Carried carried, Person person) {
        this.reach = reach;
        this.person = person;
        kept = carried.proxyPassword();
    }

    /** @return null where the profile's proxy needs none, or there is nobody to ask */
    synchronized @Nullable List<String> answer() {
        if (!(reach instanceof Reach.Proxy proxy) || proxy.user() == null) {
            return null;
        }
        boolean refused = unproven;
        if (kept == null || refused) {
            kept = person.ask(new Question.Password(person.tunnel(), proxy.user(), at(proxy), Purpose.LOG_IN, refused));
        }
        unproven = kept != null;
        return kept == null ? null : List.of(kept);
    }

    /** Something answered behind the proxy. */
    synchronized void proven() {
        unproven = false;
        ended(true);
    }

    /** What has not been taken by now is kept no more. Not synchronized: somebody may be asked for it at the moment. */
    @Override
    public void close() {
        ended(false);
    }

    private void ended(boolean taken) {
        if (reach instanceof Reach.Proxy proxy && proxy.user() != null) {
            person.prompts().loginEnded(person.tunnel(), proxy.user(), at(proxy), taken);
        }
    }

    private static String at(Reach.Proxy proxy) {
        return new HostPort(proxy.host(), proxy.port()).toString();
    }

    /** What the proxy took; null where nothing was needed. */
    synchronized @Nullable String taken() {
        return unproven ? null : kept;
    }
}

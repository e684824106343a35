package dev.culvert.control;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The user's side of one profile's logins, at the server and at each host on the way to it: what it can offer, and its answers to the
 * helper's questions, each judged by what is known of the hop that it names. Thread-safe; answering
 * blocks for as long as the person thinks.
 */
public interface LoginSide extends AutoCloseable {
    /** Resolves ssh_config, keys and known_hosts; asks nobody. */
    LoginOffer offer() throws TunnelException;

    Command.Answer answer(Event.NeedHostKeyDecision question);

    /** Signs only what logs in, and only to a host that is trusted. */
    Command.Answer answer(Event.NeedSignature question);

    Command.Answer answer(Event.NeedSecret question);

    /** What was given for this login is kept, where the person wants that; the answer says nothing. Until then nothing is. */
    Command.Answer answer(Event.LoggedIn done);

    /** Learns them, where the user wants that and all is proven; the answer says nothing. */
    Command.Answer answer(Event.ShownHostKeys shown);

    /**
     * Connects to the first hop on the user's side, and has that carry the helper's bytes from then on; until either end ends, or another
     * is wanted. It outlives this process, and {@link #close}: what it carries is the tunnel.
     *
     * @return what says no where it could not be
     */
    Command.Answer answer(Event.NeedStream question, Carrying carrying);

    /** Runs a command whose bytes are the helper's. */
    interface Carrying {
        /** As {@link Carrier#start}, at the helper that asks. */
        Process carry(String token, String shell, String command) throws IOException;
    }

    /** What the keeper needs, which answers when this process is gone. */
    Carried carried();

    /**
     * What a person has said in one process, for another that goes on.
     *
     * @param unlockedKeys the private keys that a passphrase opened, each as PKCS#8 (RFC 5208); secret
     * @param hostKeys that are trusted for this time
     * @param proxyPassword that the proxy took; null where none was needed; secret
     */
    record Carried(
            List<byte[]> unlockedKeys,
            List<HostKey> hostKeys,
            @Nullable String proxyPassword) {
        public static final Carried NOTHING = new Carried(List.of(), List.of(), null);

        public Carried {
            unlockedKeys = List.copyOf(unlockedKeys);
            hostKeys = List.copyOf(hostKeys);
        }

        @Override
        public String toString() {
            return "Carried[" + unlockedKeys.size() + " keys, " + hostKeys.size() + " host keys]";
        }
    }

    /**
     * @param hop whose it is, from 0
     * @param key public key as SSH sends it (RFC 4253 §6.6)
     */
    record HostKey(int hop, byte[] key) {}

    /** Lets go of agent connection and keys, and forgets what was kept and given in vain. */
    @Override
    void close();

    /** Makes the user's side of a profile's login. */
    interface Factory {
        /** @param carried from {@link LoginSide#carried} of another process, or nothing */
        LoginSide of(Profile profile, Carried carried) throws TunnelException;
    }
}

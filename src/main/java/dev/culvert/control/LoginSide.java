package dev.culvert.control;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.net.TunnelException;
import dev.culvert.profile.Profile;
import java.util.List;

/**
 * The user's side of one profile's login: what it can offer, and its answers to the helper's questions. Thread-safe; answering
 * blocks for as long as the person thinks.
 */
public interface LoginSide extends AutoCloseable {
    /** Resolves ssh_config, keys and known_hosts; asks nobody. */
    Command.LoginOffer offer() throws TunnelException;

    Command.Answer answer(Event.NeedHostKeyDecision question);

    /** Signs only what logs in, and only to a host that is trusted. */
    Command.Answer answer(Event.NeedSignature question);

    Command.Answer answer(Event.NeedSecret question);

    /**
     * The private keys that a passphrase opened, for the keeper, which answers when this process is gone.
     *
     * @return each as PKCS#8 (RFC 5208); secret
     */
    List<byte[]> unlockedKeys();

    /** Lets go of agent connection and keys. */
    @Override
    void close();

    /** Makes the user's side of a profile's login. */
    interface Factory {
        /** @param unlockedKeys from {@link LoginSide#unlockedKeys} of another process; empty where there is none */
        LoginSide of(Profile profile, List<byte[]> unlockedKeys) throws TunnelException;
    }
}

package dev.culvert.control.keys;

import dev.culvert.control.keys.AgentClient.Binding;
import java.io.IOException;
import java.util.Optional;

/** A key, or certificate, that can be offered and signed with. */
sealed interface Identity {
    SshKey key();

    /** Where it comes from, for people. */
    String comment();

    /** Empty when declined; the person has been told why. */
    Optional<byte[]> sign(String algorithm, byte[] data, Binding binding) throws IOException;

    /**
     * A key that an agent holds.
     *
     * @param held what the agent knows it as: {@code key}, or the plain key of a certificate that it was not given
     */
    record InAgent(SshKey key, String comment, AgentClient agent, Person person, SshKey held) implements Identity {
        /** The same key under a certificate that the agent was not given. */
        InAgent certifiedBy(SshKey certificate) {
            return new InAgent(certificate, comment, agent, person, held);
        }

        @Override
        public Optional<byte[]> sign(String algorithm, byte[] data, Binding binding) throws IOException {
            if (key.plainType().startsWith("sk-")) {
                person.tell("touchKey", "key", comment);
            }
            Optional<byte[]> signature = agent.sign(held, algorithm, data, binding);
            if (signature.isEmpty()) {
                person.tell("agentDeclined", "key", comment);
            }
            return signature;
        }
    }

    /** A key in a file, or the certificate beside it. */
    record InFile(SshKey key, PrivateKeyFile file) implements Identity {
        @Override
        public String comment() {
            return file.path().toString();
        }

        @Override
        public Optional<byte[]> sign(String algorithm, byte[] data, Binding binding) throws IOException {
            Optional<LoadedKey> opened = file.unlock(key.plain());
            return opened.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Signatures.sign(opened.get().secret(), algorithm, data));
        }
    }
}

package dev.culvert.control;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the person: the terminal, an askpass program, or the window's dialogs. Methods block, and are called from any thread. What
 * a server wrote is in the questions as text that is safe to show.
 */
public interface Prompts {
    /** Whether an unknown host key is trusted, and for how long; not when there is nobody to ask. */
    Trust trustHostKey(HostKey key);

    /** Whether another key takes the place of the one that is saved for a host; not when there is nobody to ask. */
    boolean replaceHostKey(ChangedHostKey key);

    /** @return as many answers as the question has lines; null means no, or nobody to ask */
    @Nullable
    List<String> ask(Question question);

    /** As {@link #ask}, of the person alone: what is kept is not for who asks. */
    default @Nullable List<String> askPerson(Question question) {
        return ask(question);
    }

    /**
     * What became of a login that passwords were asked for: whether they are kept, or forgotten. Blocks; does nothing where none was asked
     * for since the last time.
     *
     * @param server as in the question
     */
    default void loginEnded(String tunnel, String user, String server, boolean taken) {}

    /** Whether there is somebody to ask at the moment: whether a null that {@link #ask} answered was a person's no. */
    boolean isAttended();

    /** As {@link #ask}, of a person who may say that the one answer is to be kept in the keyring, which is there. */
    default @Nullable Answer askToKeep(Question question) {
        List<String> lines = ask(question);
        return lines == null ? null : new Answer(lines, false);
    }

    /** @param lines as many as the question has; secret */
    record Answer(List<String> lines, boolean keep) {
        public Answer {
            lines = List.copyOf(lines);
        }

        @Override
        public String toString() {
            return "Answer[" + lines.size() + " lines, keep=" + keep + "]";
        }
    }

    /** Something to know that needs no answer. */
    void tell(String text);

    /** What the person says of a host key. */
    enum Trust {
        NO,
        /** For this tunnel, until it is down. */
        ONCE,
        /** It is written down. */
        ALWAYS
    }

    /**
     * A host key that is not the one the user's own known_hosts has: the server was set up anew, or somebody is in between.
     *
     * @param tunnel the profile's name
     * @param server {@code host} or {@code host:port}
     * @param type as in known_hosts: {@code ssh-ed25519}
     * @param fingerprint {@code SHA256:…} of the key that the server shows
     * @param saved {@code SHA256:…} of the one that is saved
     * @param file where it is saved; a copy of the file is kept when it is replaced
     * @param line of the file, from 1
     */
    record ChangedHostKey(
            String tunnel, String server, String type, String fingerprint, String saved, Path file, int line) {}

    /**
     * A host key that known_hosts does not have.
     *
     * @param tunnel the profile's name
     * @param server {@code host} or {@code host:port}
     * @param type as in known_hosts: {@code ssh-ed25519}
     * @param fingerprint {@code SHA256:…}
     * @param randomart as ssh-keygen -lv draws it
     * @param elsewhere where known_hosts has this very key for other hosts, such as {@code FILE:LINE: NAMES}
     * @param certificateProblem why a certificate that was shown does not count, by the name of its words; empty where none was
     */
    record HostKey(
            String tunnel,
            String server,
            String type,
            String fingerprint,
            String randomart,
            List<String> elsewhere,
            Optional<String> certificateProblem) {
        public HostKey {
            elsewhere = List.copyOf(elsewhere);
        }
    }

    /** What only the person can answer. */
    sealed interface Question {
        /** The profile's name. */
        String tunnel();

        /** Whether the last answer was not taken. */
        boolean refused();

        /** @param refused the server did not take the last answer */
        record Password(String tunnel, String user, String server, Purpose purpose, boolean refused)
                implements Question {}

        /** @param refused the last one does not open the file */
        record Passphrase(String tunnel, Path file, boolean refused) implements Question {}

        /**
         * A server's own questions (RFC 4256, keyboard-interactive).
         *
         * @param title empty where the server gave none; so is {@code instruction}
         * @param lines at least one
         * @param refused the server did not take the last answers
         */
        record Served(
                String tunnel,
                String user,
                String server,
                String title,
                String instruction,
                List<Line> lines,
                boolean refused)
                implements Question {
            public Served {
                lines = List.copyOf(lines);
            }

            /** Whether this is for the user's password: most servers ask for it this way, by PAM's one hidden question. */
            public boolean isForPassword() {
                if (lines.size() != 1 || lines.getFirst().echo()) {
                    return false;
                }
                String text = lines.getFirst().text().toLowerCase(Locale.ROOT);
                return Stream.of("password", "passwort", "mot de passe", "密码").anyMatch(text::contains)
                        && Stream.of("one-time", "otp", "oath", "code", "token", "new ")
                                .noneMatch(text::contains);
            }
        }

        /** @param echo whether the answer may be seen */
        record Line(String text, boolean echo) {}

        /** What a password is for. */
        enum Purpose {
            LOG_IN,
            CHOOSE,
            REPEAT
        }
    }
}

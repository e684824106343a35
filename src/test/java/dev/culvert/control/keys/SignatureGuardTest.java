package dev.culvert.control.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.keys.SignatureGuard.Refusal;
import dev.culvert.ipc.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a helper that was taken over could ask to have signed, each thing alone. */
class SignatureGuardTest {
    private static final byte[] SESSION_ID = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    static Path directory;

    static SshKey user;
    static SshKey rsa;
    static PrivateKey hostPair;
    static SshKey host;
    static PrivateKey strangerPair;
    static SshKey stranger;

    final SignatureGuard guard = new SignatureGuard("ann", key -> key.equals(host));

    @BeforeAll
    static void keys() throws Exception {
        user = Keygen.publicKey(Keygen.key(directory.resolve("user")));
        rsa = Keygen.publicKey(Keygen.key(directory.resolve("rsa"), "rsa -b 2048"));
        Path hostFile = Keygen.key(directory.resolve("host"), "ecdsa -b 256");
        host = Keygen.publicKey(hostFile);
        hostPair = new KeyFile(hostFile).load(null).secret();
        Path strangerFile = Keygen.key(directory.resolve("stranger"));
        stranger = Keygen.publicKey(strangerFile);
        strangerPair = new KeyFile(strangerFile).load(null).secret();
    }

    /** A question as the helper asks it, changed where a test wants it changed. */
    static final class Question {
        SshKey key = SignatureGuardTest.user;
        String algorithm = "ssh-ed25519";
        byte[] sessionId = SESSION_ID;
        byte[] provenId = SESSION_ID;
        int message = 50;
        String user = "ann";
        String service = "ssh-connection";
        String method = "publickey";
        int hasSignature = 1;
        SshKey namedKey = SignatureGuardTest.user;
        String namedAlgorithm = "ssh-ed25519";
        byte[] more = {};
        PrivateKey hostSigner = hostPair;
        SshKey hostKey = host;
        UnaryOperator<byte[]> data = bytes -> bytes;

        Event.NeedSignature ask() throws Exception {
            byte[] request = new SshWriter()
                    .putBytes(sessionId)
                    .putByte(message)
                    .putString(user)
                    .putString(service)
                    .putString(method)
                    .putByte(hasSignature)
                    .putString(namedAlgorithm)
                    .putBytes(namedKey.blob())
                    .putRaw(more)
                    .toByteArray();
            byte[] proof = Signatures.sign(hostSigner, hostKey.type(), provenId);
            return new Event.NeedSignature(
                    1, "test", 0, key.blob(), algorithm, data.apply(request), hostKey.blob(), proof);
        }
    }

    void refused(Question question, Refusal refusal) throws Exception {
        assertThat(guard.refusal(question.ask())).contains(refusal);
    }

    @Test
    void aLoginToTheTrustedHostIsSigned() throws Exception {
        assertThat(guard.refusal(new Question().ask())).isEmpty();
        for (String algorithm : new String[] {"rsa-sha2-256", "rsa-sha2-512"}) {
            Question byRsa = new Question();
            byRsa.key = byRsa.namedKey = rsa;
            byRsa.algorithm = byRsa.namedAlgorithm = algorithm;
            assertThat(guard.refusal(byRsa.ask())).isEmpty();
        }
    }

    @Test
    void noSha1() throws Exception {
        Question question = new Question();
        question.key = question.namedKey = rsa;
        question.algorithm = question.namedAlgorithm = "ssh-rsa";
        refused(question, Refusal.ALGORITHM_NOT_ALLOWED);
    }

    @Test
    void noAlgorithmOfAnotherKeyType() throws Exception {
        Question question = new Question();
        question.algorithm = question.namedAlgorithm = "rsa-sha2-256";
        refused(question, Refusal.ALGORITHM_NOT_ALLOWED);
    }

    @Test
    void noOtherMessage() throws Exception {
        Question question = new Question();
        question.message = 52;
        refused(question, Refusal.NOT_A_LOGIN_REQUEST);
    }

    @Test
    void noOtherService() throws Exception {
        Question question = new Question();
        question.service = "ssh-other";
        refused(question, Refusal.NOT_A_LOGIN_REQUEST);
    }

    @Test
    void noOtherMethod() throws Exception {
        Question question = new Question();
        question.method = "hostbased";
        refused(question, Refusal.NOT_A_LOGIN_REQUEST);
    }

    @Test
    void noRequestWithoutSignature() throws Exception {
        Question question = new Question();
        question.hasSignature = 0;
        refused(question, Refusal.NOT_A_LOGIN_REQUEST);
    }

    @Test
    void nothingBehindTheRequest() throws Exception {
        Question question = new Question();
        question.more = new byte[] {0};
        refused(question, Refusal.NOT_A_LOGIN_REQUEST);
    }

    @Test
    void noSessionIdOfAnotherLength() throws Exception {
        Question question = new Question();
        question.sessionId = question.provenId = new byte[20];
        refused(question, Refusal.NOT_A_LOGIN_REQUEST);
        question.sessionId = question.provenId = new byte[65];
        refused(question, Refusal.NOT_A_LOGIN_REQUEST);
    }

    @Test
    void noFreeText() throws Exception {
        Question question = new Question();
        question.data = bytes -> "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n".getBytes(StandardCharsets.US_ASCII);
        refused(question, Refusal.MALFORMED);
        // PROTOCOL.sshsig: what ssh-keygen -Y and git sign
        question.data = bytes -> new SshWriter()
                .putRaw("SSHSIG".getBytes(StandardCharsets.US_ASCII))
                .putString("git")
                .putString("")
                .putString("sha512")
                .putBytes(new byte[64])
                .toByteArray();
        refused(question, Refusal.MALFORMED);
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        int length = new Question().ask().data().length;
        for (int cut = 0; cut < length; cut++) {
            int end = cut;
            Question question = new Question();
            question.data = bytes -> Arrays.copyOf(bytes, end);
            assertThat(guard.refusal(question.ask())).as("cut at %d", cut).isPresent();
        }
    }

    @Test
    void noOtherUser() throws Exception {
        Question question = new Question();
        question.user = "root";
        refused(question, Refusal.OTHER_USER);
    }

    @Test
    void noOtherKeyInTheRequest() throws Exception {
        Question question = new Question();
        question.namedKey = stranger;
        refused(question, Refusal.OTHER_KEY);
    }

    @Test
    void noOtherAlgorithmInTheRequest() throws Exception {
        Question question = new Question();
        question.key = question.namedKey = rsa;
        question.algorithm = "rsa-sha2-512";
        question.namedAlgorithm = "rsa-sha2-256";
        refused(question, Refusal.OTHER_KEY);
    }

    @Test
    void noSessionThatTheHostDidNotSign() throws Exception {
        Question question = new Question();
        question.provenId = "another session of the same host".getBytes(StandardCharsets.US_ASCII);
        refused(question, Refusal.HOST_NOT_PROVEN);
    }

    @Test
    void noHostKeyWithAnothersSignature() throws Exception {
        Question question = new Question();
        Event.NeedSignature asked = question.ask();
        byte[] foreign = Signatures.sign(strangerPair, "ssh-ed25519", SESSION_ID);
        assertThat(guard.refusal(new Event.NeedSignature(
                        1, "test", 0, asked.publicKey(), asked.algorithm(), asked.data(), asked.hostKey(), foreign)))
                .contains(Refusal.HOST_NOT_PROVEN);
    }

    @Test
    void noHostThatIsNotTrusted() throws Exception {
        Question question = new Question();
        question.hostKey = stranger;
        question.hostSigner = strangerPair;
        refused(question, Refusal.HOST_NOT_TRUSTED);
    }

    @Test
    void malformedBlobsAreRefused() throws Exception {
        Event.NeedSignature good = new Question().ask();
        byte[] bad = {0, 0, 0, 9, 1};
        assertThat(guard.refusal(new Event.NeedSignature(
                        1, "test", 0, bad, good.algorithm(), good.data(), good.hostKey(), good.hostSignature())))
                .contains(Refusal.MALFORMED);
        assertThat(guard.refusal(new Event.NeedSignature(
                        1, "test", 0, good.publicKey(), good.algorithm(), good.data(), bad, good.hostSignature())))
                .contains(Refusal.MALFORMED);
        assertThat(guard.refusal(new Event.NeedSignature(
                        1, "test", 0, good.publicKey(), good.algorithm(), good.data(), good.hostKey(), bad)))
                .contains(Refusal.HOST_NOT_PROVEN);
    }
}

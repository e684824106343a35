package dev.culvert.ssh;

import dev.culvert.ssh.LoginCallbacks.Prompt;
import dev.culvert.ssh.LoginCallbacks.SecretQuestion.Kind;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

/** {@code keyboard-interactive} (RFC 4256): as many rounds of questions as the server asks, and attempts as the terms have it. */
final class KeyboardLogin extends LoginMethod {
    private static final int PROMPTS = 32;
    private int attempts;
    private boolean asked = true;
    private boolean answered;
    private boolean givenUp;

    KeyboardLogin() {
        super("keyboard-interactive");
    }

    @Override
    boolean tryNext(Login login, ClientSession session, String service) throws Exception {
        if (answered) {
            login.secretRefused();
        }
        // a server that refuses without a question has none to ask
        if (givenUp || !asked || attempts >= login.offer().terms().passwordPrompts()) {
            return false;
        }
        attempts++;
        asked = false;
        answered = false;
        login.tried(getName());
        Buffer request = request(session, service);
        request.putString("");
        request.putString("");
        session.writePacket(request);
        return true;
    }

    @Override
    boolean answer(Login login, ClientSession session, String service, Buffer message) throws Exception {
        asked = true;
        String name = message.getString();
        String instruction = message.getString();
        message.getString();
        int count = message.getInt();
        if (count < 0 || count > PROMPTS) {
            throw new IllegalStateException("a server that asks " + count + " questions at once");
        }
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            prompts.add(new Prompt(message.getString(), message.getBoolean()));
        }
        List<String> answers = List.of();
        if (count > 0) {
            List<String> given = login.secrets(Kind.KEYBOARD_INTERACTIVE, name, instruction, prompts);
            if (given == null) {
                givenUp = true;
                return false;
            }
            answers = given;
            answered = true;
        } else if (!instruction.isBlank()) {
            login.banner(instruction);
        }
        Buffer response = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_INFO_RESPONSE);
        response.putInt(answers.size());
        answers.forEach(response::putString);
        session.writePacket(response);
        return true;
    }
}

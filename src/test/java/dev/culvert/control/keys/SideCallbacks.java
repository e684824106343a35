package dev.culvert.control.keys;

import dev.culvert.control.LoginSide;
import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.net.Failure;
import dev.culvert.ssh.LoginCallbacks;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Asks the user's side as the helper does, without a socket between. */
record SideCallbacks(LoginSide side, int hop) implements LoginCallbacks {
    @Override
    public @Nullable Failure hostKey(HostKeyQuestion question) {
        return side.answer(new Event.NeedHostKeyDecision(
                        1, "test", hop, question.host(), question.port(), question.hostKey()))
                .refusal();
    }

    @Override
    public byte @Nullable [] sign(SignatureQuestion question) {
        return side.answer(new Event.NeedSignature(
                        2,
                        "test",
                        hop,
                        question.publicKey(),
                        question.algorithm(),
                        question.data(),
                        question.hostKey(),
                        question.hostSignature()))
                .signature();
    }

    @Override
    public @Nullable List<String> secrets(SecretQuestion question) {
        Command.Answer answer = side.answer(new Event.NeedSecret(
                3,
                "test",
                hop,
                question.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                question.user(),
                question.host(),
                question.name(),
                question.instruction(),
                question.prompts().stream()
                        .map(prompt -> new Event.NeedSecret.Prompt(prompt.text(), prompt.echo()))
                        .toList()));
        return answer.refusal() == null ? answer.secrets() : List.of();
    }

    @Override
    public void loggedIn() {
        side.answer(new Event.LoggedIn(5, "test", hop));
    }

    @Override
    public void hostKeys(HostKeysShown shown) {
        side.answer(new Event.ShownHostKeys(
                4,
                "test",
                hop,
                shown.sessionId(),
                shown.hostKey(),
                shown.hostSignature(),
                shown.keys(),
                shown.signatures()));
    }

    @Override
    public void banner(String text) {}
}

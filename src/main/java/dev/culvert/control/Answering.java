package dev.culvert.control;

import dev.culvert.ipc.Command;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Answers a question of the helper's whatever happens: it waits without limit. */
final class Answering {
    private Answering() {}

    /** @param side null where there is none: then, and where answering breaks, the answer is no */
    static Command.Answer of(@Nullable LoginSide side, long question, Function<LoginSide, Command.Answer> answering) {
        if (side != null) {
            try {
                return answering.apply(side);
            } catch (RuntimeException | Error e) {
                LoggerFactory.getLogger(Answering.class).error("a question is answered no", e);
            }
        }
        return new Command.Answer(question, null, null, null, null);
    }
}

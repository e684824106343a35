package dev.culvert.helper;

import dev.culvert.ipc.Check;
import dev.culvert.ipc.TunnelState.Stage;
import dev.culvert.net.TunnelException;
import dev.culvert.ssh.SshConnection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A login as three steps: it goes through its stages by itself, and says only when the next begins. */
final class LoginTrial {
    private static final List<Check> STEPS = List.of(Check.TCP, Check.HOST_KEY, Check.LOGIN);

    private final Trials trials;
    private int step;
    private long begun = System.nanoTime();

    LoginTrial(Trials trials) {
        this.trials = trials;
    }

    interface Connecting {
        SshConnection connect(Consumer<Stage> stages) throws TunnelException;
    }

    /** @return null when it failed */
    @Nullable
    SshConnection run(Connecting connecting) throws TunnelException {
        try {
            SshConnection made = connecting.connect(this::reached);
            reached(Stage.LOGIN);
            Trials.Notes notes = new Trials.Notes();
            notes.saw("user", made.facts().user());
            notes.saw("server", made.facts().address().host());
            notes.saw("hostKey", made.facts().hostKey());
            trials.passed(Check.LOGIN, begun, notes);
            return made;
        } catch (TunnelException e) {
            trials.failed(STEPS.get(step), begun, new Trials.Notes(), e);
            trials.skip(STEPS.subList(step + 1, STEPS.size()).toArray(Check[]::new));
            return null;
        }
    }

    /** Another address of the server may begin anew; what was reached once counts. */
    private void reached(Stage stage) {
        int now = STEPS.indexOf(Check.valueOf(stage.name()));
        while (step < now) {
            trials.passed(STEPS.get(step), begun, new Trials.Notes());
            step++;
            begun = System.nanoTime();
        }
    }
}

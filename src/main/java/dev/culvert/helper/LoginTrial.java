package dev.culvert.helper;

import dev.culvert.ipc.Check;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.ipc.TunnelState.Stage;
import dev.culvert.net.TunnelException;
import dev.culvert.ssh.SshConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A login as three steps, at each host on the way and at the server: it goes through its stages by itself, and says only when the next begins. */
final class LoginTrial {
    private static final List<Check> STEPS = List.of(Check.TCP, Check.HOST_KEY, Check.LOGIN);

    private final Trials trials;
    private final LoginOffer login;
    private int hop;
    private int step;
    private long begun = System.nanoTime();

    LoginTrial(Trials trials, LoginOffer login) {
        this.trials = trials;
        this.login = login;
    }

    interface Connecting {
        SshConnection connect(Stages stages) throws TunnelException;
    }

    /** @return null when it failed */
    @Nullable
    SshConnection run(Connecting connecting) throws TunnelException {
        try {
            SshConnection made = connecting.connect(this::reached);
            reached(Stage.LOGIN, login.hops().size() - 1);
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

    /** Another address of the first hop may begin anew; what was reached once counts. Each host on the way has the same steps. */
    private void reached(Stage stage, int at) {
        if (at > hop) {
            reached(Stage.LOGIN, hop);
            Trials.Notes notes = new Trials.Notes();
            notes.saw("user", login.hops().get(hop).user());
            notes.saw("server", login.hops().get(hop).host());
            trials.passed(Check.LOGIN, begun, notes);
            hop = at;
            step = 0;
            begun = System.nanoTime();
        }
        int now = STEPS.indexOf(Check.valueOf(stage.name()));
        while (step < now) {
            trials.passed(STEPS.get(step), begun, new Trials.Notes());
            step++;
            begun = System.nanoTime();
        }
    }
}

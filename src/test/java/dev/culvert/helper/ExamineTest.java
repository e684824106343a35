package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ipc.Check;
import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.LoginOffer;
import dev.culvert.net.FailureCause;
import dev.culvert.net.LoginTerms;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is told of an examination, and when it ends. */
class ExamineTest extends ServedTest {
    private static Command.Examine examine(long request, String profile) {
        return new Command.Examine(
                request,
                profile,
                LoginOffer.direct(new LoginOffer.Hop(
                        "vpn.example.org", 22, "ann", List.of("publickey"), List.of(), LoginTerms.DEFAULT, 0)));
    }

    @Test
    void whoAskedIsToldEachStepAndThenTheEnd() throws Exception {
        RawClient client = client();
        client.send(examine(7, profile("office")));
        assertThat(client.next(Event.Checked.class).check()).isEqualTo(Check.TCP);
        assertThat(client.next(Event.Done.class)).isEqualTo(new Event.Done(7, null));
        client.send(new Command.Status(8));
        assertThat(client.next(Event.Snapshot.class).tunnels())
                .as("no tunnel of its own")
                .isEmpty();
    }

    @Test
    void itEndsWithWhoAsked() throws Exception {
        tunnels.connecting = FakeTunnels.Fake::hang;
        RawClient client = client();
        client.send(examine(1, profile("office")));
        FakeTunnels.Fake tunnel = tunnels.next();
        client.close();
        assertThat(tunnel.disconnected.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void downAllEndsItToo() throws Exception {
        tunnels.connecting = FakeTunnels.Fake::hang;
        RawClient client = client();
        client.send(examine(1, profile("office")));
        FakeTunnels.Fake tunnel = tunnels.next();
        client().send(new Command.DownAll(2));
        assertThat(tunnel.disconnected.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Objects.requireNonNull(client.next(Event.Done.class).failure())
                        .cause())
                .isEqualTo(FailureCause.CANCELLED);
    }

    /** A second tunnel of the same addresses would clash with the one that is up. */
    @Test
    void aTunnelThatIsUpIsLookedAtAndNotMadeAgain() throws Exception {
        RawClient client = client();
        client.up(1, profile("office"));
        client.next(Event.Done.class);
        tunnels.next();
        client.send(examine(2, profile("office")));
        assertThat(client.next(Event.Checked.class).check()).isEqualTo(Check.LOCAL_END);
        client.next(Event.Done.class);
        assertThat(tunnels.made).isEmpty();

        client.send(examine(3, profile("office", "10.0.0.0/8")));
        assertThat(Objects.requireNonNull(client.next(Event.Done.class).failure())
                        .cause())
                .as("another profile of that name")
                .isEqualTo(FailureCause.NAME_IN_USE);
    }
}

package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.lab.Await;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of up, down, status and plan. */
class TunnelsTest extends ServedTest {
    @Test
    void upShowsEachStateAndThenItsEnd() throws Exception {
        RawClient client = client();
        client.up(7, profile("office"));

        assertThat(client.next(Event.State.class).state()).isInstanceOf(TunnelState.Connecting.class);
        assertThat(client.next(Event.State.class).state()).isInstanceOf(TunnelState.Connected.class);
        assertThat(client.next(Event.Done.class)).isEqualTo(new Event.Done(7, null));
    }

    @Test
    void noStatusComesAfterTheStateThatMadeItOld() throws Exception {
        tunnels.connecting = FakeTunnels.Fake::hang;
        RawClient client = client();
        client.up(1, profile("office"));
        FakeTunnels.Fake tunnel = tunnels.next();
        client.next(Event.State.class);
        TunnelState up = new TunnelState.Connected("tun0", Instant.EPOCH);
        tunnel.statusSeen = () -> {
            tunnel.statusSeen = () -> {};
            Thread news = Thread.ofPlatform().start(() -> tunnel.become(up));
            Await.until(
                    "told, or waiting to tell",
                    Duration.ofSeconds(10),
                    () -> news.getState() == Thread.State.TERMINATED || news.getState() == Thread.State.BLOCKED);
        };
        client.send(new Command.Status(2));

        TunnelState last = null;
        for (int told = 0; told < 2; told++) {
            last = switch (client.next(Event.class)) {
                case Event.Snapshot(long _, List<TunnelStatus> all) ->
                    all.getFirst().state();
                case Event.State state -> state.state();
                default -> last;
            };
        }
        assertThat(last).isEqualTo(up);
    }

    @Test
    void aFailedUpNamesItsCauseAndTheNameIsFreeAgain() throws Exception {
        tunnels.connecting = fake -> {
            throw new TunnelException(FailureCause.CONNECTION_REFUSED, "server", "192.0.2.1:22");
        };
        RawClient client = client();
        client.up(1, profile("office"));
        assertFails(client, FailureCause.CONNECTION_REFUSED);

        client.send(new Command.Status(2));
        assertThat(client.next(Event.Snapshot.class).tunnels())
                .singleElement()
                .satisfies(status -> assertThat(status.state()).isInstanceOf(TunnelState.Failed.class));

        tunnels.connecting = fake -> {};
        client.up(3, profile("office", "10.0.0.0/8"));
        assertThat(client.next(Event.Done.class).failure()).isNull();
    }

    @Test
    void theSameProfileAgainIsTheSameTunnel() throws Exception {
        RawClient client = client();
        client.up(1, profile("office"));
        client.next(Event.Done.class);
        tunnels.next();

        client.up(2, profile("office"));

        assertThat(client.next(Event.Done.class)).isEqualTo(new Event.Done(2, null));
        assertThat(tunnels.made).isEmpty();
    }

    @Test
    void theSameProfileWhileItConnectsWaitsForTheOneThatDoes() throws Exception {
        RawClient first = client();
        RawClient second = client();
        tunnels.connecting = FakeTunnels.Fake::hang;
        first.up(1, profile("office"));
        FakeTunnels.Fake tunnel = tunnels.next();
        first.next(Event.State.class);
        second.up(2, profile("office"));
        second.send(new Command.Status(3));
        second.next(Event.Snapshot.class);

        first.send(new Command.Down(4, "office"));

        assertFails(second, FailureCause.CANCELLED);
        assertThat(tunnel.disconnected.getCount()).isZero();
        assertThat(tunnels.made).isEmpty();
    }

    @Test
    void anotherProfileOfThatNameIsRefused() throws Exception {
        RawClient client = client();
        client.up(1, profile("office"));
        client.next(Event.Done.class);

        client.up(2, profile("office", "10.0.0.0/8"));

        assertFails(client, FailureCause.NAME_IN_USE);
    }

    @Test
    void aSecondDefaultIsRefusedAndNamesTheFirst() throws Exception {
        RawClient client = client();
        client.up(1, profile("office", "default"));
        client.next(Event.Done.class);

        client.up(2, profile("home", "default"));

        Failure failure = assertFails(client, FailureCause.ROUTE_CLASH);
        assertThat(failure.facts()).containsEntry("route", "default").containsEntry("interface", "office");
    }

    @Test
    void aPlanIsRefusedAsItsUpWouldBe() throws Exception {
        RawClient client = client();
        client.up(1, profile("office", "default"));
        client.next(Event.Done.class);

        client.send(new Command.Plan(2, profile("home", "default"), RawClient.offer()));

        assertFails(client, FailureCause.ROUTE_CLASH);
    }

    @Test
    void aRouteOfAnotherTunnelIsRefusedWhileThatIsUp() throws Exception {
        RawClient client = client();
        client.up(1, profile("office", "10.0.0.0/8", "10.1.0.0/16"));
        client.next(Event.Done.class);

        client.up(2, profile("home", "192.168.0.0/16", "10.1.0.0/16"));
        assertThat(assertFails(client, FailureCause.ROUTE_CLASH).facts()).containsEntry("route", "10.1.0.0/16");
        client.send(new Command.Down(3, "office"));
        client.next(Event.Done.class);
        client.up(4, profile("home", "192.168.0.0/16", "10.1.0.0/16"));

        assertThat(client.next(Event.Done.class)).isEqualTo(new Event.Done(4, null));
    }

    @Test
    void manyTunnelsAreUpAtOnceAndDownAllTakesThemDown() throws Exception {
        RawClient client = client();
        for (int i = 0; i < 50; i++) {
            client.up(i, profile("t" + i, "10." + i + ".0.0/16"));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(client.next(Event.Done.class).failure()).isNull();
        }
        client.send(new Command.Status(60));
        assertThat(client.next(Event.Snapshot.class).tunnels())
                .hasSize(50)
                .allSatisfy(status -> assertThat(status.state()).isInstanceOf(TunnelState.Connected.class));

        client.send(new Command.DownAll(61));
        assertThat(client.next(Event.Done.class)).isEqualTo(new Event.Done(61, null));

        client.send(new Command.Status(62));
        assertThat(client.next(Event.Snapshot.class).tunnels()).isEmpty();
        assertThat(tunnels.made)
                .allSatisfy(fake -> assertThat(fake.disconnected.getCount()).isZero());
    }

    @Test
    void theProfileIsReadAgainHere() throws Exception {
        RawClient client = client();
        client.up(1, "{\"name\":\"office\"}");
        assertFails(client, FailureCause.PROFILE_INVALID);
        client.up(2, "rm -rf /");
        assertFails(client, FailureCause.PROFILE_INVALID);
        client.up(3, profile("office").replace("\"tun\"", "\"proxy\""));
        assertFails(client, FailureCause.PROFILE_NOT_SUPPORTED);
        assertThat(tunnels.made).isEmpty();
    }

    @Test
    void downOfWhatIsNotUpIsDone() throws Exception {
        RawClient client = client();
        client.send(new Command.Down(1, "nothing"));

        assertThat(client.next(Event.Done.class)).isEqualTo(new Event.Done(1, null));
    }

    @Test
    void planShowsStepsAndLeavesNoTunnel() throws Exception {
        RawClient client = client();
        client.send(new Command.Plan(1, profile("office"), RawClient.offer()));

        assertThat(client.next(Event.Planned.class).steps()).hasSize(1);
        client.next(Event.Done.class);
        client.send(new Command.Status(2));
        assertThat(client.next(Event.Snapshot.class).tunnels()).isEmpty();
    }

    @Test
    void whatStillConnectsIsGivenUpWhenItsClientGoes() throws Exception {
        tunnels.connecting = FakeTunnels.Fake::hang;
        RawClient client = client();
        client.up(1, profile("office"));
        FakeTunnels.Fake tunnel = tunnels.next();
        client.next(Event.State.class);

        client.close();

        assertThat(tunnel.disconnected.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsUpStaysWhenItsClientGoes() throws Exception {
        RawClient client = client();
        client.up(1, profile("office"));
        client.next(Event.Done.class);
        client.close();

        RawClient other = client();
        other.send(new Command.Status(1));

        assertThat(other.next(Event.Snapshot.class).tunnels())
                .singleElement()
                .satisfies(status -> assertThat(status.state()).isInstanceOf(TunnelState.Connected.class));
        assertThat(tunnels.next().disconnected.getCount()).isEqualTo(1);
    }

    private static Failure assertFails(RawClient client, FailureCause cause) throws InterruptedException {
        Failure failure = client.next(Event.Done.class).failure();
        assertThat(failure).extracting(Failure::cause).isEqualTo(cause);
        return Objects.requireNonNull(failure);
    }
}

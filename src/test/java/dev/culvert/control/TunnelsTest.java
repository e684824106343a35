package dev.culvert.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelState;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.lab.Await;
import dev.culvert.net.Failure;
import dev.culvert.net.FailureCause;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.StoredProfile;
import dev.culvert.ui.model.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A front end hears of profiles, tunnels and a helper that goes or says nothing, within two seconds. */
class TunnelsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String OFFICE =
            "{\"version\": 1, \"name\": \"office\", \"mode\": \"tun\", \"server\": {\"host\": \"h\"}}";

    @TempDir
    Path directory;

    private final StandInHelper helper = new StandInHelper();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private Tunnels tunnels;

    @BeforeEach
    void make() {
        tunnels = new Tunnels(new ProfileStore(directory), helper, new Listening());
    }

    @AfterEach
    void close() {
        tunnels.close();
    }

    private void awaitHeard(String what) {
        Await.until(what + " among " + heard, SOON, () -> heard.contains(what));
    }

    private static StoredProfile office() {
        return new StoredProfile(Path.of("office.json"), "office", OFFICE, ProfileReader.read(OFFICE), true);
    }

    private static TunnelStatus up() {
        return Told.tunnel("office", new TunnelState.Connected("tun0", Instant.EPOCH), 0, 0, 1.0);
    }

    @Test
    void aProfileThatAnotherProgramWritesIsSeen() throws Exception {
        tunnels.start();
        awaitHeard("profiles []");
        Files.writeString(directory.resolve("office.json"), OFFICE);
        awaitHeard("profiles [office]");
        Files.delete(directory.resolve("office.json"));
        Await.until("gone again", SOON, () -> heard.getLast().equals("profiles []"));
    }

    @Test
    void silenceIsToldWithinTwoSecondsAndSoIsItsEnd() throws Exception {
        helper.isRunning = true;
        tunnels.start();
        awaitHeard("helper Running");
        long quiet = System.nanoTime();
        awaitHeard("helper Silent");
        assertThat(Duration.ofNanos(System.nanoTime() - quiet)).isLessThan(Duration.ofSeconds(2));
        heard.clear();
        helper.watcher.get(1, TimeUnit.SECONDS).accept(new Event.Stats(List.of(up())));
        assertThat(heard).containsExactly("helper Running", "tunnels [office]");
    }

    @Test
    void tunnelsOfAHelperThatEndsFailByName() throws Exception {
        helper.isRunning = true;
        helper.tunnels = List.of(up());
        tunnels.start();
        awaitHeard("tunnels [office]");
        heard.clear();
        helper.isRunning = false;
        helper.closed.get(1, TimeUnit.SECONDS).run();
        assertThat(heard).startsWith("failed office HELPER_UNAVAILABLE", "helper Absent", "tunnels []");
    }

    @Test
    void aTunnelThatWasOffBeforeDoesNotFailWithTheHelper() throws Exception {
        helper.isRunning = true;
        helper.tunnels = List.of(up());
        tunnels.start();
        awaitHeard("tunnels [office]");
        helper.watcher.get(1, TimeUnit.SECONDS).accept(new Event.State("office", new TunnelState.Disconnected()));
        helper.closed.get(1, TimeUnit.SECONDS).run();
        assertThat(heard).contains("helper Absent").noneMatch(each -> each.startsWith("failed"));
    }

    @Test
    void whatIsAskedForWhileTheHelperStartsCanBeCancelled() throws Exception {
        helper.isSlow = true;
        tunnels.up(office());
        assertThat(helper.startAsked.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        tunnels.down("office");
        awaitHeard("office Disconnected");
        assertThat(heard).noneMatch(each -> each.startsWith("failed"));
        assertThat(helper.asked).isEmpty();
    }

    @Test
    void askingForAPasswordIsNoSilence() throws Exception {
        helper.isSlow = true;
        tunnels.start();
        tunnels.up(office());
        assertThat(helper.startAsked.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        heard.clear();
        Files.writeString(directory.resolve("a.json"), OFFICE.replace("office", "a"));
        awaitHeard("profiles [a]");
        Files.writeString(directory.resolve("b.json"), OFFICE.replace("office", "b"));
        awaitHeard("profiles [a, b]");
        assertThat(heard).noneMatch(each -> each.startsWith("helper"));
    }

    @Test
    void whyItDidNotConnectIsTold() {
        helper.failure = Failure.of(FailureCause.LOGIN_REFUSED);
        tunnels.up(office());
        awaitHeard("failed office LOGIN_REFUSED");
    }

    @Test
    void aStatusThatArrivesLateEndsNoNewerState() throws Exception {
        helper.isRunning = true;
        tunnels.start();
        awaitHeard("helper Running");
        heard.clear();
        helper.answering = () -> {
            helper.answering = () -> {};
            Consumer<Event> says = helper.watcher.getNow(null);
            says.accept(new Event.State("office", new TunnelState.Connected("tun0", Instant.EPOCH)));
        };
        tunnels.down("other");
        awaitHeard("office Connected");
        awaitHeard("tunnels []");
        assertThat(heard).containsSubsequence("tunnels []", "office Connected");
    }

    @Test
    void whatBecameOfAWishIsNotToldOfTheNext() throws Exception {
        helper.isSlow = true;
        tunnels.up(office());
        assertThat(helper.startAsked.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        helper.isSlow = false;
        tunnels.down("office");
        awaitHeard("office Disconnected");
        heard.clear();
        tunnels.up(office());
        tunnels.down("other");
        helper.dismissed.countDown();
        Await.until("connected at the second go", SOON, () -> helper.asked.contains("up"));
        assertThat(heard).doesNotContain("office Disconnected");
    }

    @Test
    void leavingKeepsWhatIsUpOrTakesItDown() throws Exception {
        helper.isRunning = true;
        tunnels.start();
        awaitHeard("helper Running");
        tunnels.leave(List.of("office"), List.of("demo", "lab"));
        assertThat(helper.asked).containsExactlyInAnyOrder("keep office", "down demo", "down lab");
    }

    /** Notes what it hears in words. */
    private final class Listening implements Tunnels.Listener {
        @Override
        public void profiles(List<StoredProfile> all) {
            heard.add("profiles " + all.stream().map(StoredProfile::name).toList());
        }

        @Override
        public void storeTrouble(@Nullable IOException reason) {
            if (reason != null) {
                heard.add("trouble " + reason);
            }
        }

        @Override
        public void helper(HelperHealth health) {
            heard.add("helper " + health.getClass().getSimpleName());
        }

        @Override
        public void tunnels(List<TunnelStatus> all) {
            heard.add("tunnels " + all.stream().map(TunnelStatus::name).toList());
        }

        @Override
        public void event(Event event) {
            if (event instanceof Event.State(String name, TunnelState state)) {
                heard.add(name + " " + state.getClass().getSimpleName());
            }
        }

        @Override
        public void failed(String name, Failure failure) {
            heard.add("failed " + name + " " + failure.cause());
        }
    }
}

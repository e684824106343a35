package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.net.FailureCause;
import dev.culvert.net.InterfaceAddress;
import dev.culvert.net.TunnelException;
import dev.culvert.network.DnsSettings;
import dev.culvert.network.DnsWay;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One line to culvert-root, one line back. */
class RootPipeTest {
    private final ByteArrayOutputStream steps = new ByteArrayOutputStream();
    private final PipedOutputStream script = new PipedOutputStream();
    private RootPipe root;

    @BeforeEach
    void connect() throws Exception {
        root = new RootPipe(steps, new PipedInputStream(script));
    }

    @Test
    void asksInWordsAndReadsTheWays() throws Exception {
        answer("ok resolved stub");
        assertThat(root.set(settings(List.of("corp.example.org")))).containsExactly(DnsWay.RESOLVED, DnsWay.STUB);
        answer("ok");
        root.unset("tun0");
        assertThat(steps.toString(StandardCharsets.US_ASCII))
                .isEqualTo("dns set tun0 split 10.0.0.53 corp.example.org\ndns unset tun0\n");
    }

    @Test
    void aRefusalIsNamedAndTheNextStepIsAsked() throws Exception {
        answer("failed /etc/resolv.conf");
        failsBy(() -> root.ways(), "/etc/resolv.conf");
        answer("ok file");
        assertThat(root.ways()).containsExactly(DnsWay.FILE);
    }

    /** An answer that came after its asker went would be taken for the next. */
    @Test
    void anInterruptDoesNotLeaveAnAnswerBehind() throws Exception {
        Thread.currentThread().interrupt();
        answer("ok file");
        assertThat(root.ways()).containsExactly(DnsWay.FILE);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aScriptThatIsGoneIsAskedNoMore() throws Exception {
        script.close();
        failsBy(() -> root.unset("tun0"), "culvert-root did not answer");
        failsBy(() -> root.unset("tun0"), "culvert-root does not answer");
        assertThat(steps.size()).isEqualTo("dns unset tun0\n".length());
    }

    @Test
    void moreThanAPipeTakesAtOnceIsNotBegun() {
        failsBy(
                () -> root.set(settings(Collections.nCopies(20, "x".repeat(250)))),
                "more than 4096 bytes of servers and domains");
        assertThat(steps.size()).isZero();
    }

    private static DnsSettings settings(List<String> domains) {
        return new DnsSettings("tun0", List.of(InterfaceAddress.address("10.0.0.53")), domains, false);
    }

    private void answer(String line) throws Exception {
        script.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        script.flush();
    }

    private static void failsBy(ThrowingCallable step, String reason) {
        assertThatThrownBy(step).isInstanceOfSatisfying(TunnelException.class, e -> {
            assertThat(e.failure().cause()).isEqualTo(FailureCause.LOCAL_STEP_FAILED);
            assertThat(e.failure().facts()).containsEntry("reason", reason);
        });
    }
}

package dev.culvert.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.words.Messages;
import dev.culvert.net.FailureCause;
import dev.culvert.net.TunnelException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The demonstration as a plain user sees it; as root, in namespaces, it is tried by the command line's acceptance tests. */
class TunnelDemoTest {
    @Test
    void runsInMemoryWithoutPrivilege() throws TunnelException {
        String said = run(Locale.ENGLISH, FailureCause.NO_PRIVILEGE);
        assertThat(said)
                .startsWith("Both ends are in memory: a real TUN device needs root")
                .contains("Verified: 10.78.0.2 answered", "Verified: fd78::2 answered")
                .endsWith("Done; all was undone.\n");
        Matcher last = Pattern.compile(
                        "2 s: sent (\\d+) packets, \\d+ kB; received (\\d+) packets, .*; round trip .* ms")
                .matcher(said);
        assertThat(last.find()).as(said).isTrue();
        assertThat(Integer.parseInt(last.group(1))).isGreaterThan(10);
        assertThat(Integer.parseInt(last.group(2))).isGreaterThan(10);
    }

    @Test
    void saysWhatIsMissingInChineseToo() throws TunnelException {
        assertThat(run(Locale.SIMPLIFIED_CHINESE, FailureCause.NO_TUN_NODE)).contains("/dev/net/tun", "已验证");
    }

    private static String run(Locale locale, FailureCause noDevice) throws TunnelException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        new TunnelDemo(Messages.of(locale), out, options -> {
                    throw new TunnelException(noDevice);
                })
                .run(Duration.ofSeconds(2));
        return said.toString(StandardCharsets.UTF_8);
    }
}

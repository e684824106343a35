package dev.culvert.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Await;
import dev.culvert.lab.Lab;
import java.time.Duration;

/** Both ends as they were before; compared byte for byte with what they are. */
public record Ends(Lab lab, String client, String server) {
    private static final Duration SOON = Duration.ofSeconds(10);

    public static Ends of(Lab lab) {
        return new Ends(lab, lab.client().snapshot(), lab.server().snapshot());
    }

    public boolean areUnchanged() {
        return lab.client().snapshot().equals(client) && lab.server().snapshot().equals(server);
    }

    public void assertUnchanged() {
        assertThat(lab.client().snapshot()).as("this end").isEqualTo(client);
        assertThat(lab.server().snapshot()).as("the server's end").isEqualTo(server);
    }

    /** For where nothing that returns says when both ends are undone, such as the death of the helper. */
    public void awaitUnchanged() {
        try {
            Await.until("both ends as before", SOON, this::areUnchanged);
        } catch (AssertionError e) {
            assertUnchanged();
            throw e;
        }
    }
}

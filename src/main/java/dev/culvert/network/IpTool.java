package dev.culvert.network;

import dev.culvert.net.TunnelException;
import java.util.List;

/** iproute2's {@code ip}. Every method blocks until it has ended, 10 seconds at most. */
public interface IpTool {
    /**
     * Carries out one command a line, up to the first that fails, in one process.
     *
     * @throws TunnelException LOCAL_STEP_FAILED when the process itself could not be run; CANCELLED when interrupted. How far
     *     it came is then unknown
     */
    BatchResult batch(List<String> lines) throws TunnelException;

    /** Carries out all lines and goes on past what fails: for an undo, where what is gone already is well. */
    void batchForced(List<String> lines) throws TunnelException;

    /** What {@code ip} prints, such as JSON. */
    String query(String... arguments) throws TunnelException;

    /**
     * How a batch ended.
     *
     * @param done how many lines were carried out
     * @param reason {@code ip}'s own words about the line after those; empty when all were
     */
    record BatchResult(int done, String reason) {
        public boolean isComplete() {
            return reason.isEmpty();
        }
    }
}

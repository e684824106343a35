package dev.culvert.control;

import dev.culvert.net.TunnelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** How a front end parts from the helper: some tunnels are left to the keeper, others are taken down. */
record Parting(HelperConnection helper) {
    private interface Action {
        void run() throws TunnelException;
    }

    /**
     * With all at once, whatever becomes of the others; blocks.
     *
     * @param keep names of tunnels that stay up
     * @param end names of those taken down
     * @throws TunnelException what failed first
     */
    void from(List<String> keep, List<String> end) throws TunnelException {
        List<TunnelException> failed = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        keep.forEach(name -> threads.add(start(() -> helper.keep(name), failed)));
        end.forEach(name -> threads.add(start(() -> helper.down(name, _ -> {}), failed)));
        try {
            for (Thread each : threads) {
                each.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!failed.isEmpty()) {
            throw failed.getFirst();
        }
    }

    private static Thread start(Action action, List<TunnelException> failed) {
        return Thread.ofVirtual().name("parting").start(() -> {
            try {
                action.run();
            } catch (TunnelException e) {
                failed.add(e);
            }
        });
    }
}

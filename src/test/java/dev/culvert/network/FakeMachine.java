package dev.culvert.network;

import java.util.ArrayList;
import java.util.List;

/** Keeps lines of {@code ip} as the kernel would keep what they say; fails or dies at a given command. */
final class FakeMachine implements IpTool {
    /** The process that spoke to this machine is no more: nothing of it may run on. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private final List<String> state = new ArrayList<>();
    private int interfaceIndex = 5;
    private int commands;
    private int batches;
    private int failAt = -1;
    private int dieAt = -1;

    List<String> state() {
        return List.copyOf(state);
    }

    int commands() {
        return commands;
    }

    int batches() {
        return batches;
    }

    void failAt(int command) {
        failAt = command;
    }

    void dieAt(int command) {
        dieAt = command;
    }

    void revive() {
        dieAt = -1;
    }

    void replaceInterface() {
        interfaceIndex++;
    }

    /** As the kernel does when the device's last user is gone. */
    void dropInterface() {
        state.removeIf(line -> line.contains(" dev "));
    }

    @Override
    public BatchResult batch(List<String> lines) {
        batches++;
        for (int i = 0; i < lines.size(); i++) {
            if (!carryOut(lines.get(i))) {
                return new BatchResult(i, "File exists");
            }
        }
        return new BatchResult(lines.size(), "");
    }

    @Override
    public void batchForced(List<String> lines) {
        lines.forEach(this::carryOut);
    }

    @Override
    public String query(String... arguments) {
        return "[{\"ifindex\":" + interfaceIndex + "}]";
    }

    private boolean carryOut(String line) {
        int command = commands++;
        if (command == dieAt) {
            throw new Killed();
        }
        if (command == failAt) {
            return false;
        }
        if (line.contains(" del ")) {
            return state.remove(line.replace(" del ", " "));
        }
        if (line.endsWith(" up") || line.endsWith(" down")) {
            state.removeIf(other -> other.startsWith("link") && (other.endsWith(" up") || other.endsWith(" down")));
        }
        return state.add(line.replace(" add ", " "));
    }
}

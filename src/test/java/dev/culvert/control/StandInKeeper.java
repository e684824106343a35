package dev.culvert.control;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process with the keeper's door and nothing behind it: writes down what it is given, and ends after a number of things. */
final class StandInKeeper {
    private StandInKeeper() {}

    /** @param arguments place, XDG_RUNTIME_DIR, the file to write to, and after how many things to end; with none it fails */
    public static void main(String[] arguments) throws Exception {
        Path notes = Path.of(arguments[2]);
        KeeperDoor door = new KeeperDoor(
                List.of(), arguments[0], Map.of("XDG_RUNTIME_DIR", arguments[1]), Duration.ofSeconds(20));
        try (KeeperDoor.Open open = door.open()) {
            note(notes, "first " + open.first().profile());
            if (arguments[3].equals("0")) {
                throw new IllegalStateException("fails");
            }
            open.taken();
            for (int taken = 1; taken < Integer.parseInt(arguments[3]); taken++) {
                open.next(handover -> note(notes, "next " + handover.profile()));
            }
            open.clear();
        }
    }

    private static void note(Path notes, String line) throws java.io.IOException {
        Files.writeString(notes, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}

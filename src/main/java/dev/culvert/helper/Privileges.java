package dev.culvert.helper;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the kernel lets this process do, thread by thread, for capabilities are a thread's (capabilities(7)). culvert-root cut
 * them before Java started; here it is seen that it did.
 *
 * @param uid the user id that every thread runs as
 * @param excess what is more than CAP_NET_ADMIN, one line a finding; empty when the cut is whole
 */
record Privileges(long uid, List<String> excess) {
    /** Bit 12 of the masks (linux/capability.h). */
    private static final long NET_ADMIN = 1L << 12;

    private static final List<String> MASKS = List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb");

    Privileges {
        excess = List.copyOf(excess);
    }

    /** Reads {@code /proc/self/task/TID/status} (proc_pid_status(5)) of every thread there is now. */
    static Privileges ofThisProcess() throws IOException {
        return read(Path.of("/proc/self/task"));
    }

    static Privileges read(Path tasks) throws IOException {
        List<String> excess = new ArrayList<>();
        long uid = -1;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                Map<String, String> status;
                try {
                    status = status(thread.resolve("status"));
                } catch (NoSuchFileException e) {
                    continue; // the thread has ended
                }
                long threadUid = Long.parseLong(field(status, "Uid").split("\\s+", 2)[0]);
                String id = "thread " + thread.getFileName();
                if (uid != -1 && uid != threadUid) {
                    excess.add(id + ": user " + threadUid);
                }
                uid = threadUid;
                for (String mask : MASKS) {
                    if ((Long.parseUnsignedLong(field(status, mask), 16) & ~NET_ADMIN) != 0) {
                        excess.add(id + ": " + mask + " " + field(status, mask));
                    }
                }
                if (!field(status, "NoNewPrivs").equals("1")) {
                    excess.add(id + ": NoNewPrivs " + field(status, "NoNewPrivs"));
                }
            }
        }
        return new Privileges(uid, excess);
    }

    private static Map<String, String> status(Path file) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        if (fields.isEmpty()) {
            throw new NoSuchFileException(file.toString());
        }
        return fields;
    }

    private static String field(Map<String, String> status, String name) throws IOException {
        String value = status.get(name);
        if (value == null) {
            throw new IOException("no " + name + " in a thread's status");
        }
        return value;
    }
}

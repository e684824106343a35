package dev.culvert.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks for bytes in all that a process can read: its memory, mapped files among it, and the files that it has open. Root's alone. */
final class ProcessSearch {
    private static final int CHUNK = 4 * 1024 * 1024;

    private final List<Needle> needles = new ArrayList<>();

    private record Needle(String name, byte[] bytes) {}

    ProcessSearch bytes(String name, byte[] bytes) {
        needles.add(new Needle(name, bytes));
        return this;
    }

    /** As Java's strings have it, one byte or two a character; and as UTF-8 has it. */
    ProcessSearch text(String name, String text) {
        return bytes(name, text.getBytes(StandardCharsets.UTF_8)).bytes(name, text.getBytes(StandardCharsets.UTF_16LE));
    }

    /** @return the names of what was found */
    Set<String> in(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> found = new TreeSet<>();
        memory(process, found);
        descriptors(process.resolve("fd"), found);
        return found;
    }

    private void memory(Path process, Set<String> found) throws IOException {
        try (RandomAccessFile memory =
                new RandomAccessFile(process.resolve("mem").toFile(), "r")) {
            for (String line : Files.readAllLines(process.resolve("maps"))) {
                String[] fields = line.split("\\s+", 6);
                // the kernel's own pages there, which nobody writes to, are not to be read this way
                if (!fields[1].startsWith("r") || (fields.length > 5 && fields[5].matches("\\[v(var|syscall).*"))) {
                    continue;
                }
                String[] range = fields[0].split("-", 2);
                region(memory, Long.parseUnsignedLong(range[0], 16), Long.parseUnsignedLong(range[1], 16), found);
            }
        }
    }

    private void region(RandomAccessFile memory, long begin, long end, Set<String> found) throws IOException {
        byte[] chunk = new byte[CHUNK];
        int kept = 0;
        for (long at = begin; at < end; ) {
            int count;
            try {
                memory.seek(at);
                count = memory.read(chunk, kept, (int) Math.min(chunk.length - kept, end - at));
            } catch (IOException e) {
                return; // unmapped since, or behind the end of a mapped file
            }
            if (count <= 0) {
                return;
            }
            at += count;
            kept = search(chunk, kept + count, found);
        }
    }

    private void descriptors(Path folder, Set<String> found) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(folder)) {
            for (Path each : descriptors) {
                if (!Files.isRegularFile(each)) {
                    continue;
                }
                byte[] chunk = new byte[CHUNK];
                int kept = 0;
                try (InputStream in = Files.newInputStream(each)) {
                    for (int count; (count = in.readNBytes(chunk, kept, CHUNK - kept)) > 0; ) {
                        kept = search(chunk, kept + count, found);
                    }
                }
            }
        }
    }

    /** @return how many bytes at the end, moved to the beginning, could be the first of something */
    private int search(byte[] chunk, int length, Set<String> found) {
        boolean[] begins = new boolean[1 << 16];
        int longest = 0;
        for (Needle needle : needles) {
            begins[pair(needle.bytes(), 0)] = true;
            longest = Math.max(longest, needle.bytes().length);
        }
        for (int i = 0; i + 1 < length; i++) {
            if (begins[pair(chunk, i)]) {
                for (Needle needle : needles) {
                    int end = i + needle.bytes().length;
                    if (end <= length && Arrays.equals(chunk, i, end, needle.bytes(), 0, needle.bytes().length)) {
                        found.add(needle.name());
                    }
                }
            }
        }
        int kept = Math.min(length, longest - 1);
        System.arraycopy(chunk, length - kept, chunk, 0, kept);
        return kept;
    }

    private static int pair(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }
}

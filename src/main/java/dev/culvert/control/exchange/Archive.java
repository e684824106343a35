package dev.culvert.control.exchange;

import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileStore;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Profiles in a file, a folder, or an archive. Nothing is unpacked: what an archive calls its entries is shown and else of no account, so
 * that it leads nowhere.
 */
public final class Archive {
    /** Of all that is looked at, unpacked, in bytes; and entries. */
    private static final long LARGEST = 64L << 20;

    private static final int MOST = 1000;

    private static final int TAR_BLOCK = 512;

    private Archive() {}

    /**
     * What was found, in its order.
     *
     * @param failures why a file of several could not be taken; where there was but one, that is thrown
     */
    public record Contents(List<Candidate> candidates, List<IOException> failures) {
        public Contents {
            candidates = List.copyOf(candidates);
            failures = List.copyOf(failures);
        }

        /** Throws what failed first, the others suppressed in it. */
        public void check() throws IOException {
            if (!failures.isEmpty()) {
                IOException first = failures.getFirst();
                failures.stream().skip(1).forEach(first::addSuppressed);
                throw first;
            }
        }
    }

    /** Of several files: one that is wrong keeps no other from being taken. */
    private static final class Gathering {
        private final List<Candidate> candidates = new ArrayList<>();
        private final List<IOException> failures = new ArrayList<>();

        void add(Source source) {
            try {
                candidates.add(source.read());
            } catch (ImportException e) {
                // NetworkManager's folder has all its connections, and a Wi-Fi among them is as it should be
                if (e.why() != ImportException.Why.NO_SSH_VPN) {
                    failures.add(e);
                }
            } catch (IOException e) {
                failures.add(e);
            }
        }
    }

    private interface Source {
        Candidate read() throws IOException;
    }

    /** A file with one profile, or several: {@code .json}, {@code .nmconnection}, {@code .zip}, {@code .tar.gz}, {@code .tgz}, or a folder of the first two. */
    public static Contents read(Path path) throws IOException {
        Gathering found = new Gathering();
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                List<Path> profiles = files.filter(each -> isProfile(each.toString()))
                        .sorted()
                        .toList();
                if (profiles.size() > MOST) {
                    throw new ImportException(ImportException.Why.TOO_MANY, path.toString());
                }
                profiles.forEach(file -> found.add(() -> file(file)));
            }
        } else if (name.endsWith(".zip")) {
            readZip(path, found);
        } else if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
            readTar(path, found);
        } else {
            found.candidates.add(file(path));
        }
        if (found.candidates.isEmpty() && found.failures.isEmpty()) {
            throw new ImportException(ImportException.Why.NO_PROFILES, path.toString());
        }
        return new Contents(found.candidates, found.failures);
    }

    private static boolean isProfile(String name) {
        int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
        return !name.startsWith(".", slash + 1) && (name.endsWith(".json") || name.endsWith(NetworkManagerSsh.SUFFIX));
    }

    private static Candidate file(Path file) throws IOException {
        StoredProfile read = ProfileStore.read(file);
        return file.toString().endsWith(NetworkManagerSsh.SUFFIX)
                ? NetworkManagerSsh.read(String.valueOf(file.getFileName()), read.text())
                : new Candidate(file.toString(), read.text(), read.reading(), List.of());
    }

    private static Candidate entry(String name, byte[] bytes) throws ImportException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return name.endsWith(NetworkManagerSsh.SUFFIX)
                ? NetworkManagerSsh.read(name, text)
                : new Candidate(name, text, ProfileReader.read(bytes), List.of());
    }

    /** Counts what is read, so that a small archive cannot be a large one. */
    private static final class Bounded {
        private final Path archive;
        private final InputStream in;
        private long left = LARGEST;
        private int entries;

        Bounded(Path archive, InputStream in) {
            this.archive = archive;
            this.in = in;
        }

        void nextEntry() throws ImportException {
            if (++entries > MOST) {
                throw new ImportException(ImportException.Why.TOO_MANY, archive.toString());
            }
        }

        /** Up to {@code most} bytes; fewer at the end. */
        byte[] read(long most) throws IOException {
            byte[] bytes = in.readNBytes((int) Math.min(most, left + 1));
            left -= bytes.length;
            if (left < 0) {
                throw new ImportException(ImportException.Why.TOO_LARGE, archive.toString());
            }
            return bytes;
        }

        void skip(long length) throws IOException {
            for (long rest = length; rest > 0; ) {
                int read = read(Math.min(rest, 1 << 16)).length;
                if (read == 0) {
                    throw new ImportException(ImportException.Why.BROKEN, archive.toString());
                }
                rest -= read;
            }
        }
    }

    private static void readZip(Path path, Gathering found) throws IOException {
        try (InputStream file = Files.newInputStream(path);
                ZipInputStream zip = new ZipInputStream(file)) {
            Bounded bounded = new Bounded(path, zip);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                bounded.nextEntry();
                // what is skipped is unpacked too, and counts
                byte[] bytes = bounded.read(ProfileReader.MAX_BYTES + 1);
                while (bounded.read(1 << 16).length > 0) {}
                String name = entry.getName();
                if (!entry.isDirectory() && isProfile(name)) {
                    found.add(() -> entry(name, bytes));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new ImportException(ImportException.Why.BROKEN, path.toString());
        }
    }

    /** The POSIX form and its elders (pax(1), ustar): blocks of 512 bytes, a header before each file. */
    private static void readTar(Path path, Gathering found) throws IOException {
        try (InputStream file = Files.newInputStream(path);
                GZIPInputStream tar = new GZIPInputStream(file)) {
            Bounded bounded = new Bounded(path, tar);
            for (byte[] header = bounded.read(TAR_BLOCK);
                    header.length == TAR_BLOCK && header[0] != 0;
                    header = bounded.read(TAR_BLOCK)) {
                bounded.nextEntry();
                String name = field(header, 0, 100);
                long size = size(header, path);
                byte[] bytes = bounded.read(Math.min(size, ProfileReader.MAX_BYTES + 1));
                long padded = (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
                bounded.skip(padded - bytes.length);
                boolean plain = header[156] == '0' || header[156] == 0;
                if (plain && isProfile(name)) {
                    found.add(() -> entry(name, bytes));
                }
            }
        }
    }

    private static long size(byte[] header, Path path) throws ImportException {
        try {
            long size = Long.parseLong(field(header, 124, 12).strip(), 8);
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new ImportException(ImportException.Why.BROKEN, path.toString());
    }

    private static String field(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    /** Writes profiles as their files have them: they hold no secrets. */
    public static void write(List<StoredProfile> profiles, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (StoredProfile each : profiles) {
            zip.putNextEntry(new ZipEntry(String.valueOf(each.file().getFileName())));
            ProfileStore.export(each, zip);
            zip.closeEntry();
        }
        zip.finish();
    }
}

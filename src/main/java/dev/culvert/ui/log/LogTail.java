package dev.culvert.ui.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a file grew by. The file may not be there, be cut and written anew (as the helper's log is when it gets too long), or be
 * replaced by another. Not thread-safe; methods block on the file system.
 */
final class LogTail implements AutoCloseable {
    /** Of a file that is longer the end is read. */
    private static final long MOST = 4 << 20;

    private final Supplier<Optional<Path>> where;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private @Nullable FileChannel open;
    private @Nullable Path path;
    private @Nullable Object key;

    /** @param where asked each time */
    LogTail(Supplier<Optional<Path>> where) {
        this.where = where;
    }

    /** @param anew whether the lines stand in place of all that came before */
    record News(boolean anew, List<String> lines) {
        static final News NONE = new News(false, List.of());
    }

    /** Complete lines since the last time. A file that is gone changes nothing: its lines stay. */
    News read() throws IOException {
        Optional<Path> now = where.get();
        if (now.isEmpty()) {
            return News.NONE;
        }
        boolean anew = false;
        try {
            BasicFileAttributes attributes = Files.readAttributes(now.get(), BasicFileAttributes.class);
            FileChannel file = open;
            if (file == null || !now.get().equals(path) || changed(attributes.fileKey())) {
                close();
                file = FileChannel.open(now.get(), StandardOpenOption.READ);
                open = file;
                path = now.get();
                key = attributes.fileKey();
                anew = true;
            } else if (file.size() < file.position()) {
                file.position(0);
                anew = true;
            }
            if (anew) {
                partial.reset();
            }
            return news(file, anew);
        } catch (NoSuchFileException e) {
            return News.NONE;
        }
    }

    private boolean changed(@Nullable Object newKey) {
        return key != null && !key.equals(newKey);
    }

    private News news(FileChannel file, boolean anew) throws IOException {
        boolean inTheMiddle = anew && file.size() > MOST;
        if (inTheMiddle) {
            file.position(file.size() - MOST);
        }
        List<String> lines = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (file.read(buffer.clear()) > 0) {
            split(buffer.flip(), lines);
        }
        if (inTheMiddle && !lines.isEmpty()) {
            lines.removeFirst();
        }
        return anew || !lines.isEmpty() ? new News(anew, lines) : News.NONE;
    }

    private void split(ByteBuffer bytes, List<String> into) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                into.add(partial.toString(StandardCharsets.UTF_8).stripTrailing());
                partial.reset();
            } else if (partial.size() < LogEntry.LONGEST) {
                partial.write(next);
            }
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel file = open;
        open = null;
        if (file != null) {
            file.close();
        }
    }
}

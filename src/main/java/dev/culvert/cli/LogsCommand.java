package dev.culvert.cli;

import dev.culvert.control.words.Printable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The helper's log: of the one that runs, else of the one that failed last. */
@Command(name = "logs")
final class LogsCommand implements Callable<Integer> {
    private static final long LOOK_AGAIN_MILLIS = 300;
    private static final int PIECE = 64 << 10;

    private final Surroundings here;

    @Option(names = {"-f", "--follow"})
    private boolean follow;

    LogsCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path log = here.helper().log().orElse(null);
        if (log == null) {
            here.terminal().error(here.text("cli.logs.none"));
            return ExitStatus.DONE;
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            copy(file);
            while (follow) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
                if (file.length() < file.getFilePointer()) {
                    file.seek(0); // cut short when it grew too long
                }
                copy(file);
            }
        }
        return ExitStatus.DONE;
    }

    private void copy(RandomAccessFile file) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int read = file.read(piece); read > 0; read = file.read(piece)) {
            here.terminal().out().print(Printable.text(new String(piece, 0, read, StandardCharsets.UTF_8)));
        }
        here.terminal().out().flush();
    }
}

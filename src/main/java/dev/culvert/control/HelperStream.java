package dev.culvert.control;

import dev.culvert.ipc.Command;
import dev.culvert.ipc.Event;
import dev.culvert.ipc.Frames;
import dev.culvert.ipc.HelperSocket;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A second connection to a helper, which carries the bytes of a stream. */
final class HelperStream {
    private HelperStream() {}

    /**
     * Blocks. The caller closes.
     *
     * @param directory of the helper's socket
     */
    static SocketChannel attach(Path directory, String token) throws IOException {
        SocketChannel stream = HelperSocket.connect(directory).orElseThrow(() -> new IOException("the helper is gone"));
        boolean attached = false;
        try {
            Frames.write(stream, Frames.encode(new Command.Attach(Command.PROTOCOL, token)));
            attached = Frames.read(stream, Event.class) instanceof Event.Done;
            if (!attached) {
                throw new IOException("the helper takes no stream");
            }
            return stream;
        } finally {
            if (!attached) {
                stream.close();
            }
        }
    }
}

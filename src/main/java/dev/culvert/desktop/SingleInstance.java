package dev.culvert.desktop;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One window for a user's desktop session: a second start brings the first one forward and ends. */
public interface SingleInstance {
    /**
     * Claims to be the one. Completes within 5 s and never with an exception: true, and {@code raise} is called, on a thread of the
     * desktop's own, each time another start asks, with the files it was given to open (usually none); or false, and the running
     * one was asked to come forward with {@code files}. Where nothing can tell, true: two windows are better than none.
     *
     * @param files made absolute for the other process
     */
    CompletableFuture<Boolean> claim(List<Path> files, Consumer<List<Path>> raise);
}

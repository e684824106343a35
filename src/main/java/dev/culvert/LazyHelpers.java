package dev.culvert;

import dev.culvert.control.HelperAccess;
import dev.culvert.control.HelperConnection;
import dev.culvert.control.Helpers;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.TunnelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way to the helper for commands of which most need none: nothing is loaded before it is used. */
final class LazyHelpers implements HelperAccess {
    private final Maker maker;
    private @Nullable Helpers made;

    /** Makes the way to the helper. */
    interface Maker {
        Helpers make() throws TunnelException;
    }

    LazyHelpers(Maker maker) {
        this.maker = maker;
    }

    @Override
    public List<TunnelStatus> leftClosed() throws TunnelException {
        return helpers().leftClosed();
    }

    @Override
    public Optional<HelperConnection> attach() throws TunnelException {
        return helpers().attach();
    }

    @Override
    public HelperConnection attachOrStart() throws TunnelException {
        return helpers().attachOrStart();
    }

    @Override
    public Optional<Path> log() throws TunnelException {
        return helpers().log();
    }

    private synchronized Helpers helpers() throws TunnelException {
        Helpers helpers = made == null ? maker.make() : made;
        made = helpers;
        return helpers;
    }
}

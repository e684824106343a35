package dev.culvert.control;

import dev.culvert.ipc.Event;
import dev.culvert.ipc.TunnelStatus;
import dev.culvert.net.Failure;
import dev.culvert.profile.StoredProfile;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets one call through at a time. */
record OneAtATime(Tunnels.Listener to) implements Tunnels.Listener {
    private void tell(Consumer<Tunnels.Listener> what) {
        synchronized (this) {
            what.accept(to);
        }
    }

    @Override
    public void profiles(List<StoredProfile> all) {
        tell(each -> each.profiles(all));
    }

    @Override
    public void storeTrouble(@Nullable IOException reason) {
        tell(each -> each.storeTrouble(reason));
    }

    @Override
    public void helper(HelperHealth health) {
        tell(each -> each.helper(health));
    }

    @Override
    public void tunnels(List<TunnelStatus> all) {
        tell(each -> each.tunnels(all));
    }

    @Override
    public void event(Event event) {
        tell(each -> each.event(event));
    }

    @Override
    public void failed(String name, Failure failure) {
        tell(each -> each.failed(name, failure));
    }
}

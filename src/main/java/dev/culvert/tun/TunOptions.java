package dev.culvert.tun;

import dev.culvert.net.Layer;
import org.jspecify.annotations.Nullable;

/** What to open: the layer, and a name or null for the kernel's choice. */
public record TunOptions(Layer layer, @Nullable String name) {}

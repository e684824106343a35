package dev.culvert.ui.editor;

import java.util.List;
import java.util.function.Predicate;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * Which traffic goes through the tunnel, as one choice over the profile's {@code routes} and {@code exclude}. What a choice
 * hides is remembered, so that choosing back brings it back. JavaFX thread.
 */
public final class RouteChoice {
    /** What goes through the tunnel. */
    public enum Through {
        /** The networks that are listed. */
        ONLY_THESE,
        /** All but the networks that are listed. */
        ALL_EXCEPT,
        ALL
    }

    private final ObjectProperty<List<String>> routes;
    private final ObjectProperty<List<String>> exclude;
    private final ReadOnlyObjectWrapper<Through> through = new ReadOnlyObjectWrapper<>(Through.ONLY_THESE);
    private List<String> hiddenRoutes = List.of();
    private List<String> hiddenExclude = List.of();

    RouteChoice(ObjectProperty<List<String>> routes, ObjectProperty<List<String>> exclude) {
        this.routes = routes;
        this.exclude = exclude;
        routes.addListener((property, was, is) -> follow());
        exclude.addListener((property, was, is) -> follow());
        follow();
    }

    static boolean isDefault(String route) {
        return route.equals("default") || route.equals("0.0.0.0/0") || route.equals("::/0");
    }

    public ReadOnlyObjectProperty<Through> through() {
        return through.getReadOnlyProperty();
    }

    /** Changes routes and exclude to what {@code chosen} means. */
    public void choose(Through chosen) {
        if (chosen == through.get()) {
            return;
        }
        List<String> named = routes.get().stream()
                .filter(Predicate.not(RouteChoice::isDefault))
                .toList();
        if (through.get() == Through.ONLY_THESE) {
            hiddenRoutes = named;
        }
        if (!exclude.get().isEmpty()) {
            hiddenExclude = exclude.get();
        }
        through.set(chosen);
        if (chosen == Through.ONLY_THESE) {
            exclude.set(List.of());
            routes.set(named.isEmpty() ? hiddenRoutes : named);
        } else {
            // before the routes, for they decide what an empty list means
            exclude.set(chosen == Through.ALL ? List.of() : hiddenExclude);
            if (named.size() == routes.get().size() || chosen == Through.ALL) {
                routes.set(List.of("default"));
            }
        }
        through.set(chosen);
    }

    private void follow() {
        boolean all = routes.get().stream().anyMatch(RouteChoice::isDefault);
        boolean except = !exclude.get().isEmpty() || through.get() == Through.ALL_EXCEPT;
        through.set(!all ? Through.ONLY_THESE : except ? Through.ALL_EXCEPT : Through.ALL);
    }
}

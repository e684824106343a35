package dev.culvert.ui.editor;

import static dev.culvert.ui.editor.RouteChoice.Through.ALL;
import static dev.culvert.ui.editor.RouteChoice.Through.ALL_EXCEPT;
import static dev.culvert.ui.editor.RouteChoice.Through.ONLY_THESE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.junit.jupiter.api.Test;

class RouteChoiceTest {
    private final ObjectProperty<List<String>> routes = new SimpleObjectProperty<>(List.of());
    private final ObjectProperty<List<String>> exclude = new SimpleObjectProperty<>(List.of());
    private final RouteChoice choice = new RouteChoice(routes, exclude);

    @Test
    void saysWhatTheProfileSays() {
        assertThat(choice.through().get()).isEqualTo(ONLY_THESE);
        routes.set(List.of("10.0.0.0/8", "default"));
        assertThat(choice.through().get()).isEqualTo(ALL);
        exclude.set(List.of("10.1.0.0/16"));
        assertThat(choice.through().get()).isEqualTo(ALL_EXCEPT);
        routes.set(List.of("10.0.0.0/8"));
        assertThat(choice.through().get()).isEqualTo(ONLY_THESE);
        routes.set(List.of("0.0.0.0/0"));
        assertThat(choice.through().get()).isEqualTo(ALL_EXCEPT);
    }

    @Test
    void choosingBackBringsBack() {
        routes.set(List.of("10.0.0.0/8", "fd00::/8"));
        choice.choose(ALL_EXCEPT);
        assertThat(routes.get()).containsExactly("default");
        assertThat(choice.through().get()).as("with nothing excluded yet").isEqualTo(ALL_EXCEPT);
        exclude.set(List.of("10.1.0.0/16"));
        choice.choose(ALL);
        assertThat(exclude.get()).isEmpty();
        assertThat(routes.get()).containsExactly("default");
        choice.choose(ONLY_THESE);
        assertThat(routes.get()).containsExactly("10.0.0.0/8", "fd00::/8");
        assertThat(exclude.get()).isEmpty();
        choice.choose(ALL_EXCEPT);
        assertThat(exclude.get()).containsExactly("10.1.0.0/16");
        choice.choose(ALL_EXCEPT);
        assertThat(exclude.get()).containsExactly("10.1.0.0/16");
    }

    @Test
    void emptyingTheExceptionsIsNotYetEverything() {
        routes.set(List.of("default"));
        exclude.set(List.of("10.1.0.0/16"));
        exclude.set(List.of());
        assertThat(choice.through().get()).isEqualTo(ALL_EXCEPT);
    }
}

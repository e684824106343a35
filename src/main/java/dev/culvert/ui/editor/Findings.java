package dev.culvert.ui.editor;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.IntegerBinding;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * When what was found is said: at a field when it is left, and no more once it is typed in again. While a field is typed in,
 * nothing new is said of others. JavaFX thread.
 */
final class Findings {
    private final ObservableList<Finding> shown = FXCollections.observableArrayList();

    /** One for all: a wrapper that nobody holds would take its listeners with it. */
    private final ObservableList<Finding> view = FXCollections.unmodifiableObservableList(shown);

    /** Fields whose emptiness is said. */
    private final Set<Field> looked;

    private List<Finding> found = List.of();
    private @Nullable Field typing;

    /** @param isNew what is empty is called wrong only where it was looked at */
    Findings(boolean isNew) {
        looked = isNew ? EnumSet.noneOf(Field.class) : EnumSet.allOf(Field.class);
    }

    ObservableList<Finding> shown() {
        return view;
    }

    void found(List<Finding> now) {
        found = List.copyOf(now);
        show();
    }

    /** @param field that is typed in from now on; null: none */
    void typing(@Nullable Field field) {
        typing = field;
        show();
    }

    @Nullable
    Field typing() {
        return typing;
    }

    void left(Field field) {
        looked.add(field);
        if (typing == field || typing == null) {
            typing(null);
        }
    }

    void sayAll() {
        looked.addAll(EnumSet.allOf(Field.class));
        typing(null);
    }

    boolean isAllRight() {
        return found.stream().noneMatch(Finding.Wrong.class::isInstance);
    }

    /** In the order of the pages. */
    Optional<Finding> firstProblem() {
        return shown.stream()
                .filter(Finding.Wrong.class::isInstance)
                .min(Comparator.comparing(Finding::field, Comparator.nullsLast(Comparator.naturalOrder())));
    }

    IntegerBinding problems(Tab page) {
        return Bindings.createIntegerBinding(
                () -> (int) shown.stream()
                        .filter(finding -> finding instanceof Finding.Wrong && finding.tab() == page)
                        .count(),
                shown);
    }

    private void show() {
        Set<String> before = new HashSet<>();
        shown.forEach(finding -> before.add(key(finding)));
        List<Finding> now = found.stream()
                .filter(finding -> typing == null
                        ? !(finding instanceof Finding.Wrong wrong && wrong.isMissing()) || isLooked(finding)
                        : finding.field() != typing && before.contains(key(finding)))
                .toList();
        if (!now.equals(shown)) {
            shown.setAll(now);
        }
    }

    private boolean isLooked(Finding finding) {
        Field field = finding.field();
        return field == null || looked.contains(field);
    }

    /** The same finding, wherever it stands in the text by now. */
    private static String key(Finding finding) {
        return switch (finding) {
            case Finding.Wrong(var field, var problem) -> problem.pointer() + problem.reason();
            case Finding.NotCarriedOut(var field, var problem) -> problem.pointer() + problem.reason();
            case Finding.OverlapsLocal overlap -> overlap.toString();
        };
    }
}

package dev.culvert.ui.editor;

import dev.culvert.control.words.Messages;
import dev.culvert.ui.kit.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;

/**
 * A list of short texts, each a chip, with a field to type the next. Enter, a comma or leaving makes a chip; Backspace in the
 * empty field, or the left arrow, selects one, Backspace again or Delete removes it, Enter or a click takes it back into the
 * field. What is typed and no chip yet is part of the value.
 */
final class ChipsField extends Region {
    private static final PseudoClass SELECTED = PseudoClass.getPseudoClass("selected");
    /** A comma, as Latin and Chinese write it. */
    private static final Pattern BETWEEN = Pattern.compile("[,，、]");

    private static final double GAP = 4;
    private static final double LEAST_INPUT = 120;

    private final Messages words;
    private final String name;
    private final List<Chip> chips = new ArrayList<>();
    private final TextField input = new Input();
    private final ObjectProperty<List<String>> value = new SimpleObjectProperty<>(this, "value", List.of());
    private Runnable onDone = () -> {};
    private int selected = -1;
    private boolean updating;

    /** @param name what the list is, for who cannot see it */
    ChipsField(Messages words, String name, String prompt) {
        this.words = words;
        this.name = name;
        getStyleClass().add("chips");
        input.getStyleClass().add("chips-input");
        input.setPromptText(prompt);
        input.setAccessibleHelp(words.text("window.editor.chips.help"));
        getChildren().add(input);
        setAccessibleRole(AccessibleRole.NODE);
        value.addListener((property, was, is) -> follow(is));
        input.textProperty().addListener((property, was, is) -> typed());
        input.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        input.addEventFilter(KeyEvent.KEY_TYPED, event -> {
            if (BETWEEN.matcher(event.getCharacter()).matches()) {
                finish();
                event.consume();
            }
        });
        input.focusedProperty().addListener((property, was, is) -> {
            if (!is) {
                select(-1);
                finish();
            }
        });
        setOnMouseClicked(event -> input.requestFocus());
        describe();
    }

    /** The chips' texts, and after them what is typed. */
    ObjectProperty<List<String>> value() {
        return value;
    }

    /** Runs when an entry is finished or removed, not at each letter. */
    void setOnDone(Runnable onDone) {
        this.onDone = onDone;
    }

    /** Where the focus goes. */
    TextField input() {
        return input;
    }

    /** Marks the entries at these places, from 0, as wrong. */
    void setInvalid(Set<Integer> places) {
        for (int i = 0; i < chips.size(); i++) {
            List<String> classes = chips.get(i).getStyleClass();
            classes.remove("invalid");
            if (places.contains(i)) {
                classes.add("invalid");
            }
        }
    }

    private List<String> entries() {
        List<String> entries = new ArrayList<>();
        chips.forEach(chip -> entries.add(chip.text));
        String pending = input.getText().strip();
        if (!pending.isEmpty()) {
            entries.add(pending);
        }
        return entries;
    }

    private void follow(List<String> now) {
        if (updating || now.equals(entries())) {
            return;
        }
        updating = true;
        chips.clear();
        now.forEach(text -> chips.add(new Chip(text)));
        input.clear();
        updating = false;
        select(-1);
        arrange();
    }

    private void typed() {
        if (updating) {
            return;
        }
        select(-1);
        tell();
    }

    /** Makes a chip of what is typed. */
    void finish() {
        if (!input.getText().isBlank()) {
            updating = true;
            add(List.of(BETWEEN.split(input.getText(), -1)));
            input.clear();
            updating = false;
            tell();
        }
        onDone.run();
    }

    private void add(List<String> texts) {
        for (String text : texts) {
            if (!text.isBlank()) {
                chips.add(new Chip(text.strip()));
            }
        }
        arrange();
    }

    private void remove(int index) {
        chips.remove(index);
        select(Math.min(index, chips.size()) - 1);
        arrange();
        tell();
        onDone.run();
    }

    /** Takes a chip back into the field, to be changed. */
    private void change(int index) {
        finish();
        String text = chips.remove(index).text;
        select(-1);
        arrange();
        updating = true;
        input.setText(text);
        updating = false;
        input.requestFocus();
        input.end();
        tell();
    }

    private void tell() {
        updating = true;
        value.set(List.copyOf(entries()));
        updating = false;
        describe();
    }

    private void arrange() {
        List<Node> nodes = new ArrayList<>(chips);
        nodes.add(input);
        if (!getChildren().equals(nodes)) {
            // the field stays, for with it the focus would go
            getChildren().removeIf(node -> node instanceof Chip);
            getChildren().addAll(0, chips);
        }
        describe();
    }

    private void describe() {
        String chosen = selected < 0 ? "" : "; " + chips.get(selected).text;
        input.setAccessibleText(name + (chips.isEmpty() ? "" : ": " + String.join(", ", texts())) + chosen);
    }

    private List<String> texts() {
        return chips.stream().map(chip -> chip.text).toList();
    }

    private void select(int index) {
        selected = index;
        for (int i = 0; i < chips.size(); i++) {
            chips.get(i).pseudoClassStateChanged(SELECTED, i == index);
        }
        describe();
    }

    private void pressed(KeyEvent event) {
        boolean empty = input.getText().isEmpty();
        boolean atStart = input.getCaretPosition() == 0 && input.getSelection().getLength() == 0;
        boolean plain = !event.isShiftDown() && !event.isShortcutDown() && !event.isAltDown();
        boolean used = switch (event.getCode()) {
            case ENTER -> {
                boolean something = selected >= 0 || !input.getText().isBlank();
                if (selected >= 0) {
                    change(selected);
                } else if (something) {
                    finish();
                }
                yield something;
            }
            case BACK_SPACE -> {
                boolean chosen = selected >= 0;
                if (chosen) {
                    remove(selected);
                } else if (empty) {
                    select(chips.size() - 1);
                }
                yield chosen || empty;
            }
            case DELETE -> {
                boolean chosen = selected >= 0;
                if (chosen) {
                    remove(selected);
                }
                yield chosen;
            }
            case LEFT -> {
                boolean move = plain && atStart && !chips.isEmpty();
                if (move) {
                    select(selected < 0 ? chips.size() - 1 : Math.max(0, selected - 1));
                }
                yield move;
            }
            case RIGHT -> {
                boolean move = plain && selected >= 0;
                if (move) {
                    select(selected + 1 < chips.size() ? selected + 1 : -1);
                }
                yield move;
            }
            case ESCAPE -> {
                boolean chosen = selected >= 0;
                select(-1);
                yield chosen;
            }
            default -> false;
        };
        if (used) {
            event.consume();
        }
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 280;
    }

    @Override
    protected double computeMinWidth(double height) {
        return LEAST_INPUT;
    }

    @Override
    protected double computeMinHeight(double width) {
        return width < 0 ? 32 : computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        return flow(width < 0 ? prefWidth(-1) : width, false);
    }

    @Override
    protected void layoutChildren() {
        flow(getWidth(), true);
    }

    /** Chips from left to right, line by line, and the field in what is left of the last line, or on one of its own. */
    private double flow(double width, boolean place) {
        Insets inside = getInsets();
        double right = width - inside.getRight();
        double x = inside.getLeft();
        double y = inside.getTop();
        double line = 24;
        for (Chip chip : chips) {
            double wide = Math.min(snapSizeX(chip.prefWidth(-1)), right - inside.getLeft());
            if (x > inside.getLeft() && x + wide > right) {
                x = inside.getLeft();
                y += line + GAP;
            }
            if (place) {
                chip.resizeRelocate(x, y, wide, line);
            }
            x += wide + GAP;
        }
        if (x > inside.getLeft() && x + LEAST_INPUT > right) {
            x = inside.getLeft();
            y += line + GAP;
        }
        if (place) {
            input.resizeRelocate(x, y, Math.max(0, right - x), line);
        }
        return y + line + inside.getBottom();
    }

    /** One entry. Its button is for the mouse: with the keyboard, chips are selected from the field. */
    private final class Chip extends HBox {
        private final String text;

        Chip(String text) {
            this.text = text;
            getStyleClass().add("chip");
            Label label = new Label(text);
            label.setTooltip(new Tooltip(text));
            label.setMinWidth(0);
            Button remove = Nodes.iconButton(
                    words.text("window.editor.chips.remove", "item", text),
                    Feather.X,
                    () -> ChipsField.this.remove(chips.indexOf(this)),
                    "chip-button",
                    "flat");
            remove.setFocusTraversable(false);
            getChildren().addAll(label, remove);
            label.setOnMouseClicked(event -> {
                change(chips.indexOf(this));
                event.consume();
            });
        }
    }

    /** Lines that are pasted are entries, and so is what commas part. */
    private final class Input extends TextField {
        @Override
        public void paste() {
            String pasted = Clipboard.getSystemClipboard().getString();
            if (pasted != null) {
                String line = pasted.strip().replaceAll("\\s*\\R\\s*", ",");
                replaceSelection(line);
                if (BETWEEN.matcher(line).find()) {
                    finish();
                }
            }
        }
    }
}

package dev.culvert.ui.editor;

import dev.culvert.profile.Profile;
import dev.culvert.profile.ProfileProblem;
import dev.culvert.profile.ProfileReader;
import dev.culvert.profile.ProfileReading;
import dev.culvert.profile.ProfileWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.IntegerBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * A profile while it is edited. Its JSON text is the truth; the fields show and change parts of it, so that what no field knows
 * stays as it was written. ProfileReader alone says what is wrong. JavaFX thread, or any one thread in tests.
 */
public final class EditorViewModel {
    private final boolean isNew;
    private final StringProperty text = new SimpleStringProperty(this, "text");
    private final StringProperty savedText = new SimpleStringProperty(this, "savedText");
    private final Map<Field, StringProperty> texts = new EnumMap<>(Field.class);
    private final Map<Field, BooleanProperty> flags = new EnumMap<>(Field.class);
    private final Map<Field, ObjectProperty<List<String>>> lists = new EnumMap<>(Field.class);
    private final RouteChoice routeChoice;
    private final Carried carried = new Carried();

    private final BooleanBinding dirty = text.isNotEqualTo(savedText);
    private final BooleanProperty tunnelUp = new SimpleBooleanProperty(this, "tunnelUp");
    private final ObjectProperty<OptionalInt> measuredMtu =
            new SimpleObjectProperty<>(this, "measuredMtu", OptionalInt.empty());
    private final ReadOnlyBooleanWrapper readable = new ReadOnlyBooleanWrapper(this, "readable");
    private final ObjectProperty<Tab> tab = new SimpleObjectProperty<>(this, "tab", Tab.GENERAL);
    private final Findings findings;
    private final Leaving leaving;

    private @Nullable JsonDocument document;
    private @Nullable JsonDocument saved;
    private List<LocalNetwork> localNetworks = List.of();
    private Consumer<Finding> onGoTo = finding -> {};
    private boolean refreshing;

    /** One field's changes all start from here, so that clearing and typing again is as if nothing was cleared. */
    private @Nullable JsonDocument base;

    private @Nullable Field based;
    private String lastEdit = "";

    /**
     * @param text of the profile, right or wrong; {@link #blank} for a new one
     * @param isNew the profile is not saved yet: what is empty is not called wrong before it was looked at
     */
    public EditorViewModel(String text, boolean isNew, Leaving leaving) {
        this.isNew = isNew;
        this.leaving = leaving;
        findings = new Findings(isNew);
        for (Field field : Field.values()) {
            switch (field.kind()) {
                case REQUIRED_TEXT, TEXT, INTEGER ->
                    texts.put(
                            field,
                            watched(
                                    new SimpleStringProperty(this, field.name(), ""),
                                    field,
                                    (now, value) -> now.with(field, value)));
                case ON, OFF ->
                    flags.put(
                            field,
                            watched(
                                    new SimpleBooleanProperty(this, field.name()),
                                    field,
                                    (now, value) -> now.with(field, value)));
                case LIST ->
                    lists.put(
                            field,
                            watched(
                                    new SimpleObjectProperty<>(this, field.name(), List.of()),
                                    field,
                                    (now, value) -> now.with(field, value)));
            }
        }
        saved = JsonDocument.parse(text).orElse(null);
        savedText.set(text);
        this.text.set(text);
        read(text);
        this.text.addListener((property, was, is) -> read(is));
        tab.addListener((property, was, is) -> leaveTypedIn());
        routeChoice = new RouteChoice(list(Field.ROUTES), list(Field.EXCLUDE));
        leaving.attach(this);
    }

    /** What a new profile starts as. */
    public static String blank(String name) {
        return ProfileWriter.write(Profile.of(name, Profile.Mode.TUN, Profile.Server.of("")));
    }

    /** How a field's new value changes the text. */
    private interface Change<T> {
        String apply(FieldText now, T value);
    }

    private <T, P extends ObservableValue<? super T>> P watched(P property, Field field, Change<T> change) {
        property.addListener((observable, was, is) -> {
            if (!refreshing) {
                @SuppressWarnings("unchecked") // the property's own value
                T value = (T) is;
                edit(field, now -> change.apply(now, value));
            }
        });
        return property;
    }

    private void edit(Field field, Function<FieldText, String> change) {
        JsonDocument now = document;
        if (now == null) {
            return;
        }
        if (field != based || base == null || !text.get().equals(lastEdit)) {
            base = now;
            based = field;
        }
        String changed = change.apply(new FieldText(base, saved));
        boolean typed = field.kind() != Field.Kind.ON && field.kind() != Field.Kind.OFF;
        lastEdit = changed;
        findings.typing(typed ? field : null);
        text.set(changed);
    }

    /** Takes the fields' values from the text, and asks ProfileReader. */
    private void read(String now) {
        JsonDocument parsed = JsonDocument.parse(now).orElse(null);
        if (!now.equals(lastEdit)) {
            findings.typing(null);
        }
        document = parsed;
        readable.set(parsed != null);
        if (parsed != null) {
            refreshing = true;
            try {
                texts.forEach((field, property) -> property.set(FieldText.text(parsed, field)));
                flags.forEach((field, property) -> property.set(FieldText.flag(parsed, field)));
                lists.forEach((field, property) -> property.set(FieldText.list(parsed, field)));
            } finally {
                refreshing = false;
            }
        }
        check();
    }

    private void check() {
        List<Finding> found = new ArrayList<>();
        switch (ProfileReader.read(text.get())) {
            case ProfileReading.Invalid(List<ProfileProblem> problems) ->
                problems.forEach(problem -> found.add(Finding.Wrong.of(problem)));
            case ProfileReading.Valid(var profile, List<ProfileProblem> notSupported) ->
                notSupported.forEach(problem -> found.add(Finding.NotCarriedOut.of(problem)));
        }
        for (String route :
                document == null ? List.<String>of() : list(Field.ROUTES).get()) {
            localNetworks.stream()
                    .filter(network -> network.isOverriddenBy(route))
                    .findFirst()
                    .ifPresent(network -> found.add(new Finding.OverlapsLocal(route, network)));
        }
        findings.found(found);
    }

    /** The field is no longer typed in: what is wrong with it is said now. */
    public void leave(Field field) {
        StringProperty typed = texts.get(field);
        if (typed != null && readable.get()) {
            typed.set(typed.get().strip());
        }
        findings.left(field);
    }

    private void leaveTypedIn() {
        Field field = findings.typing();
        if (field != null) {
            leave(field);
        }
    }

    /** Says everything that is wrong; true when that is nothing. Otherwise goes to the first problem. */
    boolean isRightOrGoesToProblem() {
        findings.sayAll();
        goToFirstProblem();
        return findings.isAllRight();
    }

    /** Opens the page of the first problem that is shown, and asks the view to put the focus there. */
    public void goToFirstProblem() {
        findings.firstProblem().ifPresent(this::goTo);
    }

    /** Opens the page of {@code finding}, and asks the view to put the focus there. */
    public void goTo(Finding finding) {
        tab.set(finding.tab());
        onGoTo.accept(finding);
    }

    /** What puts the focus where a finding is; the view's. */
    public void setOnGoTo(Consumer<Finding> onGoTo) {
        this.onGoTo = onGoTo;
    }

    /** The networks this computer is in, to warn of routes that take their traffic. */
    public void setLocalNetworks(List<LocalNetwork> networks) {
        localNetworks = List.copyOf(networks);
        check();
    }

    /** {@code now} is what the file holds: nothing is left to save. */
    void markSaved(String now) {
        saved = JsonDocument.parse(now).orElse(null);
        savedText.set(now);
    }

    public boolean isNew() {
        return isNew;
    }

    /** The profile's JSON. */
    public StringProperty text() {
        return text;
    }

    String savedText() {
        return savedText.get();
    }

    /** The name under which the profile is known: that in the saved text; empty for a new one. */
    public String savedName() {
        return saved == null ? "" : FieldText.text(saved, Field.NAME);
    }

    public StringProperty text(Field field) {
        return get(texts, field);
    }

    public BooleanProperty flag(Field field) {
        return get(flags, field);
    }

    public ObjectProperty<List<String>> list(Field field) {
        return get(lists, field);
    }

    private static <P> P get(Map<Field, P> from, Field field) {
        P property = from.get(field);
        if (property == null) {
            throw new IllegalArgumentException(field + " is " + field.kind());
        }
        return property;
    }

    public RouteChoice routes() {
        return routeChoice;
    }

    /** Whether this version carries out what the field asks for. */
    public boolean carriesOut(Field field) {
        return carried.carriesOut(field);
    }

    /** @param mode as a profile names it: {@code proxy} */
    public boolean carriesOutMode(String mode) {
        return carried.carriesOutMode(mode);
    }

    /** Whether the profile's text has the field's key. */
    public boolean isSet(Field field) {
        return document != null && document.at(field.path()) != null;
    }

    /** The text is JSON, so that there is something for fields to show. */
    public ReadOnlyBooleanProperty readable() {
        return readable.getReadOnlyProperty();
    }

    /** What is to be said now, in the order of the text. */
    public ObservableList<Finding> findings() {
        return findings.shown();
    }

    public ObjectProperty<Tab> tab() {
        return tab;
    }

    public boolean isDirty() {
        return dirty.get();
    }

    public BooleanBinding dirty() {
        return dirty;
    }

    /** The tunnel is up, so that changes wait for its next connection; whoever knows sets it. */
    public BooleanProperty tunnelUp() {
        return tunnelUp;
    }

    /** The MTU that was measured at the last connection, in bytes; whoever knows sets it. */
    public ObjectProperty<OptionalInt> measuredMtu() {
        return measuredMtu;
    }

    /** Saving, and the question what becomes of changes. */
    public Leaving leaving() {
        return leaving;
    }

    /** Runs {@code whenLeft} at once or after the user has decided what becomes of changes; never when they keep editing. */
    public void requestLeave(Runnable whenLeft) {
        leaving.request(whenLeft);
    }

    /** How many problems a page has that are shown now. */
    public IntegerBinding problems(Tab page) {
        return findings.problems(page);
    }
}

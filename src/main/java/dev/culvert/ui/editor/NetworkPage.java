package dev.culvert.ui.editor;

import dev.culvert.ui.editor.RouteChoice.Through;
import dev.culvert.ui.kit.Nodes;
import dev.culvert.ui.kit.Switch;
import java.util.List;
import java.util.OptionalInt;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Addresses, what goes through the tunnel, names, kill switch and MTU. */
final class NetworkPage extends VBox {
    private static final double FIELD = 240;

    private final FieldControls fields;
    private final EditorViewModel editor;
    private final ObservableBooleanValue narrow;

    NetworkPage(FieldControls fields, ObservableBooleanValue narrow) {
        this.fields = fields;
        this.editor = fields.editor();
        this.narrow = narrow;
        getStyleClass().add("cards");
        getChildren().addAll(addresses(), traffic(), GeneralPage.card(killSwitch(), mtu()));
    }

    private VBox addresses() {
        TextField here = fields.line(Field.ADDRESSES, "addresses", fields.word("addresses.prompt"), FIELD);
        TextField there =
                fields.line(Field.REMOTE_ADDRESSES, "remoteAddresses", fields.word("addresses.prompt"), FIELD);
        FlowPane serverEnd = new FlowPane(16, 8, there, fields.check(Field.CONFIGURE, "configure"));
        serverEnd.getStyleClass().add("ticks");
        return GeneralPage.card(
                new FormRow(fields.word("addresses"), narrow, here, fields.notes(Field.ADDRESSES)).labels(here),
                new FormRow(
                                fields.word("remoteAddresses"),
                                narrow,
                                serverEnd,
                                fields.notes(Field.REMOTE_ADDRESSES, Field.CONFIGURE))
                        .labels(there));
    }

    private VBox traffic() {
        Segments<Through> through =
                new Segments<>(List.of(Through.values()), each -> fields.word("through." + each), each -> {
                    editor.routes().choose(each);
                    editor.leave(Field.ROUTES);
                    editor.leave(Field.EXCLUDE);
                });
        ChipsField routes = fields.chips(Field.ROUTES, "routes", fields.word("routes.prompt"));
        routes.getStyleClass().add("roomy");
        ChipsField exclude = fields.chips(Field.EXCLUDE, "exclude", fields.word("routes.prompt"));
        exclude.getStyleClass().add("roomy");
        VBox routeNotes = fields.notes(Field.ROUTES);
        FormRow throughRow = new FormRow(fields.word("through"), narrow, through);
        FormRow routesRow = new FormRow(fields.word("routes"), narrow, routes, routeNotes).labels(routes.input());
        FormRow excludeRow = new FormRow(fields.word("exclude"), narrow, exclude, fields.notes(Field.EXCLUDE))
                .labels(exclude.input());
        Runnable show = () -> {
            Through chosen = editor.routes().through().get();
            through.show(chosen);
            // what else the profile lists is never hidden, and neither is what is wrong with it
            boolean more = editor.list(Field.ROUTES).get().size() > 1
                    || editor.findings().stream().anyMatch(finding -> finding.field() == Field.ROUTES);
            Nodes.shown(routesRow, chosen == Through.ONLY_THESE || more);
            Nodes.shown(
                    excludeRow,
                    chosen == Through.ALL_EXCEPT
                            || !editor.list(Field.EXCLUDE).get().isEmpty());
        };
        editor.routes().through().addListener((property, was, is) -> show.run());
        editor.findings().addListener((javafx.beans.InvalidationListener) changed -> show.run());
        editor.text().addListener((property, was, is) -> show.run());
        show.run();
        return GeneralPage.card(throughRow, routesRow, excludeRow, dns());
    }

    private FormRow dns() {
        TextField servers = fields.line(Field.DNS_SERVERS, "dns", fields.word("dns.prompt"), 160);
        servers.setMinWidth(120);
        ChipsField domains = fields.chips(Field.DNS_DOMAINS, "dns.domains", fields.word("dns.domains.prompt"));
        Label between = Nodes.label(fields.word("dns.for"), "muted");
        between.setMinWidth(USE_PREF_SIZE);
        GridPane row = new GridPane(8, 8);
        GridPane.setHgrow(domains, Priority.ALWAYS);
        row.getChildren().addAll(servers, between, domains);
        Runnable arrange = () -> {
            int line = narrow.get() ? 1 : 0;
            GridPane.setConstraints(servers, 0, 0, narrow.get() ? 2 : 1, 1);
            GridPane.setConstraints(between, 1 - line, line);
            GridPane.setConstraints(domains, 2 - line, line);
        };
        narrow.addListener((property, was, is) -> arrange.run());
        arrange.run();
        return new FormRow(
                        fields.word("dns"),
                        narrow,
                        row,
                        later(Field.DNS_SERVERS, row),
                        fields.notes(Field.DNS_SERVERS, Field.DNS_DOMAINS))
                .labels(servers);
    }

    private FormRow killSwitch() {
        Switch toggle = fields.toggle(Field.KILL_SWITCH, "killSwitch.on");
        Node note = later(Field.KILL_SWITCH, toggle);
        Label help = fields.help(fields.word("killSwitch.help"));
        Nodes.shown(help, editor.carriesOut(Field.KILL_SWITCH));
        return new FormRow(
                fields.word("killSwitch"),
                narrow,
                fields.switchRow(fields.word("killSwitch.on"), new VBox(help, note), toggle),
                fields.notes(Field.KILL_SWITCH));
    }

    /** What comes with a later version is off, and says so, unless the profile has it: then it can be taken out. */
    private Node later(Field field, Node control) {
        Label note = fields.help(fields.word("later"));
        if (field == Field.DNS_SERVERS) {
            note.getStyleClass().add("note");
        }
        Runnable show = () -> {
            boolean off = !editor.carriesOut(field) && !isWanted(field);
            control.setDisable(off);
            Nodes.shown(note, off);
        };
        editor.text().addListener((property, was, is) -> show.run());
        show.run();
        return note;
    }

    private boolean isWanted(Field field) {
        return field == Field.KILL_SWITCH ? editor.flag(field).get() : editor.isSet(field);
    }

    private FormRow mtu() {
        TextField number = fields.text(Field.MTU, "mtu", "", 80);
        Switch auto = Switch.setting();
        auto.setAccessibleText(fields.word("mtu.auto"));
        Label help = fields.help("");
        Runnable show = () -> {
            OptionalInt measured = editor.measuredMtu().get();
            boolean automatic = isAutomatic();
            auto.selectedProperty().set(automatic);
            number.setDisable(automatic);
            number.setPromptText(measured.isPresent() ? String.valueOf(measured.getAsInt()) : "");
            help.setText(
                    !automatic
                            ? fields.word("mtu.fixed")
                            : measured.isEmpty()
                                    ? fields.word("mtu.unmeasured")
                                    : fields.word("mtu.measured", "mtu", String.valueOf(measured.getAsInt())));
        };
        auto.setOnAction(() -> {
            editor.text(Field.MTU)
                    .set(
                            isAutomatic()
                                    ? String.valueOf(editor.measuredMtu().get().orElse(1500))
                                    : "");
            editor.leave(Field.MTU);
            if (!isAutomatic()) {
                number.requestFocus();
                number.selectAll();
            }
        });
        editor.text(Field.MTU).addListener((property, was, is) -> show.run());
        editor.measuredMtu().addListener((property, was, is) -> show.run());
        show.run();
        return new FormRow(
                fields.word("mtu"),
                narrow,
                fields.switchRow(fields.word("mtu.auto"), help, number, auto),
                fields.notes(Field.MTU));
    }

    /** An MTU that is being typed is not automatic, even while its field is empty. */
    private boolean isAutomatic() {
        String mtu = editor.text(Field.MTU).get();
        return mtu.isEmpty() || mtu.equals("auto");
    }
}

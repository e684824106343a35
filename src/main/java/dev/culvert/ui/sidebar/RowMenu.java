package dev.culvert.ui.sidebar;

import dev.culvert.ui.model.Commands;
import dev.culvert.ui.model.StateWords;
import dev.culvert.ui.model.TunnelModel;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;

/** What can be done with profiles: the menu of a row and of the page's ⋯. */
public final class RowMenu {
    private RowMenu() {}

    /** For one profile or several at once. */
    public static List<MenuItem> items(List<TunnelModel> chosen, Commands commands, StateWords words) {
        if (chosen.isEmpty()) {
            return List.of(
                    item(words, "window.menu.new", commands::newProfile),
                    item(words, "window.menu.import", commands::importProfile),
                    item(words, "window.menu.importHosts", commands::importHosts));
        }
        TunnelModel first = chosen.getFirst();
        boolean one = chosen.size() == 1;
        boolean on = chosen.stream().anyMatch(TunnelModel::isOn);
        boolean stored = chosen.stream().allMatch(each -> each.stored() != null);
        List<MenuItem> items = new ArrayList<>();
        items.add(item(
                words,
                on ? "window.disconnect" : "window.connect",
                () -> chosen.stream().filter(each -> each.isOn() == on).forEach(commands::toggle)));
        if (one && first.isUp()) {
            items.add(item(words, "window.reconnect", () -> commands.reconnect(first)));
        }
        if (stored) {
            items.add(new SeparatorMenuItem());
            if (one) {
                items.add(item(words, "window.edit", () -> commands.edit(first)));
                items.add(item(words, "window.duplicate", () -> commands.duplicate(first)));
            }
            items.add(item(words, "window.export", () -> commands.export(chosen)));
            items.add(new SeparatorMenuItem());
            items.add(item(words, "window.delete", () -> commands.delete(chosen)));
        }
        return items;
    }

    private static MenuItem item(StateWords words, String key, Runnable action) {
        MenuItem item = new MenuItem(words.words().text(key));
        item.setMnemonicParsing(false);
        item.setOnAction(_ -> action.run());
        return item;
    }
}

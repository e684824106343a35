package dev.culvert.ui.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.control.words.Messages;
import dev.culvert.profile.ProfileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateWordsTest {
    @TempDir
    Path directory;

    private final TunnelsModel model = new TunnelsModel(Runnable::run, System::nanoTime);

    @Test
    void aFileThatCannotBeReadSaysWhy() throws IOException {
        Files.createDirectory(directory.resolve("folder.json"));
        Files.writeString(directory.resolve("wrong.json"), "{");
        model.profiles(new ProfileStore(directory).list());

        StateWords english = new StateWords(Messages.withWindow(Locale.ENGLISH));
        assertThat(english.unreadable(model.find("folder").orElseThrow()))
                .contains("Cannot be read: it is a directory or a device, not a file");
        assertThat(english.unreadable(model.find("wrong").orElseThrow()))
                .as("this one can be edited")
                .isEmpty();
        assertThat(new StateWords(Messages.withWindow(Locale.SIMPLIFIED_CHINESE))
                        .unreadable(model.find("folder").orElseThrow()))
                .contains("无法读取：它是目录或设备，不是文件");
    }
}

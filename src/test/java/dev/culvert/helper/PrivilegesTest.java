package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivilegesTest {
    private static final String NET_ADMIN = "0000000000001000";
    private static final String NONE = "0000000000000000";
    private static final String ALL = "000001ffffffffff";

    @TempDir
    Path tasks;

    @Test
    void capNetAdminAloneInEveryThreadIsNoExcess() throws IOException {
        thread(1, 990, NET_ADMIN, NET_ADMIN, 1);
        thread(2, 990, NET_ADMIN, NET_ADMIN, 1);

        assertThat(Privileges.read(tasks)).isEqualTo(new Privileges(990, List.of()));
    }

    @Test
    void lessIsNoExcessEither() throws IOException {
        thread(1, 990, NONE, NONE, 1);

        assertThat(Privileges.read(tasks).excess()).isEmpty();
    }

    @Test
    void oneThreadWithMoreIsFound() throws IOException {
        thread(1, 0, NET_ADMIN, NET_ADMIN, 1);
        thread(2, 0, ALL, NET_ADMIN, 1);

        assertThat(Privileges.read(tasks).excess()).containsExactly("thread 2: CapEff " + ALL);
    }

    @Test
    void aWholeBoundingSetIsFound() throws IOException {
        thread(1, 0, NET_ADMIN, ALL, 1);

        assertThat(Privileges.read(tasks).excess()).containsExactly("thread 1: CapBnd " + ALL);
    }

    @Test
    void newPrivilegesByExecAreFound() throws IOException {
        thread(1, 0, NET_ADMIN, NET_ADMIN, 0);

        assertThat(Privileges.read(tasks).excess()).containsExactly("thread 1: NoNewPrivs 0");
    }

    @Test
    void aStatusThatDoesNotSayIsAnError() throws IOException {
        Files.createDirectory(tasks.resolve("1"));
        Files.writeString(tasks.resolve("1/status"), "Name:\tjava\n");

        assertThatThrownBy(() -> Privileges.read(tasks)).isInstanceOf(IOException.class);
    }

    private void thread(int id, int uid, String effective, String bounding, int noNewPrivs) throws IOException {
        Path thread = Files.createDirectory(tasks.resolve(Integer.toString(id)));
        Files.writeString(thread.resolve("status"), """
                Name:\tjava
                Uid:\t%d\t%d\t%d\t%d
                CapInh:\t%s
                CapPrm:\t%s
                CapEff:\t%s
                CapBnd:\t%s
                CapAmb:\t%s
                NoNewPrivs:\t%d
                """.formatted(
                        uid, uid, uid, uid, NONE, NONE, effective, bounding, NONE, noNewPrivs));
    }
}

package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.Ran;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A checkout in a home that its owner alone may enter: root without CAP_DAC_OVERRIDE may not either. */
@Tag("lab")
class PrivateCheckoutTest {
    private static final int ANN = 54001;

    @Test
    void runsFromThereAndSaysWhatThatMeans() throws Exception {
        try (Lab lab = Lab.start()) {
            Path home = lab.dir().resolve("private");
            RootedHelper helper = new RootedHelper(lab.client(), ANN);
            lab.client()
                    .run("sh", "-c", """
                    set -eu
                    mkdir -p "$1/src/dev" "$1/target/lib"
                    cp "$2/src/dev/jdk.sh" "$1/src/dev"
                    cp -R "$2/installer" "$1/installer"
                    cp -R "$2/target/classes" "$2/target/jna" "$1/target"
                    { tr : '\\n' <"$2/target/classpath"; echo; } | while read -r jar; do cp "$jar" "$1/target/lib"; done
                    ls -d "$1"/target/lib/* | paste -s -d : >"$1/target/classpath"
                    chown -R 54001:54001 "$1"
                    chmod 700 "$1"
                    """, "copy", home.toString(), System.getProperty("user.dir"))
                    .ok();
            Path script = home.resolve("installer/linux/culvert-root");

            Ran ran = helper.start(new String[] {"SUDO_UID=" + ANN}, script.toString())
                    .ok();

            assertThat(ran.err()).startsWith("culvert-root: this is a checkout, not root's: ");
            assertThat(helper.welcome().privileges()).startsWith("root (").endsWith(", CAP_NET_ADMIN only");
            assertThat(helper.run.resolve("program/jna")).isDirectory();
            helper.kill("TERM", helper.welcome().pid());
            helper.awaitClearedUp();
        }
    }
}

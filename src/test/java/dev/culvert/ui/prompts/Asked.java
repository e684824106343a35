package dev.culvert.ui.prompts;

import dev.culvert.control.Prompts.ChangedHostKey;
import dev.culvert.control.Prompts.HostKey;
import dev.culvert.control.Prompts.Question;
import dev.culvert.control.Prompts.Question.Line;
import dev.culvert.control.Prompts.Question.Purpose;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What logins ask in these tests. */
final class Asked {
    static final String FINGERPRINT = "SHA256:CHcqPvsqkY4J/DfXGNKIg8bP7bMQTpz1Xhvps90RkDM";
    static final String OTHER = "SHA256:YCUjNtElVMthFJpV5v+UBlDW7NLP5I6KD8jXIdkGg2o";
    static final String ART = """
            +--[ED25519 256]--+
            |                 |
            |           .     |
            |    ... .  E     |
            |  . oo.+  . +    |
            |o .*o =.S+   .   |
            |.==+.+.oo o   .  |
            |o+++= ..++   .   |
            |o o+.B o .+ . .  |
            |   .==*  . . .   |
            +----[SHA256]-----+""";
    static final HostKey HOST_KEY =
            new HostKey("Home lab", "server.example.org", "ssh-ed25519", FINGERPRINT, ART, List.of(), Optional.empty());
    static final HostKey DOUBTFUL = new HostKey(
            "Home lab",
            "[a-very-long-name-of-a-server.department.example.org]:2222",
            "ecdsa-sha2-nistp256",
            FINGERPRINT,
            ART,
            List.of("/home/maya/.ssh/known_hosts:12: old.example.org", "/home/maya/.ssh/known_hosts:31: |…"),
            Optional.of("NOT_VALID_NOW"));
    static final Question PASSWORD =
            new Question.Password("Home lab", "maya", "bastion.example.org", Purpose.LOG_IN, false);
    static final Question CODE = new Question.Served(
            "Home lab", "maya", "server.example.org", "", "", List.of(new Line("Verification code: ", true)), true);
    static final Question PASSPHRASE = new Question.Passphrase("Home lab", Path.of("/home/maya/.ssh/id_ed25519"), true);
    static final Question SEVERAL = new Question.Served(
            "Home lab",
            "maya",
            "server.example.org",
            "Corporate login",
            "Your token shows a new number every 30 s. " + "Keep it away from strangers. ".repeat(20),
            List.of(new Line("Account: ", true), new Line("PIN: ", false), new Line("Number on the device: ", false)),
            false);
    static final ChangedHostKey CHANGED = new ChangedHostKey(
            "Home lab",
            "server.example.org",
            "ssh-ed25519",
            OTHER,
            FINGERPRINT,
            Path.of("/home/maya/.ssh/known_hosts"),
            14);

    private Asked() {}
}

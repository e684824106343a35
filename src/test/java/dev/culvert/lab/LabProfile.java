package dev.culvert.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A profile as JSON text in the making. Addresses in the tunnel: 10.78.0.1, fd78::1 here and .2, ::2 on the server. */
public final class LabProfile {
    public static final String HERE4 = "10.78.0.1";
    public static final String HERE6 = "fd78::1";
    public static final String THERE4 = "10.78.0.2";
    public static final String THERE6 = "fd78::2";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Lab lab;
    private final String name;
    private final ObjectNode root;

    private LabProfile(Lab lab, String name, ObjectNode root) {
        this.lab = lab;
        this.name = name;
        this.root = root;
    }

    static LabProfile of(Lab lab, String name, SshServer sshd) {
        String text =
                """
                {
                  "version": 1,
                  "name": "%s",
                  "mode": "tun",
                  "server": { "host": "%s", "port": %d, "user": "root", "useSshConfig": false },
                  "auth": { "methods": ["key"], "keys": ["%s/.ssh/id_ed25519"], "knownHosts": ["%s/.ssh/known_hosts"] },
                  "network": { "addresses": ["%s/24", "%s/64"] },
                  "remote": { "addresses": ["%s/24", "%s/64"] }
                }
                """.formatted(name, Lab.SERVER4, sshd.port(), lab.home(), lab.home(), HERE4, HERE6, THERE4, THERE6);
        return new LabProfile(lab, name, (ObjectNode) JSON.readTree(text));
    }

    /** Sets one value by JSON pointer (RFC 6901), making objects on the way: {@code with("/device/mtu", "1500")}. */
    public LabProfile with(String pointer, String json) {
        ObjectNode copy = root.deepCopy();
        JsonPointer path = JsonPointer.compile(pointer);
        ObjectNode parent = copy.withObject(path.head(), JsonNode.OverwriteMode.NONE, false);
        parent.set(path.last().getMatchingProperty(), JSON.readTree(json));
        return new LabProfile(lab, name, copy);
    }

    public LabProfile without(String pointer) {
        ObjectNode copy = root.deepCopy();
        JsonPointer path = JsonPointer.compile(pointer);
        ((ObjectNode) copy.at(path.head())).remove(path.last().getMatchingProperty());
        return new LabProfile(lab, name, copy);
    }

    public String json() {
        return root.toPrettyString();
    }

    /** Writes it to {@code NAME.json} in the lab's directory; @return that file's name, for the command line. */
    public String file() {
        return write(lab.dir().resolve(name + ".json"));
    }

    /** Writes it among the user's profiles; @return the profile's name, for the command line. */
    public String stored() {
        write(lab.home().resolve("config/profiles/" + name + ".json"));
        return name;
    }

    private String write(Path file) {
        try {
            Files.writeString(file, json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.getFileName().toString();
    }
}

package dev.culvert.lab;

import dev.culvert.server.LabServer;
import dev.culvert.server.PermitTunnel;

/** What listens in the server's namespace: what holds for one is to hold for the other. */
public enum ServerKind {
    /** Stock sshd. */
    OPENSSH {
        @Override
        public SshServer start(Lab lab) {
            return lab.sshd("LogLevel INFO");
        }
    },
    /** Culvert's own server, with devices of the system. */
    CULVERT {
        @Override
        public SshServer start(Lab lab) {
            return LabServer.start(lab, PermitTunnel.YES);
        }
    };

    public abstract SshServer start(Lab lab);
}

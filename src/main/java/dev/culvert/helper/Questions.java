package dev.culvert.helper;

import dev.culvert.ssh.LoginCallbacks;

/** Where the questions of one tunnel's logins go. Thread-safe. */
public interface Questions {
    /** Those of one hop's login: {@link dev.culvert.ipc.LoginOffer#hops}, from 0. */
    LoginCallbacks of(int hop);
}

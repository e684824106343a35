package dev.culvert.helper;

import dev.culvert.ipc.TunnelState.Stage;

/** Told each stage as it begins, on any thread. */
interface Stages {
    /** @param hop of the login offer, from 0: the server's once it is logged in to */
    void reached(Stage stage, int hop);
}

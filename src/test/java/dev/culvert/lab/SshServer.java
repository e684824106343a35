package dev.culvert.lab;

import java.nio.file.Path;

/**
 * A stock sshd of the lab, listening in the server's namespace on every address of it.
 *
 * @param hostKey private key file, Ed25519; the public key is beside it
 * @param log what it logs, level DEBUG1
 * @param process the listener, in the foreground
 */
public record SshServer(int port, Path hostKey, Path log, Background process) {}

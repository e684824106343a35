package dev.culvert.desktop.linux;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;

/** A session bus of the test's own: the real dbus-daemon, that starts no services. */
public final class PrivateBus implements AutoCloseable {
    private final Process daemon;
    private final String address;

    private PrivateBus(Process daemon, String address) {
        this.daemon = daemon;
        this.address = address;
    }

    /** At {@code directory/bus}; again there after another was closed. */
    public static PrivateBus start(Path directory) throws Exception {
        Files.deleteIfExists(directory.resolve("bus"));
        Path configuration = directory.resolve("bus.conf");
        Files.writeString(configuration, """
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
                 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig>
                  <type>session</type>
                  <listen>unix:path=%s</listen>
                  <auth>EXTERNAL</auth>
                  <policy context="default">
                    <allow send_destination="*" eavesdrop="true"/>
                    <allow eavesdrop="true"/>
                    <allow own="*"/>
                  </policy>
                </busconfig>
                """.formatted(directory.resolve("bus")));
        Process daemon = new ProcessBuilder(
                        "dbus-daemon", "--config-file=" + configuration, "--nofork", "--print-address")
                .redirectError(directory.resolve("bus.log").toFile())
                .start();
        try (BufferedReader output = daemon.inputReader()) {
            String address = output.readLine();
            if (address == null) {
                throw new IllegalStateException(Files.readString(directory.resolve("bus.log")));
            }
            return new PrivateBus(daemon, address);
        }
    }

    /** What a program finds around it in this session. */
    public Map<String, String> environment() {
        return Map.of("DBUS_SESSION_BUS_ADDRESS", address);
    }

    String address() {
        return address;
    }

    DBusConnection connect() throws Exception {
        return connect(address);
    }

    static DBusConnection connect(String address) throws Exception {
        return DBusConnectionBuilder.forAddress(address)
                .withShared(false)
                .receivingThreadConfig()
                .withSignalThreadCount(1)
                .connectionConfig()
                .build();
    }

    /** Stops answering without hanging up. */
    void freeze() throws Exception {
        new ProcessBuilder("kill", "-STOP", Long.toString(daemon.pid())).start().waitFor();
    }

    @Override
    public void close() {
        daemon.destroyForcibly().onExit().join();
    }
}

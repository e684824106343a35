package dev.culvert.ipc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.net.ExtendedSocketOptions;

/**
 * Where helper and clients meet: the Unix socket {@code socket} in a directory of one user and one network namespace,
 * {@code /run/culvert/UID-NETNS}. Each side asks the kernel who the other is (SO_PEERCRED, unix(7)).
 */
public final class HelperSocket {
    /** The system user that the helper runs as where there is one. */
    public static final String SYSTEM_USER = "culvert";

    private static final String FILE = "socket";
    private static final int BACKLOG = 64;
    private static final Pattern PLACE = Pattern.compile("(\\d{1,10})-\\d+");

    private HelperSocket() {}

    public static Path in(Path directory) {
        return directory.resolve(FILE);
    }

    /** {@code UID-NETNS} of this process: what is of one user in one network namespace bears this name. */
    public static String place() throws IOException {
        String namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        return uid(Path.of("/proc/self")) + "-" + namespace.replaceAll("\\D", "");
    }

    /** The user's id in what {@link #place} names; empty for a directory of another kind. */
    public static OptionalLong user(Path directory) {
        Matcher name = PLACE.matcher(directory.getFileName().toString());
        return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
    }

    /**
     * Listens at {@code directory/socket}, for the file's owner alone (0600). Whoever gives the file to another user decides
     * by that who may connect. The caller closes.
     */
    public static ServerSocketChannel listen(Path directory) throws IOException {
        Path file = in(directory);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(file), BACKLOG);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Whether the process at the other end runs as the owner of {@code directory/socket}, or as root. */
    public static boolean isServed(SocketChannel client, Path directory) throws IOException {
        UserPrincipal peer = peer(client);
        return peer.equals(Files.getOwner(in(directory), LinkOption.NOFOLLOW_LINKS)) || peer.equals(root());
    }

    /**
     * Connects to a helper that may be believed: the directory belongs to root, or to whom this process runs as, nobody else
     * can write to it, and the listener runs as root, as {@value #SYSTEM_USER}, or as this process does. The caller closes.
     *
     * @return empty when no helper listens there
     * @throws IOException when something is there that must not be believed
     */
    public static Optional<SocketChannel> connect(Path directory) throws IOException {
        if (!Files.exists(in(directory), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        UserPrincipal self = Files.getOwner(Path.of("/proc/self"));
        Set<UserPrincipal> believed = new HashSet<>(Set.of(self));
        believed.add(root());
        if (!believed.contains(Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)) || isWritableByOthers(directory)) {
            throw new IOException(directory + " is not root's alone");
        }
        systemUser(directory).ifPresent(believed::add);
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(in(directory)));
        } catch (IOException e) {
            // A socket whose listener is gone refuses; the file goes when culvert-root has cleared up.
            channel.close();
            return Optional.empty();
        }
        UserPrincipal peer = peer(channel);
        if (!believed.contains(peer)) {
            channel.close();
            throw new IOException("the listener at " + in(directory) + " runs as " + peer.getName());
        }
        return Optional.of(channel);
    }

    private static boolean isWritableByOthers(Path directory) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
        return permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static UserPrincipal peer(SocketChannel channel) throws IOException {
        return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    }

    private static UserPrincipal root() throws IOException {
        return Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("root");
    }

    private static Optional<UserPrincipal> systemUser(Path anywhere) throws IOException {
        try {
            return Optional.of(
                    anywhere.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(SYSTEM_USER));
        } catch (UserPrincipalNotFoundException e) {
            return Optional.empty();
        }
    }

    private static int uid(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }
}

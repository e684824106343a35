package dev.culvert.control.keyring;

import dev.culvert.control.Keyring;
import dev.culvert.control.keyring.SecretBus.Pair;
import dev.culvert.control.keyring.SecretBus.Prompt.Completed;
import dev.culvert.control.keyring.SecretBus.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.errors.NotSupported;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.DBus;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.interfaces.DBusSigHandler;
import org.freedesktop.dbus.types.Variant;

/**
 * The Secret Service API 0.2, as GNOME's keyring and KWallet have it. Each request has a bus connection and a session of its own, so that
 * a service or bus that was started anew serves as well.
 */
final class SecretService implements Keyring {
    private static final String NAME = "org.freedesktop.secrets";
    /** In place of a path where there is none. */
    private static final String NOTHING = "/";

    private static final String APPLICATION = "culvert";
    private static final Duration REQUEST = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Optional<String> address;

    SecretService(Map<String, String> environment) {
        address = address(environment);
    }

    /** D-Bus specification, "Well-known Message Bus Instances". */
    private static Optional<String> address(Map<String, String> environment) {
        String told = environment.get("DBUS_SESSION_BUS_ADDRESS");
        if (told != null) {
            return Arrays.stream(told.split(";", -1))
                    .filter(each -> each.startsWith("unix:path="))
                    .findFirst();
        }
        return Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
                .map(directory -> Path.of(directory, "bus"))
                .filter(Files::exists)
                .map(socket -> "unix:path=" + socket);
    }

    private interface Request<T> {
        T run(DBusConnection bus) throws DBusException, GeneralSecurityException, IOException, InterruptedException;
    }

    /** On a thread that can be left behind: the library waits for the bus's greeting without an end. */
    private <T> T request(Duration limit, Request<T> request) throws IOException {
        if (address.isEmpty()) {
            throw new IOException("no session bus");
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().name("keyring").start(() -> {
            try (DBusConnection bus = DBusConnectionBuilder.forAddress(address.get())
                    .withShared(false)
                    .build()) {
                result.complete(request.run(bus));
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("the keyring does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            thread.interrupt();
        }
    }

    @Override
    public boolean isThere() {
        try {
            return request(LOOK, bus -> {
                DBus daemon = bus.getRemoteObject("org.freedesktop.DBus", "/org/freedesktop/DBus", DBus.class);
                return daemon.NameHasOwner(NAME)
                        || Arrays.asList(daemon.ListActivatableNames()).contains(NAME);
            });
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Optional<String> find(Item item) throws IOException {
        return request(REQUEST, bus -> {
            Pair<List<DBusPath>, List<DBusPath>> found = service(bus).searchItems(attributes(item));
            List<DBusPath> open = new ArrayList<>(found.first());
            if (open.isEmpty()) {
                open.addAll(unlock(bus, found.second()));
            }
            if (open.isEmpty()) {
                return Optional.empty();
            }
            Session session = Session.open(service(bus));
            Secret secret = at(bus, open.getFirst(), SecretBus.Item.class).getSecret(session.path());
            return Optional.of(new String(session.decrypt(secret), StandardCharsets.UTF_8));
        });
    }

    @Override
    public void keep(Item item, String secret) throws IOException {
        request(REQUEST, bus -> {
            DBusPath collection = service(bus).readAlias("default");
            if (collection.getPath().equals(NOTHING)) {
                throw new IOException("the keyring has no default collection");
            }
            if (unlock(bus, List.of(collection)).isEmpty()) {
                throw new IOException("the keyring stays locked");
            }
            Session session = Session.open(service(bus));
            Map<String, Variant<?>> properties = Map.of(
                    "org.freedesktop.Secret.Item.Label",
                    new Variant<>(item.label()),
                    "org.freedesktop.Secret.Item.Attributes",
                    new Variant<>(attributes(item), "a{ss}"));
            Pair<DBusPath, DBusPath> created = at(bus, collection, SecretBus.Collection.class)
                    .createItem(properties, session.encrypt(secret.getBytes(StandardCharsets.UTF_8)), true);
            if (created.first().getPath().equals(NOTHING) && !isGranted(bus, created.second())) {
                throw new IOException("the keyring does not take it");
            }
            return true;
        });
    }

    @Override
    public void forget(Item item) throws IOException {
        request(REQUEST, bus -> remove(bus, attributes(item)));
    }

    @Override
    public int forgetAll() throws IOException {
        return request(REQUEST, bus -> remove(bus, Map.of("service", APPLICATION)));
    }

    /** @return how many items went */
    private static int remove(DBusConnection bus, Map<String, String> attributes)
            throws DBusException, InterruptedException {
        Pair<List<DBusPath>, List<DBusPath>> found = service(bus).searchItems(attributes);
        List<DBusPath> items = new ArrayList<>(found.first());
        items.addAll(unlock(bus, found.second()));
        int count = 0;
        for (DBusPath each : items) {
            DBusPath prompt = at(bus, each, SecretBus.Item.class).delete();
            if (prompt.getPath().equals(NOTHING) || isGranted(bus, prompt)) {
                count++;
            }
        }
        return count;
    }

    private static Map<String, String> attributes(Item item) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("service", APPLICATION);
        attributes.put("kind", item.kind().text());
        attributes.put(item.kind() == Kind.PASSPHRASE ? "file" : "login", item.subject());
        return attributes;
    }

    /** Has the person unlock what is locked. @return what is open then */
    private static List<DBusPath> unlock(DBusConnection bus, List<DBusPath> locked)
            throws DBusException, InterruptedException {
        if (locked.isEmpty()) {
            return List.of();
        }
        Pair<List<DBusPath>, DBusPath> unlocked = service(bus).unlock(locked);
        if (!unlocked.second().getPath().equals(NOTHING)) {
            return isGranted(bus, unlocked.second()) ? locked : List.of();
        }
        return unlocked.first();
    }

    /** Lets the service ask the person. */
    private static boolean isGranted(DBusConnection bus, DBusPath prompt) throws DBusException, InterruptedException {
        CompletableFuture<Boolean> granted = new CompletableFuture<>();
        DBusSigHandler<Completed> listener = signal -> {
            if (signal.getPath().equals(prompt.getPath())) {
                granted.complete(!signal.isDismissed());
            }
        };
        bus.addSigHandler(Completed.class, listener);
        try {
            at(bus, prompt, SecretBus.Prompt.class).prompt("");
            return granted.get(REQUEST.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | DBusExecutionException e) {
            return false;
        } finally {
            bus.removeSigHandler(Completed.class, listener);
        }
    }

    private static SecretBus.Service service(DBusConnection bus) throws DBusException {
        return at(bus, new DBusPath("/org/freedesktop/secrets"), SecretBus.Service.class);
    }

    private static <T extends DBusInterface> T at(DBusConnection bus, DBusPath path, Class<T> type)
            throws DBusException {
        return bus.getRemoteObject(NAME, path.getPath(), type);
    }

    /** A way to carry secrets past who listens on the bus: encrypted, or in clear with a service that knows no encryption. */
    private record Session(DBusPath path, Optional<SecretCipher> cipher) {
        static Session open(SecretBus.Service service) throws GeneralSecurityException {
            SecretCipher.Offer offer = SecretCipher.offer();
            try {
                Pair<Variant<?>, DBusPath> opened =
                        service.openSession(SecretCipher.ALGORITHM, new Variant<>(offer.publicKey()));
                return new Session(
                        opened.second(),
                        Optional.of(offer.accept(bytes(opened.first().getValue()))));
            } catch (NotSupported e) {
                return new Session(
                        service.openSession("plain", new Variant<>("")).second(), Optional.empty());
            }
        }

        /** The library gives an array of bytes within a variant as a list. */
        private static byte[] bytes(Object value) throws GeneralSecurityException {
            return switch (value) {
                case byte[] array -> array;
                case List<?> list -> {
                    byte[] array = new byte[list.size()];
                    for (int i = 0; i < array.length; i++) {
                        array[i] = list.get(i) instanceof Byte each ? each : 0;
                    }
                    yield array;
                }
                default -> throw new GeneralSecurityException("the keyring's public key is none");
            };
        }

        Secret encrypt(byte[] plain) throws GeneralSecurityException {
            if (cipher.isEmpty()) {
                return new Secret(path, new byte[0], plain, "text/plain; charset=utf8");
            }
            byte[] iv = SecretCipher.freshIv();
            return new Secret(path, iv, cipher.get().encrypt(iv, plain), "text/plain; charset=utf8");
        }

        byte[] decrypt(Secret secret) throws GeneralSecurityException {
            return cipher.isEmpty() ? secret.value() : cipher.get().decrypt(secret.parameters(), secret.value());
        }
    }
}

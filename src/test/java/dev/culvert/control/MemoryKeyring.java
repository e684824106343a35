package dev.culvert.control;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A keyring in memory, unlocked. */
public final class MemoryKeyring implements Keyring {
    public final Map<Item, String> secrets = new HashMap<>();
    public boolean there = true;

    @Override
    public boolean isThere() {
        return there;
    }

    @Override
    public synchronized Optional<String> find(Item item) {
        return Optional.ofNullable(secrets.get(item));
    }

    @Override
    public synchronized void keep(Item item, String secret) {
        secrets.put(item, secret);
    }

    @Override
    public synchronized void forget(Item item) {
        secrets.remove(item);
    }

    @Override
    public synchronized int forgetAll() {
        int count = secrets.size();
        secrets.clear();
        return count;
    }
}

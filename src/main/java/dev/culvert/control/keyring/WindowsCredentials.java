package dev.culvert.control.keyring;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import com.sun.jna.win32.StdCallLibrary;
import dev.culvert.control.Keyring;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Windows' Credential Manager (wincred.h), generic credentials of this user. Compiled, and not run so far. */
final class WindowsCredentials implements Keyring {
    private static final String PREFIX = "culvert:";
    private static final int GENERIC = 1;
    private static final int LOCAL_MACHINE = 2;
    private static final int NOT_FOUND = 1168;

    // offsets in CREDENTIALW where pointers have 8 bytes
    private static final int TYPE = 4;
    private static final int TARGET_NAME = 8;
    private static final int BLOB_SIZE = 32;
    private static final int BLOB = 40;
    private static final int PERSIST = 48;
    private static final int USER_NAME = 72;
    private static final int SIZE = 80;

    /** Functions of advapi32.dll. */
    interface Advapi extends StdCallLibrary {
        boolean CredWriteW(Pointer credential, int flags) throws LastErrorException;

        boolean CredReadW(WString target, int type, int flags, PointerByReference credential) throws LastErrorException;

        boolean CredDeleteW(WString target, int type, int flags) throws LastErrorException;

        boolean CredEnumerateW(WString filter, int flags, IntByReference count, PointerByReference credentials)
                throws LastErrorException;

        void CredFree(Pointer buffer);
    }

    /** Not before it is needed: there is no such library elsewhere. */
    private static Advapi api() {
        return Native.load("advapi32", Advapi.class);
    }

    private static WString target(Item item) {
        return new WString(PREFIX + item.kind().text() + ":" + item.subject());
    }

    @Override
    public boolean isThere() {
        return true;
    }

    @Override
    public Optional<String> find(Item item) throws IOException {
        PointerByReference found = new PointerByReference();
        try {
            api().CredReadW(target(item), GENERIC, 0, found);
        } catch (LastErrorException e) {
            return absent(e, Optional.empty());
        }
        Pointer credential = found.getValue();
        try {
            byte[] secret = credential.getPointer(BLOB).getByteArray(0, credential.getInt(BLOB_SIZE));
            return Optional.of(new String(secret, StandardCharsets.UTF_8));
        } finally {
            api().CredFree(credential);
        }
    }

    private static <T> T absent(LastErrorException e, T instead) throws IOException {
        if (e.getErrorCode() == NOT_FOUND) {
            return instead;
        }
        throw new IOException("Credential Manager: " + e.getErrorCode(), e);
    }

    @Override
    public void keep(Item item, String secret) throws IOException {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        try (Memory credential = new Memory(SIZE);
                Memory name = wide(target(item).toString());
                Memory user = wide(item.subject());
                Memory blob = new Memory(Math.max(1, bytes.length))) {
            credential.clear();
            blob.write(0, bytes, 0, bytes.length);
            credential.setInt(TYPE, GENERIC);
            credential.setPointer(TARGET_NAME, name);
            credential.setInt(BLOB_SIZE, bytes.length);
            credential.setPointer(BLOB, blob);
            credential.setInt(PERSIST, LOCAL_MACHINE);
            credential.setPointer(USER_NAME, user);
            api().CredWriteW(credential, 0);
            blob.clear();
        } catch (LastErrorException e) {
            throw new IOException("Credential Manager: " + e.getErrorCode(), e);
        }
    }

    private static Memory wide(String text) {
        Memory memory = new Memory((text.length() + 1L) * Native.WCHAR_SIZE);
        memory.setWideString(0, text);
        return memory;
    }

    @Override
    public void forget(Item item) throws IOException {
        try {
            api().CredDeleteW(target(item), GENERIC, 0);
        } catch (LastErrorException e) {
            absent(e, false);
        }
    }

    @Override
    public int forgetAll() throws IOException {
        IntByReference count = new IntByReference();
        PointerByReference found = new PointerByReference();
        try {
            api().CredEnumerateW(new WString(PREFIX + "*"), 0, count, found);
            for (Pointer each : found.getValue().getPointerArray(0, count.getValue())) {
                api().CredDeleteW(new WString(each.getPointer(TARGET_NAME).getWideString(0)), GENERIC, 0);
            }
        } catch (LastErrorException e) {
            return absent(e, 0);
        }
        api().CredFree(found.getValue());
        return count.getValue();
    }
}

package dev.culvert.ssh;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.cipher.BaseCipher;
import org.apache.sshd.common.cipher.CipherFactory;

/**
 * AES-GCM as SSH uses it (RFC 5647, OpenSSH PROTOCOL 1.6) by the JDK's own provider. Beside MINA's calls it decrypts from one
 * array into another: in place, the JDK allocates a second array as long as the whole first one for every packet.
 */
final class AesGcmCipher extends BaseCipher {
    static final int TAG_LENGTH = 16;
    static final int BLOCK_LENGTH = 16;
    private static final int IV_LENGTH = 12;

    private final byte[] iv = new byte[IV_LENGTH];
    private final Nonce nonce = new Nonce();
    private SecretKeySpec key = new SecretKeySpec(new byte[BLOCK_LENGTH], "AES");
    private int operation;
    private boolean started;
    private long invocations;

    private AesGcmCipher(int keyLength) {
        super(IV_LENGTH, TAG_LENGTH, keyLength, "AES", keyLength * 8, "AES/GCM/NoPadding", BLOCK_LENGTH);
    }

    @Override
    protected Cipher createCipherInstance(Mode mode, byte[] keyBytes, byte[] firstIv) throws GeneralSecurityException {
        operation = mode == Mode.Encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        key = new SecretKeySpec(keyBytes, "AES");
        System.arraycopy(firstIv, 0, iv, 0, IV_LENGTH);
        return Cipher.getInstance(getTransformation(), "SunJCE");
    }

    @Override
    public void updateAAD(byte[] data, int offset, int length) throws GeneralSecurityException {
        start().updateAAD(data, offset, length);
    }

    /** In place; {@code length} is without the tag, which is behind the bytes. */
    @Override
    public void update(byte[] data, int offset, int length) throws GeneralSecurityException {
        int input = operation == Cipher.ENCRYPT_MODE ? length : length + TAG_LENGTH;
        start().doFinal(data, offset, input, data, offset);
        next();
    }

    /** Checks and decrypts the packet whose length field is at {@code source[offset]}; what follows that field goes to {@code target[0]}. */
    void decrypt(byte[] source, int offset, int length, byte[] target) throws GeneralSecurityException {
        Cipher cipher = start();
        cipher.updateAAD(source, offset, 4);
        cipher.doFinal(source, offset + 4, length + TAG_LENGTH, target, 0);
        next();
    }

    private Cipher start() throws GeneralSecurityException {
        Cipher cipher = getCipherInstance();
        if (!started) {
            cipher.init(operation, key, nonce);
            started = true;
        }
        return cipher;
    }

    /** RFC 5647 §7.1: four fixed bytes, then a counter of invocations. */
    private void next() {
        started = false;
        if (++invocations == 0) {
            throw new IllegalStateException("the counter of AES-GCM went round");
        }
        ByteBuffer view = ByteBuffer.wrap(iv);
        view.putLong(4, view.getLong(4) + 1);
    }

    private final class Nonce extends GCMParameterSpec implements AlgorithmParameterSpec {
        Nonce() {
            super(TAG_LENGTH * 8, new byte[IV_LENGTH]);
        }

        @Override
        public byte[] getIV() {
            return iv.clone();
        }
    }

    /** Makes the cipher under its SSH name. */
    record Factory(String getName, int keyLength) implements CipherFactory {
        static final Factory AES128 = new Factory("aes128-gcm@openssh.com", 16);
        static final Factory AES256 = new Factory("aes256-gcm@openssh.com", 32);

        @Override
        public org.apache.sshd.common.cipher.Cipher create() {
            return new AesGcmCipher(keyLength);
        }

        @Override
        public boolean isSupported() {
            return true;
        }

        @Override
        public String getTransformation() {
            return "AES/GCM/NoPadding";
        }

        @Override
        public int getIVSize() {
            return IV_LENGTH;
        }

        @Override
        public int getAuthenticationTagSize() {
            return TAG_LENGTH;
        }

        @Override
        public int getCipherBlockSize() {
            return BLOCK_LENGTH;
        }

        @Override
        public int getKdfSize() {
            return keyLength;
        }

        @Override
        public String getAlgorithm() {
            return "AES";
        }

        @Override
        public int getKeySize() {
            return keyLength * 8;
        }
    }
}

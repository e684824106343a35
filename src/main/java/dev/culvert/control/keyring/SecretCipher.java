package dev.culvert.control.keyring;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Secret Service API 0.2, "Transfer of Secrets": Diffie-Hellman in RFC 2409's second group, HKDF (RFC 5869), AES-128-CBC. */
final class SecretCipher {
    static final String ALGORITHM = "dh-ietf1024-sha256-aes128-cbc-pkcs7";

    private static final BigInteger PRIME = new BigInteger(
            "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
                    + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
                    + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
            16);
    private static final int PRIME_BYTES = 128;
    private static final int KEY = 16;
    private static final String HMAC = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    private SecretCipher(SecretKeySpec key) {
        this.key = key;
    }

    /** This side of an agreement. */
    record Offer(BigInteger secret) {
        byte[] publicKey() {
            return bytes(BigInteger.TWO.modPow(secret, PRIME));
        }

        /** @param theirs the service's public key, most significant byte first */
        SecretCipher accept(byte[] theirs) throws GeneralSecurityException {
            BigInteger other = new BigInteger(1, theirs);
            if (other.compareTo(BigInteger.ONE) <= 0 || other.compareTo(PRIME.subtract(BigInteger.ONE)) >= 0) {
                throw new GeneralSecurityException("the keyring's public key is none");
            }
            byte[] shared = bytes(other.modPow(secret, PRIME));
            byte[] extracted = hmac(new byte[32], shared);
            return new SecretCipher(new SecretKeySpec(hmac(extracted, new byte[] {1}), 0, KEY, "AES"));
        }

        @Override
        public String toString() {
            return "Offer";
        }
    }

    static Offer offer() {
        return new Offer(new BigInteger(PRIME.bitLength() - 1, RANDOM));
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(key, HMAC));
        return mac.doFinal(data);
    }

    /** As long as the prime. */
    private static byte[] bytes(BigInteger number) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[PRIME_BYTES];
        int from = Math.max(0, signed.length - PRIME_BYTES);
        System.arraycopy(signed, from, bytes, PRIME_BYTES - (signed.length - from), signed.length - from);
        return bytes;
    }

    static byte[] freshIv() {
        byte[] iv = new byte[KEY];
        RANDOM.nextBytes(iv);
        return iv;
    }

    byte[] encrypt(byte[] iv, byte[] plain) throws GeneralSecurityException {
        return run(Cipher.ENCRYPT_MODE, iv, plain);
    }

    byte[] decrypt(byte[] iv, byte[] encrypted) throws GeneralSecurityException {
        return run(Cipher.DECRYPT_MODE, iv, encrypted);
    }

    private byte[] run(int mode, byte[] iv, byte[] data) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(mode, key, new IvParameterSpec(Arrays.copyOf(iv, KEY)));
        return cipher.doFinal(data);
    }
}

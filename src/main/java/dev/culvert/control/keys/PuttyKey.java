package dev.culvert.control.keys;

import dev.culvert.control.keys.KeyFile.WrongPassphraseException;
import dev.culvert.control.keys.SshReader.MalformedException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.jspecify.annotations.Nullable;

/** A .ppk file of PuTTY's, version 2 or 3 ("PPK file format", appendix C of PuTTY's manual). */
final class PuttyKey {
    private static final String BEGIN = "PuTTY-User-Key-File-";
    private static final String NOT_ENCRYPTED = "none";
    private static final Map<String, Integer> ARGON2 = Map.of(
            "Argon2d", Argon2Parameters.ARGON2_d,
            "Argon2i", Argon2Parameters.ARGON2_i,
            "Argon2id", Argon2Parameters.ARGON2_id);
    private static final Map<String, ASN1ObjectIdentifier> CURVES = Map.of(
            "nistp256", SECObjectIdentifiers.secp256r1,
            "nistp384", SECObjectIdentifiers.secp384r1,
            "nistp521", SECObjectIdentifiers.secp521r1);
    private static final int KEY = 32;
    private static final int IV = 16;
    private static final int MAC_KEY = 32;
    /** puttygen takes 8 MiB; what is above this would take the machine down rather than the time of who guesses. */
    private static final int MOST_MEMORY_KIB = 256 * 1024;

    /** Passes over so much memory altogether: half a minute or so. puttygen takes a tenth of a second. */
    private static final long MOST_WORK_KIB = 16L * 1024 * 1024;

    private static final int MOST_LANES = 16;

    /** Memory blocks of one KiB that each lane has at least (RFC 9106 §3.1). */
    private static final long LANE_KIB = 8;

    private final int version;
    private final String algorithm;
    private final Map<String, String> headers;
    private final byte[] publicBlob;
    private final byte[] privateBlob;

    private PuttyKey(
            int version, String algorithm, Map<String, String> headers, byte[] publicBlob, byte[] privateBlob) {
        this.version = version;
        this.algorithm = algorithm;
        this.headers = headers;
        this.publicBlob = publicBlob;
        this.privateBlob = privateBlob;
    }

    static boolean isPutty(String text) {
        return text.startsWith(BEGIN);
    }

    /** @throws MalformedException for another version too */
    static PuttyKey parse(String text) {
        Map<String, String> headers = new HashMap<>();
        Map<String, byte[]> blobs = new HashMap<>();
        Iterator<String> lines = text.lines().iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            int colon = line.indexOf(": ");
            if (colon < 0) {
                throw new MalformedException("not a header: line of a .ppk file");
            }
            String name = line.substring(0, colon);
            String value = line.substring(colon + 2);
            headers.put(name, value);
            if (name.endsWith("-Lines")) {
                blobs.put(name, blob(lines, number(value)));
            }
        }
        int version = headers.containsKey(BEGIN + 3) ? 3 : 2;
        String algorithm = need(headers.get(BEGIN + version));
        return new PuttyKey(
                version, algorithm, headers, need(blobs.get("Public-Lines")), need(blobs.get("Private-Lines")));
    }

    private static byte[] blob(Iterator<String> lines, int count) {
        StringBuilder base64 = new StringBuilder();
        for (int i = 0; i < count; i++) {
            base64.append(need(lines.hasNext() ? lines.next() : null));
        }
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException e) {
            throw new MalformedException("not base64");
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new MalformedException("not a number");
        }
    }

    private static <T> T need(@Nullable T value) {
        if (value == null) {
            throw new MalformedException("part of the .ppk file is missing");
        }
        return value;
    }

    private String header(String name) {
        return need(headers.get(name));
    }

    SshKey publicKey() {
        return SshKey.of(publicBlob);
    }

    boolean isEncrypted() {
        return !header("Encryption").equals(NOT_ENCRYPTED);
    }

    /** @throws WrongPassphraseException when {@code passphrase} does not open it */
    LoadedKey load(@Nullable String passphrase) throws IOException {
        byte[] secret =
                passphrase == null || !isEncrypted() ? new byte[0] : passphrase.getBytes(StandardCharsets.UTF_8);
        try {
            byte[] keys = version == 3 ? version3Keys(secret) : version2Keys(secret);
            byte[] plain = isEncrypted() ? decrypt(keys) : privateBlob;
            if (!MessageDigest.isEqual(mac(keys, plain), HexFormat.of().parseHex(header("Private-MAC")))) {
                GeneralSecurityException mismatch = new GeneralSecurityException("the .ppk file's MAC does not fit");
                throw isEncrypted() ? new WrongPassphraseException(mismatch) : new IOException(mismatch);
            }
            LoadedKey loaded = LoadedKey.of(PrivateKeyInfoFactory.createPrivateKeyInfo(parameters(plain)));
            if (!loaded.key().equals(publicKey())) {
                throw new IOException("the two halves of the .ppk file do not belong together");
            }
            return loaded;
        } catch (GeneralSecurityException | IllegalArgumentException | ArithmeticException e) {
            throw new IOException("cannot read the .ppk file", e);
        }
    }

    private byte[] decrypt(byte[] keys) throws GeneralSecurityException {
        if (!header("Encryption").equals("aes256-cbc")) {
            throw new MalformedException("encryption of a .ppk file");
        }
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(keys, 0, KEY, "AES"), new IvParameterSpec(keys, KEY, IV));
        return cipher.doFinal(privateBlob);
    }

    /** Cipher key, IV and MAC key, one behind the other. */
    private byte[] version3Keys(byte[] passphrase) {
        byte[] keys = new byte[KEY + IV + MAC_KEY];
        if (!isEncrypted()) {
            return Arrays.copyOf(keys, KEY + IV);
        }
        int lanes = bounded("Argon2-Parallelism", 1, MOST_LANES);
        int memory = bounded("Argon2-Memory", LANE_KIB * lanes, MOST_MEMORY_KIB);
        int passes = bounded("Argon2-Passes", 1, MOST_WORK_KIB / memory);
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(need(ARGON2.get(header("Key-Derivation"))))
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(HexFormat.of().parseHex(header("Argon2-Salt")))
                .build());
        generator.generateBytes(passphrase, keys);
        return keys;
    }

    private int bounded(String name, long least, long most) {
        int value = number(header(name));
        if (value < least || value > most) {
            throw new MalformedException(name);
        }
        return value;
    }

    /** As {@link #version3Keys}; by SHA-1, which is what the format has. */
    private static byte[] version2Keys(byte[] passphrase) throws GeneralSecurityException {
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        byte[] twice = new SshWriter()
                .putRaw(sha1.digest(new SshWriter().putInt(0).putRaw(passphrase).toByteArray()))
                .putRaw(sha1.digest(new SshWriter().putInt(1).putRaw(passphrase).toByteArray()))
                .toByteArray();
        byte[] macKey = sha1.digest(new SshWriter()
                .putRaw("putty-private-key-file-mac-key".getBytes(StandardCharsets.US_ASCII))
                .putRaw(passphrase)
                .toByteArray());
        return new SshWriter()
                .putRaw(Arrays.copyOf(twice, KEY))
                .putRaw(new byte[IV])
                .putRaw(macKey)
                .toByteArray();
    }

    private byte[] mac(byte[] keys, byte[] plain) throws GeneralSecurityException {
        String name = version == 3 ? "HmacSHA256" : "HmacSHA1";
        Mac mac = Mac.getInstance(name);
        byte[] key = Arrays.copyOfRange(keys, KEY + IV, keys.length);
        // HMAC fills a key up with zeros (RFC 2104), so that one zero is the same as no byte, which Java refuses
        mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, name));
        return mac.doFinal(new SshWriter()
                .putString(algorithm)
                .putString(header("Encryption"))
                .putBytes(header("Comment").getBytes(StandardCharsets.ISO_8859_1))
                .putBytes(publicBlob)
                .putBytes(plain)
                .toByteArray());
    }

    private AsymmetricKeyParameter parameters(byte[] plain) throws IOException {
        SshReader open = new SshReader(publicBlob);
        open.readString();
        SshReader closed = new SshReader(plain);
        if (algorithm.equals("ssh-ed25519")) {
            return new Ed25519PrivateKeyParameters(closed.readBytes());
        }
        if (algorithm.equals("ssh-rsa")) {
            BigInteger e = number(open);
            BigInteger n = number(open);
            BigInteger d = number(closed);
            BigInteger p = number(closed);
            BigInteger q = number(closed);
            BigInteger inverse = number(closed);
            return new RSAPrivateCrtKeyParameters(
                    n, e, d, p, q, d.mod(p.subtract(BigInteger.ONE)), d.mod(q.subtract(BigInteger.ONE)), inverse);
        }
        if (algorithm.startsWith("ecdsa-sha2-")) {
            ASN1ObjectIdentifier curve = need(CURVES.get(open.readString()));
            return new ECPrivateKeyParameters(
                    number(closed), new ECNamedDomainParameters(curve, CustomNamedCurves.getByOID(curve)));
        }
        throw new IOException("a .ppk file of kind " + algorithm);
    }

    private static BigInteger number(SshReader from) {
        return new BigInteger(1, from.readBytes());
    }
}

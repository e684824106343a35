package dev.culvert.control.keys;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.DSAParameters;
import org.bouncycastle.crypto.params.DSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.DSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** A private key that can be signed with, and the public key that it belongs to. */
record LoadedKey(SshKey key, PrivateKey secret) {
    private static final Provider PROVIDER = new BouncyCastleProvider();

    static LoadedKey of(KeyPair pair) {
        ByteArrayBuffer buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(pair.getPublic());
        return new LoadedKey(SshKey.of(buffer.getCompactData()), pair.getPrivate());
    }

    /** @throws IOException for a kind of key that SSH does not know */
    static LoadedKey of(PrivateKeyInfo info) throws IOException {
        try {
            String kind = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
            PrivateKey secret =
                    KeyFactory.getInstance(kind, PROVIDER).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
            return new LoadedKey(
                    SshKey.of(OpenSSHPublicKeyUtil.encodePublicKey(publicOf(PrivateKeyFactory.createKey(info)))),
                    secret);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("not a key for SSH", e);
        }
    }

    /** @param pkcs8 RFC 5208, as {@link #pkcs8} gives it */
    static LoadedKey of(byte[] pkcs8) throws IOException {
        try {
            return of(PrivateKeyInfo.getInstance(pkcs8));
        } catch (IllegalArgumentException e) {
            throw new IOException("not PKCS#8", e);
        }
    }

    private static AsymmetricKeyParameter publicOf(AsymmetricKeyParameter secret) throws IOException {
        return switch (secret) {
            case RSAPrivateCrtKeyParameters rsa ->
                new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
            case ECPrivateKeyParameters ec ->
                new ECPublicKeyParameters(ec.getParameters().getG().multiply(ec.getD()), ec.getParameters());
            case Ed25519PrivateKeyParameters ed25519 -> ed25519.generatePublicKey();
            case DSAPrivateKeyParameters dsa -> {
                DSAParameters domain = dsa.getParameters();
                yield new DSAPublicKeyParameters(domain.getG().modPow(dsa.getX(), domain.getP()), domain);
            }
            default -> throw new IOException("not a key for SSH");
        };
    }

    /** Secret. */
    byte[] pkcs8() {
        return secret.getEncoded();
    }

    @Override
    public String toString() {
        return "LoadedKey[" + key + "]";
    }
}

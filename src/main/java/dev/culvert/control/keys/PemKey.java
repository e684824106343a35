package dev.culvert.control.keys;

import dev.culvert.control.keys.KeyFile.WrongPassphraseException;
import java.io.IOException;
import java.io.StringReader;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** The text of a private key as OpenSSL writes it: PKCS#1, SEC1 (RFC 5915), PKCS#8 (RFC 5958), each in clear or encrypted. */
record PemKey(String text) {
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    boolean isEncrypted() {
        return text.contains("ENCRYPTED");
    }

    /** @throws WrongPassphraseException when {@code passphrase} does not open it */
    LoadedKey load(@Nullable String passphrase) throws IOException {
        char[] secret = passphrase == null ? new char[0] : passphrase.toCharArray();
        PrivateKeyInfo info;
        try {
            info = open(secret);
        } catch (IOException | PKCSException | OperatorCreationException | RuntimeException e) {
            // a wrong passphrase now and then has a padding that fits, and what comes out then can fail in any way
            throw isEncrypted() ? new WrongPassphraseException(e) : new IOException("cannot read the key", e);
        }
        return LoadedKey.of(info);
    }

    private PrivateKeyInfo open(char[] secret) throws IOException, PKCSException, OperatorCreationException {
        PEMParser parser = new PEMParser(new StringReader(text));
        while (true) {
            switch (parser.readObject()) {
                case null -> throw new IOException("no key");
                case PEMEncryptedKeyPair locked -> {
                    return locked.decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                                    .setProvider(PROVIDER)
                                    .build(secret))
                            .getPrivateKeyInfo();
                }
                case PEMKeyPair pair -> {
                    return pair.getPrivateKeyInfo();
                }
                case PKCS8EncryptedPrivateKeyInfo locked -> {
                    return locked.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                            .setProvider(PROVIDER)
                            .build(secret));
                }
                case PrivateKeyInfo info -> {
                    return info;
                }
                default -> {
                    // openssl ecparam writes the curve's parameters before the key
                }
            }
        }
    }

    @Override
    public String toString() {
        return "PemKey";
    }
}

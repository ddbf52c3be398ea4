package vn.phigate.gateway.platform.signing;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * The key that signs today, and the public halves of those that signed before.
 *
 * <p>In a folder that belongs to the service alone lie {@code signing-key.pem} (PKCS #8, as {@code openssl genpkey
 * -algorithm ed25519} writes it, readable by its owner only) and, after a change of keys, {@code retired-keys.json}
 * (a JSON Web Key set, copied from {@code /keys} before the change).
 */
public record KeyRing(Ed25519Key current, PublicKeys publicKeys) {

    /** Whether a missing key may be made up on the spot. */
    public enum WhenMissing {
        /** Sandbox: the first start makes a key. */
        CREATE,
        /** Production: a key that appears from nowhere would sign receipts that nobody can check later. */
        REFUSE
    }

    /** The service cannot sign; the message says what to do about it. */
    public static final class KeyUnusableException extends RuntimeException {
        KeyUnusableException(String message) {
            super(message);
        }

        KeyUnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static final String SIGNING_KEY = "signing-key.pem";
    private static final String RETIRED_KEYS = "retired-keys.json";

    /** RFC 8410 section 7: version 0, algorithm 1.3.101.112, then the 32 bytes twice wrapped. */
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    /**
     * Opens the ring in a folder. Two processes that start together on an empty folder end with the same key.
     *
     * @throws KeyUnusableException if the key is missing and may not be created, readable by others, or not Ed25519
     */
    public static KeyRing open(Path folder, WhenMissing whenMissing, SecureRandom random) {
        var file = folder.resolve(SIGNING_KEY);
        try {
            if (!Files.exists(file)) {
                switch (whenMissing) {
                    case CREATE -> create(file, random);
                    case REFUSE -> throw new KeyUnusableException("""
                                Không có khóa ký biên lai. No receipt signing key at %s.
                                Restore it from its safe copy. Only for a new installation, make one:
                                  (umask 077; openssl genpkey -algorithm ed25519 -out %s)""".formatted(file, file));
                }
            }
            var current = read(file);
            var published = new ArrayList<>(List.of(current.publicKey()));
            var retired = folder.resolve(RETIRED_KEYS);
            if (Files.exists(retired)) {
                published.addAll(PublicKeys.parse(Files.readAllBytes(retired)).keys());
            }
            return new KeyRing(current, new PublicKeys(published));
        } catch (IllegalArgumentException e) {
            throw new KeyUnusableException(folder + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the signing keys in " + folder, e);
        }
    }

    private static Ed25519Key read(Path file) throws IOException {
        OwnedFiles.refuseUnlessOwned(file);
        try (var pem = new PemReader(new StringReader(Files.readString(file, StandardCharsets.US_ASCII)))) {
            var block = pem.readPemObject();
            if (block != null
                    && block.getType().equals("PRIVATE KEY")
                    && PrivateKeyFactory.createKey(block.getContent()) instanceof Ed25519PrivateKeyParameters secret) {
                return Ed25519Key.fromSeed(secret.getEncoded());
            }
        } catch (IOException | RuntimeException e) {
            throw new KeyUnusableException(file + " is not readable as a PKCS #8 private key in PEM", e);
        }
        throw new KeyUnusableException(file + " does not hold an Ed25519 private key in PEM (PKCS #8)");
    }

    private static void create(Path file, SecureRandom random) throws IOException {
        byte[] der = ByteBuffer.allocate(PKCS8_PREFIX.length + 32)
                .put(PKCS8_PREFIX)
                .put(Ed25519Key.generate(random).seed())
                .array();
        OwnedFiles.create(file, OwnedFiles.pem("PRIVATE KEY", der));
    }
}

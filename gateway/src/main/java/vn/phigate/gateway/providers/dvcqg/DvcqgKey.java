package vn.phigate.gateway.providers.dvcqg;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import vn.phigate.gateway.platform.signing.Hmac;
import vn.phigate.gateway.platform.signing.Sha256;

/**
 * One secret shared with the platform, and how it signs (MaXacThuc).
 *
 * @param keyId our name of the key; never the key itself
 * @param confirmPays whether a confirm under this key makes a payment paid by itself; else the platform is asked. A confirm of generation B signs neither its result
 *     (MaLoi) nor the platform's transaction, so that it should not
 */
public record DvcqgKey(String keyId, Generation generation, String secret, boolean confirmPays) {
    /** The two forms that are seen in use. */
    public enum Generation {
        /** SHA-256 over the fields joined by "|", the secret as the last of them. */
        A,
        /** HMAC-SHA256 over the fields joined by "|", keyed with the secret; a confirm has fewer fields, in an older order, and a "|" at its end. */
        B;

        /** Empty for everything else: nobody guesses how money is signed for. */
        public static Optional<Generation> read(String text) {
            return switch (text) {
                case "A" -> Optional.of(A);
                case "B" -> Optional.of(B);
                default -> Optional.empty();
            };
        }
    }

    public DvcqgKey {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("key " + keyId + " is empty");
        }
    }

    /** Without the secret: records find their way into logs. */
    @Override
    public String toString() {
        return "DvcqgKey[" + keyId + ", " + generation + "]";
    }

    /**
     * MaXacThuc over the values, hex in lower case.
     *
     * @throws IllegalArgumentException when a value holds the separator: two different messages would have one text
     */
    String sign(DvcqgMessage message, List<String> values) {
        if (!separable(values)) {
            throw new IllegalArgumentException("a signed value must not hold |");
        }
        return HexFormat.of().formatHex(hash(message, values));
    }

    boolean verifies(DvcqgMessage message, List<String> values, String claimed) {
        return separable(values) && Hmac.isHexOf(claimed, hash(message, values));
    }

    private static boolean separable(List<String> values) {
        return values.stream().noneMatch(value -> value.indexOf('|') >= 0);
    }

    private byte[] hash(DvcqgMessage message, List<String> values) {
        String text = String.join("|", values);
        return switch (generation) {
            case A -> Sha256.of((text + "|" + secret).getBytes(StandardCharsets.UTF_8));
            case B ->
                Hmac.SHA256.of(
                        secret, (message == DvcqgMessage.CONFIRM ? text + "|" : text).getBytes(StandardCharsets.UTF_8));
        };
    }
}

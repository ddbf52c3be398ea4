package vn.phigate.gateway.receipts;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/**
 * The code by which anybody may look a receipt up: 128 random bits, because the number can be guessed and the code must
 * not be. Written in Crockford's base 32 (no I, L, O, U; read aloud without mistakes), 26 symbols.
 *
 * @param text the form for addresses: 26 upper-case symbols without separators
 */
public record ReceiptCode(String text) {

    private static final String SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 26;
    private static final int BITS = 128;

    public ReceiptCode {
        // 26 symbols hold 130 bits: the first one carries three, so it is 0 to 7.
        if (text.length() != LENGTH
                || !text.chars().allMatch(c -> SYMBOLS.indexOf(c) >= 0)
                || SYMBOLS.indexOf(text.charAt(0)) > 7) {
            throw new IllegalArgumentException("not a receipt code");
        }
    }

    public static ReceiptCode generate(SecureRandom random) {
        var bits = new BigInteger(BITS, random);
        var text = new StringBuilder(LENGTH);
        for (int i = LENGTH - 1; i >= 0; i--) {
            text.append(SYMBOLS.charAt(bits.shiftRight(5 * i).intValue() & 31));
        }
        return new ReceiptCode(text.toString());
    }

    /** Reads what a person typed: case, spaces and hyphens do not matter, O is 0, I and L are 1. */
    public static Optional<ReceiptCode> parse(String typed) {
        if (typed.length() > 4 * LENGTH) {
            return Optional.empty();
        }
        var text = typed.toUpperCase(Locale.ROOT)
                .replaceAll("[\\s\\u00A0-]", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
        try {
            return Optional.of(new ReceiptCode(text));
        } catch (IllegalArgumentException notACode) {
            return Optional.empty();
        }
    }

    /** The form for paper: {@code XXXXX-XXXXX-XXXXX-XXXXX-XXXXXX}. */
    public String grouped() {
        return text.replaceFirst("(.{5})(.{5})(.{5})(.{5})(.{6})", "$1-$2-$3-$4-$5");
    }

    @Override
    public String toString() {
        return text;
    }
}

package vn.phigate.gateway.procedures;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The code of an administrative procedure in the national database (mã TTHC): one digit, a dot, six digits, {@code 1.001193}. The
 * national portal adds two digits for one of its services, {@code 1.001193.01}.
 *
 * @param text the code as written
 */
public record ProcedureCode(String text) {
    private static final Pattern CODE = Pattern.compile("[0-9]\\.[0-9]{6}(?:\\.[0-9]{2})?");
    private static final int BASE_LENGTH = 8;

    /** @throws IllegalArgumentException when the text is no code; {@link #parse} asks instead */
    public ProcedureCode {
        if (!CODE.matcher(text).matches()) {
            throw new IllegalArgumentException("no procedure code: " + text);
        }
    }

    public static Optional<ProcedureCode> parse(String text) {
        return CODE.matcher(text).matches() ? Optional.of(new ProcedureCode(text)) : Optional.empty();
    }

    /** The procedure itself, without the portal's service number. */
    public ProcedureCode base() {
        return new ProcedureCode(text.substring(0, BASE_LENGTH));
    }

    /** Whether this names a service of the portal. */
    public boolean isServiceCode() {
        return text.length() > BASE_LENGTH;
    }

    @Override
    public String toString() {
        return text;
    }
}

package vn.phigate.gateway.identity;

import java.util.Locale;

/** An account was not let in. The reason stands in the audit log; the person only hears whether trying again makes sense. */
public final class SignInRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** In the order in which they are looked for. */
    public enum Reason {
        /** The provider is away or answers what nobody can read. */
        PROVIDER_AWAY,
        /** Never begun here, begun too long ago, or used before. */
        STATE,
        /** Begun in another browser. */
        BROWSER,
        /** The answer names another provider (RFC 9207). */
        RESPONSE_ISSUER,
        /** The provider, or the person there, said no. */
        DENIED,
        /** The code was not taken. */
        CODE,
        TOKEN_UNREADABLE,
        ALGORITHM,
        KEY_UNKNOWN,
        SIGNATURE,
        ISSUER,
        AUDIENCE,
        EXPIRED,
        ISSUED_AT,
        NONCE,
        NAME,
        NO_ROLE,
        NO_AGENCY;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    SignInRefused(Reason reason, String more) {
        super(reason.text() + ": " + more);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

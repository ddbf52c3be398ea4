package vn.phigate.gateway.accounts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where the registration of a collection account stands. */
public enum AccountStatus {
    /** May be edited; nobody was asked yet. */
    DRAFT,
    /** Handed in and checked; waits for another person. */
    SUBMITTED,
    /** Another person said yes; cools off, and waits for its test deposit. */
    APPROVED,
    /** May be paid into. */
    ACTIVE,
    /** Another account of the agency took over all its duties. */
    SUPERSEDED,
    /** Ended by two people. */
    CLOSED,
    /** Turned down or withdrawn before it was in force. */
    REJECTED;

    /** As the database and the API write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<AccountStatus> parse(String text) {
        return Arrays.stream(values()).filter(s -> s.text().equals(text)).findFirst();
    }

    static AccountStatus read(String text) {
        return parse(text).orElseThrow(() -> new IllegalStateException("no status of an account: " + text));
    }
}

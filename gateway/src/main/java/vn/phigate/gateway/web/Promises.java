package vn.phigate.gateway.web;

import java.time.Duration;
import java.time.LocalTime;

/**
 * By when the city means to have done what a payer waits for; shown to the payer, and called late when it is.
 *
 * @param provider a provider has reported money after it was paid
 * @param statementBy hour of the city at which the banks' files of the day before have been read
 * @param matchedBy hour of the city at which their lines are matched; after {@code statementBy}
 * @param receipt after a payment is confirmed
 * @param decideBankDays bank days in which a person has decided about money that came twice, late or not as ordered; at least 1
 */
public record Promises(
        Duration provider, LocalTime statementBy, LocalTime matchedBy, Duration receipt, int decideBankDays) {
    public static final Promises USUAL =
            new Promises(Duration.ofSeconds(60), LocalTime.of(9, 0), LocalTime.of(10, 0), Duration.ofMinutes(5), 5);

    public Promises {
        if (!matchedBy.isAfter(statementBy)) {
            throw new IllegalArgumentException("citizens.matched_by is later than citizens.statement_by, which is "
                    + statementBy + ", not " + matchedBy);
        }
        if (!provider.isPositive() || !receipt.isPositive() || decideBankDays < 1) {
            throw new IllegalArgumentException("what is promised takes some time");
        }
    }
}

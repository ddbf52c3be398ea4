package vn.phigate.reconciliation.closing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The close of a whole: the city's day, an account's month or the city's month.
 *
 * @param account {@code <bin>-<number>}; null for the city
 * @param period the day, or the first day of the month
 * @param status prepared: one person signed; closed: two did, and nothing changes any more
 * @param content {@link CityDay}, {@link AccountMonth} or {@link CityMonth}
 * @param previousHash of the one before of this kind and account; null on the first and until closed
 * @param hash lower-case hex of the SHA-256 of the proof; null until closed
 */
public record PeriodClosing(
        UUID id,
        Kind kind,
        @Nullable String account,
        LocalDate period,
        String status,
        JsonNode content,
        String preparedBy,
        Instant preparedAt,
        @Nullable String closedBy,
        @Nullable Instant closedAt,
        @Nullable String previousHash,
        @Nullable String hash) {

    public enum Kind {
        CITY_DAY,
        ACCOUNT_MONTH,
        CITY_MONTH
    }

    public boolean closed() {
        return status.equals("closed");
    }
}

package vn.phigate.gateway.receipts;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a receipt, and what became of it.
 *
 * @param agencyId whose receipt it is
 * @param result code of the notice or of the other receipt; null until it is done
 */
record Correction(
        UUID id,
        UUID receiptId,
        String receiptCode,
        long agencyId,
        Action action,
        Errors errors,
        String reason,
        Status status,
        Instant proposedAt,
        String proposedBy,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable String refusedWhy,
        @Nullable String result) {

    /** What the law asks for. */
    enum Action {
        NOTICE,
        REPLACEMENT;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum Status {
        PROPOSED,
        DONE,
        REFUSED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param taxCode the right one of the collector; null when it is right
     * @param amount whether the amounts are drawn anew from the books
     */
    record Errors(List<Misprint> texts, @Nullable String taxCode, boolean amount) {
        Errors {
            texts = List.copyOf(texts);
        }
    }
}

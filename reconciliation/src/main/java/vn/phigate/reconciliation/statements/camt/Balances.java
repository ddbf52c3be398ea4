package vn.phigate.reconciliation.statements.camt;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The balances of one statement and which two of them frame its entries. Codes are ISO 20022 ExternalBalanceType1Code: OPBD opening booked,
 * PRCD previously closed booked, ITBD interim booked (the carry-over of a statement in pages), CLBD closing booked, OPAV and CLAV the same
 * of available funds. FWAV, XPCD, INFO and ITAV look elsewhere and never frame anything.
 */
final class Balances {
    record Balance(
            String type,
            BigDecimal amount,
            String currency,
            @Nullable LocalDate on,
            long line) {
        boolean available() {
            return type.equals("OPAV") || type.equals("CLAV");
        }
    }

    private static final int KEPT_MAX = 1_000;
    private static final Comparator<Balance> BY_DAY =
            Comparator.comparing(Balance::on, Comparator.nullsLast(Comparator.naturalOrder()));

    private final List<Balance> all = new ArrayList<>();

    void add(Balance balance) {
        if (all.size() < KEPT_MAX) {
            all.add(balance);
        }
    }

    /** @param currency the account's, preferred where a bank lists one balance per currency; null when unknown */
    @Nullable
    Balance opening(@Nullable String currency) {
        Balance booked = first(currency, "OPBD", "PRCD");
        if (booked == null && (!of("CLBD").isEmpty() || of("ITBD").size() > 1)) {
            booked = first(currency, "ITBD");
        }
        return booked != null ? booked : first(currency, "OPAV");
    }

    /** An interim balance closes a page only where the file has no closing one and did not need it for the opening. */
    @SuppressWarnings("ReferenceEquality") // Two interim balances of one amount, day and line are still two.
    @Nullable
    Balance closing(@Nullable String currency) {
        Balance booked = last(currency, "CLBD");
        if (booked == null) {
            Balance interim = last(currency, "ITBD");
            booked = interim != null && interim != opening(currency) ? interim : null;
        }
        return booked != null ? booked : last(currency, "CLAV");
    }

    private @Nullable Balance first(@Nullable String currency, String... types) {
        for (String type : types) {
            Balance found = preferred(type, currency).stream().min(BY_DAY).orElse(null);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The latest by day; of several on one day the last in the file, as a day's pages follow each other. */
    private @Nullable Balance last(@Nullable String currency, String type) {
        return preferred(type, currency).reversed().stream()
                .max(Comparator.comparing(Balance::on, Comparator.nullsFirst(Comparator.naturalOrder())))
                .orElse(null);
    }

    private List<Balance> preferred(String type, @Nullable String currency) {
        List<Balance> typed = of(type);
        List<Balance> own =
                typed.stream().filter(b -> b.currency().equals(currency)).toList();
        return own.isEmpty() ? typed : own;
    }

    private List<Balance> of(String type) {
        return all.stream().filter(b -> b.type().equals(type)).toList();
    }
}

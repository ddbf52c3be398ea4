package vn.phigate.reconciliation.settlements;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was agreed with a provider; the keys are explained in {@code config/contracts.yaml}.
 *
 * @param agency code; empty for all agencies
 * @param until last day, included; null when no end is known
 * @param narrative compact words of the narrative of a pay-out
 * @param net whether fees are kept from the pay-out
 */
record Contract(
        String name,
        String provider,
        String agency,
        LocalDate from,
        @Nullable LocalDate until,
        List<String> layouts,
        List<String> narrative,
        boolean net,
        int paysWithinDays,
        String settlementDay,
        FeeFormula fee) {
    private static final int WORD_MIN = 4;

    Contract {
        layouts = List.copyOf(layouts);
        narrative = List.copyOf(narrative);
        if (narrative.stream().anyMatch(word -> !word.matches("[A-Z0-9]{" + WORD_MIN + ",}"))) {
            throw new IllegalArgumentException(name + ": a word of the narrative is at least four of A-Z and 0-9");
        }
        if (paysWithinDays < 0 || paysWithinDays > 30) {
            throw new IllegalArgumentException(name + ": pays_within_days is 0 to 30");
        }
        if (until != null && until.isBefore(from)) {
            throw new IllegalArgumentException(name + ": ends before it begins");
        }
    }

    boolean holds(String ofProvider, LocalDate day) {
        return provider.equals(ofProvider) && !day.isBefore(from) && (until == null || !day.isAfter(until));
    }

    boolean overlaps(Contract other) {
        return provider.equals(other.provider)
                && agency.equals(other.agency)
                && (until == null || !until.isBefore(other.from))
                && (other.until == null || !other.until.isBefore(from));
    }
}

package vn.phigate.reconciliation.evaluation;

import java.time.LocalDate;

/**
 * How much is played.
 *
 * @param dossiers above 0; the city's July 2025 had 71,710
 * @param days from the first of July 2025 on, the day its communes began
 * @param threads that do what many people and programs do at once
 */
public record Size(long seed, int dossiers, int days, int threads) {
    public static final LocalDate FIRST = LocalDate.of(2025, 7, 1);

    LocalDate last() {
        return FIRST.plusDays(days - 1L);
    }
}

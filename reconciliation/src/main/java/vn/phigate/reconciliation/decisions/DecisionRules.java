package vn.phigate.reconciliation.decisions;

/**
 * How far people may go, by the settings of the city.
 *
 * @param writeOffLineVnd whole đồng, the most that is written off of one line
 * @param writeOffDayVnd whole đồng, the most that an agency writes off on one day; the database holds it
 */
public record DecisionRules(long writeOffLineVnd, long writeOffDayVnd) {
    public static final DecisionRules USUAL = new DecisionRules(1_000, 20_000);

    public DecisionRules {
        if (writeOffLineVnd < 0 || writeOffDayVnd < writeOffLineVnd) {
            throw new IllegalArgumentException("write_off: 0 <= line_max_vnd <= day_agency_max_vnd");
        }
    }
}

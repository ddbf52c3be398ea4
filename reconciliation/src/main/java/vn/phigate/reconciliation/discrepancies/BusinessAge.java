package vn.phigate.reconciliation.discrepancies;

import java.time.DayOfWeek;
import java.time.LocalDate;

/** Age in business days: Monday to Friday. */
public final class BusinessAge {
    /** Older is late: banks correct their own mistakes within as many days. */
    public static final int LATE = 3;

    private BusinessAge() {}

    /** Business days after one day, up to another; never negative. */
    public static int between(LocalDate from, LocalDate to) {
        if (!from.isBefore(to)) {
            return 0;
        }
        long days = to.toEpochDay() - from.toEpochDay();
        int count = (int) (days / 7 * 5);
        for (LocalDate day = to.minusDays(days % 7 - 1); !day.isAfter(to); day = day.plusDays(1)) {
            count += isBusinessDay(day) ? 1 : 0;
        }
        return count;
    }

    /** The latest day whose money is at least this many business days old. */
    public static LocalDate daysBefore(LocalDate today, int businessDays) {
        LocalDate day = today;
        while (between(day, today) < businessDays) {
            day = day.minusDays(1);
        }
        return day;
    }

    private static boolean isBusinessDay(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
    }
}

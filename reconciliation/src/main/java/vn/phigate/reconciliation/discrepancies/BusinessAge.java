package vn.phigate.reconciliation.discrepancies;

import java.time.LocalDate;
import vn.phigate.reconciliation.calendar.BankCalendar;

/** Age in days on which banks work, by the calendar of bank days: no holiday, and every Saturday that makes up for one. */
public final class BusinessAge {
    /** Older is late: banks correct their own mistakes within as many days. */
    public static final int LATE = 3;

    private final BankCalendar calendar;

    public BusinessAge(BankCalendar calendar) {
        this.calendar = calendar;
    }

    /** Bank days after one day, up to another; never negative. */
    public int between(LocalDate from, LocalDate to) {
        int count = 0;
        for (LocalDate day = from.plusDays(1); !day.isAfter(to); day = day.plusDays(1)) {
            count += calendar.worksOn(day) ? 1 : 0;
        }
        return count;
    }

    /** The latest day whose money is at least this many bank days old. */
    public LocalDate daysBefore(LocalDate today, int bankDays) {
        LocalDate day = today;
        for (int count = 0; count < bankDays; day = day.minusDays(1)) {
            count += calendar.worksOn(day) ? 1 : 0;
        }
        return day;
    }
}

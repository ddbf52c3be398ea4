package vn.phigate.gateway.web;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import vn.phigate.gateway.platform.time.BusinessDay;

/** On which days money moves between banks. Whoever has the banks' calendar lends it; the gateway does without. */
public interface BankDays {
    /**
     * The day on which money has to be on the bank account at the latest.
     *
     * @param provider who took it, by its name; {@code bank} and {@code vietqr} for a transfer
     * @param bin of the bank of the account, six digits
     */
    LocalDate dueOn(String provider, String bin, Instant takenAt);

    /** The bank day that many bank days after a day. @param bankDays 1 or more */
    LocalDate after(LocalDate day, int bankDays);

    /** Knows the weekends alone: a transfer is there at once, providers pay on the next day. */
    BankDays WEEKENDS = new BankDays() {
        @Override
        public LocalDate dueOn(String provider, String bin, Instant takenAt) {
            LocalDate taken = BusinessDay.of(takenAt);
            boolean transfer = provider.equals("vietqr") || provider.equals("bank");
            return after(transfer ? taken.minusDays(1) : taken, 1);
        }

        @Override
        public LocalDate after(LocalDate day, int bankDays) {
            LocalDate each = day;
            for (int i = 0; i < bankDays; i++) {
                do {
                    each = each.plusDays(1);
                } while (each.getDayOfWeek() == DayOfWeek.SATURDAY || each.getDayOfWeek() == DayOfWeek.SUNDAY);
            }
            return each;
        }
    };
}

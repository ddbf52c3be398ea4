package vn.phigate.reconciliation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.web.BankDays;
import vn.phigate.reconciliation.calendar.BankCalendar;

/** The banks' calendar for the citizens' pages. Of a year whose holidays nobody has declared these know the weekends only: a page is no place to fail. */
record LentCalendar(BankCalendar calendar) implements BankDays {
    static LentCalendar of(Path configFolder) {
        try {
            return new LentCalendar(BankCalendar.load(configFolder.resolve("calendar.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public LocalDate dueOn(String provider, String bin, Instant takenAt) {
        try {
            return calendar.dueOn(provider.equals("bank") ? "vietqr" : provider, bin, takenAt);
        } catch (Refusal yearMissing) {
            return BankDays.WEEKENDS.dueOn(provider, bin, takenAt);
        }
    }

    @Override
    public LocalDate after(LocalDate day, int bankDays) {
        try {
            return calendar.bankDaysAfter(day, bankDays);
        } catch (Refusal yearMissing) {
            return BankDays.WEEKENDS.after(day, bankDays);
        }
    }
}

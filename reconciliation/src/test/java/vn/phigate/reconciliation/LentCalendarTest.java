package vn.phigate.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class LentCalendarTest {
    private final LentCalendar lent = LentCalendar.of(Path.of(System.getProperty("phigate.root", ".."), "config"));

    @Test
    void promisesNobodyMoney_overTet() {
        Instant friday = Instant.parse("2025-01-24T08:00:00Z");
        assertThat(lent.dueOn("vnpay", "970432", friday)).isEqualTo("2025-02-03");
        assertThat(lent.dueOn("vietqr", "970432", friday)).isEqualTo("2025-01-24");
        assertThat(lent.dueOn("bank", "970432", friday))
                .as("a line that paid by itself was a transfer")
                .isEqualTo("2025-01-24");
        assertThat(lent.after(LocalDate.of(2025, 1, 24), 2)).isEqualTo("2025-02-04");
    }

    /** No page fails for want of a calendar. */
    @Test
    void knowsTheWeekends_inAYearNobodyDeclared() {
        Instant friday = Instant.parse("2031-05-02T08:00:00Z");
        assertThat(lent.dueOn("vnpay", "970432", friday)).isEqualTo("2031-05-05");
        assertThat(lent.dueOn("vietqr", "970432", Instant.parse("2031-05-03T08:00:00Z")))
                .as("a transfer on a Saturday")
                .isEqualTo("2031-05-05");
        assertThat(lent.after(LocalDate.of(2031, 5, 2), 5)).isEqualTo("2031-05-09");
    }
}

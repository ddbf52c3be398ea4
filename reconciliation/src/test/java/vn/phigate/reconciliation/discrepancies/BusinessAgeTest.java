package vn.phigate.reconciliation.discrepancies;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.phigate.reconciliation.calendar.BankCalendar;

class BusinessAgeTest {
    private final BankCalendar calendar;
    private final BusinessAge age;

    BusinessAgeTest() throws IOException {
        calendar = BankCalendar.load(Path.of(System.getProperty("phigate.root", ".."), "config", "calendar.yaml"));
        age = new BusinessAge(calendar);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-07-17, 2025-07-17, 0",
        "2025-07-17, 2025-07-16, 0",
        "2025-07-17, 2025-07-18, 1", // Thursday to Friday
        "2025-07-18, 2025-07-20, 0", // over a weekend
        "2025-07-18, 2025-07-21, 1", // to Monday
        "2025-07-17, 2025-07-24, 5",
        "2025-08-29, 2025-09-03, 1", // National Day: Monday 1 and Tuesday 2 September
        "2025-04-29, 2025-05-05, 1", // 30 April, 1 May and the bridge of 2 May
        "2031-07-18, 2031-07-21, 1", // a year without a calendar: weekends alone
    })
    void countsTheDaysOnWhichBanksWork(LocalDate from, LocalDate to, int days) {
        assertEquals(days, age.between(from, to));
    }

    @Test
    void agreesWithCountingOneByOne_andDaysBeforeIsItsInverse() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            LocalDate from = LocalDate.of(2025, 1, 1).plusDays(random.nextInt(300));
            LocalDate to = from.plusDays(random.nextInt(60));
            int counted = (int) from.plusDays(1)
                    .datesUntil(to.plusDays(1))
                    .filter(calendar::isBankDay)
                    .count();
            assertEquals(counted, age.between(from, to), "seed " + seed + " " + from + " " + to);
            LocalDate latest = age.daysBefore(to, counted);
            assertEquals(counted, age.between(latest, to), "seed " + seed);
            assertEquals(counted, counted == 0 ? 0 : age.between(latest.plusDays(1), to) + 1, "seed " + seed);
        }
    }
}

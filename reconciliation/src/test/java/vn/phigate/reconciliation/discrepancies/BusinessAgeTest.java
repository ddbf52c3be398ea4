package vn.phigate.reconciliation.discrepancies;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusinessAgeTest {
    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({
        "2025-07-17, 2025-07-17, 0",
        "2025-07-17, 2025-07-16, 0",
        "2025-07-17, 2025-07-18, 1", // Thursday to Friday
        "2025-07-18, 2025-07-19, 0", // to Saturday
        "2025-07-18, 2025-07-20, 0",
        "2025-07-18, 2025-07-21, 1", // to Monday
        "2025-07-17, 2025-07-24, 5",
        "2025-07-19, 2025-07-26, 5", // Saturday to Saturday
        "2025-01-01, 2025-12-31, 260",
    })
    void countsMondayToFriday(LocalDate from, LocalDate to, int days) {
        assertEquals(days, BusinessAge.between(from, to));
    }

    @Test
    void agreesWithCountingOneByOne_andDaysBeforeIsItsInverse() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            LocalDate from = LocalDate.of(2025, 1, 1).plusDays(random.nextInt(700));
            LocalDate to = from.plusDays(random.nextInt(60));
            int counted = (int) from.plusDays(1)
                    .datesUntil(to.plusDays(1))
                    .filter(day -> day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0)
                    .count();
            assertEquals(counted, BusinessAge.between(from, to), "seed " + seed + " " + from + " " + to);
            LocalDate latest = BusinessAge.daysBefore(to, counted);
            assertEquals(counted, BusinessAge.between(latest, to), "seed " + seed);
        }
    }
}

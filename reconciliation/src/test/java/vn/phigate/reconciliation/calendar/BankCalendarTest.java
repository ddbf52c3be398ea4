package vn.phigate.reconciliation.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.time.BusinessDay;

class BankCalendarTest {
    private static final Path FILE = Path.of(System.getProperty("phigate.root", ".."), "config", "calendar.yaml");
    private final BankCalendar calendar = load(FILE);

    @ParameterizedTest
    @CsvSource({
        // Tết Ất Tỵ: Saturday 25 January to Sunday 2 February 2025
        "2025-01-24, true",
        "2025-01-27, false",
        "2025-01-31, false",
        "2025-02-03, true",
        // 2 May is made up for on Saturday 26 April
        "2025-04-26, true",
        "2025-05-02, false",
        "2025-05-03, false",
        "2025-08-31, false",
        "2025-09-01, false",
        "2025-09-02, false",
        "2025-09-03, true",
        // Tết Bính Ngọ: to Sunday 22 February 2026; the day of the Hùng Kings is a Sunday and is made up on Monday
        "2026-02-13, true",
        "2026-02-16, false",
        "2026-02-20, false",
        "2026-02-23, true",
        "2026-04-27, false",
        "2026-08-22, true",
        "2026-08-31, false",
        "2026-09-02, false",
        "2026-09-03, true",
        "2026-01-02, false",
        "2026-01-10, true",
        "2026-01-17, false"
    })
    void knowsBankDays(LocalDate day, boolean works) {
        assertThat(calendar.isBankDay(day)).isEqualTo(works);
    }

    @ParameterizedTest
    @CsvSource({
        // an ordinary day; Friday; the first second and the last of a session
        "vnpay, 2025-07-17T10:00:00, 2025-07-18",
        "vnpay, 2025-07-18T00:00:00, 2025-07-21",
        "vnpay, 2025-07-17T23:59:59, 2025-07-18",
        "vnpay, 2025-07-19T12:00:00, 2025-07-21",
        "vnpay, 2025-07-20T12:00:00, 2025-07-21",
        // over Tết, over 2 September, over a made-up Saturday, over the end of a year
        "vnpay, 2025-01-24T09:00:00, 2025-02-03",
        "momo, 2025-01-29T09:00:00, 2025-02-03",
        "vnpay, 2025-08-29T09:00:00, 2025-09-03",
        "vnpay, 2025-04-25T09:00:00, 2025-04-26",
        "vnpay, 2025-05-01T09:00:00, 2025-05-05",
        "vnpay, 2025-12-31T09:00:00, 2026-01-05",
        // a transfer is there at once, on a bank day at the latest
        "vietqr, 2025-07-17T22:00:00, 2025-07-17",
        "vietqr, 2025-07-19T22:00:00, 2025-07-21",
        "a_provider_nobody_named, 2025-07-18T09:00:00, 2025-07-21"
    })
    void moneyIsDueOnABankDay(String provider, LocalDateTime paidAt, LocalDate due) {
        assertThat(calendar.dueOn(provider, "970436", at(paidAt))).isEqualTo(due);
    }

    @Test
    void cutOffOfABank_countsForTransfersOnly(@TempDir Path folder) throws IOException {
        BankCalendar own = edited(folder, "cut_offs: {}", "cut_offs: {\"970418\": \"16:30\"}");
        LocalDateTime before = LocalDateTime.parse("2025-07-18T16:29:59");
        assertThat(own.dueOn("vietqr", "970418", at(before))).isEqualTo("2025-07-18");
        assertThat(own.dueOn("vietqr", "970418", at(before.plusSeconds(1)))).isEqualTo("2025-07-21");
        assertThat(own.dueOn("vietqr", "970436", at(before.plusHours(2)))).isEqualTo("2025-07-18");
        assertThat(own.dueOn("vnpay", "970418", at(before.plusHours(2)))).isEqualTo("2025-07-21");
    }

    @Test
    void sessionThatEndsEarly_countsForItsProvider(@TempDir Path folder) throws IOException {
        BankCalendar own =
                edited(folder, "momo: {working_days: 1,", "momo: {working_days: 2, session_ends: \"17:00\",");
        assertThat(own.dueOn("momo", "970436", at(LocalDateTime.parse("2025-07-17T16:59:00"))))
                .isEqualTo("2025-07-21");
        assertThat(own.dueOn("momo", "970436", at(LocalDateTime.parse("2025-07-17T17:00:00"))))
                .isEqualTo("2025-07-22");
    }

    @Test
    void refuses_whenTheYearIsMissing() {
        assertThatThrownBy(() -> calendar.isBankDay(LocalDate.of(2031, 1, 2)))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.type()).isEqualTo(CalendarProblem.CALENDAR_YEAR_MISSING);
                    assertThat(refusal.members()).containsEntry("year", 2031);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "weekend: [saturday, sunday]|weekend: [saturday, sonntag]",
                "cut_off: \"24:00\"|cut_of: \"24:00\"",
                "cut_offs: {}|cut_offs: {\"VCB\": \"16:00\"}",
                "momo: {working_days: 1,|momo: {working_days: 99,",
                "momo: {working_days: 1,|momo: {",
                "day: \"2025-09-02\"|day: \"2026-09-02\"",
                "day: \"2025-09-02\"|day: \"2025-09-01\"",
                "day: \"2025-04-26\", instead_of: \"2025-05-02\"|day: \"2025-04-25\", instead_of: \"2025-05-02\"",
                "year: 2026|year: 2025"
            })
    void refusesTheFile_whenItIsSenseless(String right, String wrong, @TempDir Path folder) {
        assertThatThrownBy(() -> edited(folder, right, wrong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("calendar.yaml");
    }

    private static BankCalendar edited(Path folder, String from, String to) throws IOException {
        String text = Files.readString(FILE);
        assertThat(text).contains(from);
        Path file = folder.resolve("calendar.yaml");
        Files.writeString(file, text.replace(from, to));
        return BankCalendar.load(file);
    }

    private static Instant at(LocalDateTime local) {
        return local.atZone(BusinessDay.ZONE).toInstant();
    }

    private static BankCalendar load(Path file) {
        try {
            return BankCalendar.load(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

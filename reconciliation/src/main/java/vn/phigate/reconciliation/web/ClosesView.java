package vn.phigate.reconciliation.web;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.reconciliation.closing.CityDay;
import vn.phigate.reconciliation.closing.InTransit;
import vn.phigate.reconciliation.closing.MonthSides;
import vn.phigate.reconciliation.closing.PeriodClosing;

/**
 * The city's day and its month, and what is on its way by the day it is due.
 *
 * @param content as it stands, or as it was signed; null while nothing is closed
 * @param closing null while nobody prepared it
 * @param month null while nobody prepared it
 * @param refused why the last act of this person was refused; null otherwise
 */
public record ClosesView(
        LocalDate day,
        @Nullable CityDay content,
        @Nullable PeriodClosing closing,
        @Nullable PeriodClosing month,
        Map<LocalDate, List<Due>> due,
        @Nullable Refusal refused) {

    /** @param account {@code <bin>-<number>} */
    public record Due(String account, InTransit item) {}

    public String address() {
        return "/closes/" + day;
    }

    /** Dossiers that keep the month open, as far as the refusal names them. */
    public List<MonthSides.Open> sides() {
        return sides(refused);
    }

    static List<MonthSides.Open> sides(@Nullable Refusal refused) {
        return refused != null && refused.members().get("three_way") instanceof List<?> open
                ? open.stream()
                        .filter(MonthSides.Open.class::isInstance)
                        .map(MonthSides.Open.class::cast)
                        .toList()
                : List.of();
    }

    /** Accounts that keep the month open, as far as the refusal names them. */
    public List<String> openAccounts() {
        return refused != null && refused.members().get("accounts") instanceof List<?> accounts
                ? accounts.stream()
                        .filter(Map.class::isInstance)
                        .map(account -> String.valueOf(((Map<?, ?>) account).get("account")))
                        .toList()
                : List.of();
    }

    public String sheet(String account) {
        return AccountPages.address(account, day);
    }

    public String monthName() {
        return "%02d/%d".formatted(day.getMonthValue(), day.getYear());
    }

    public long sumVnd(List<Due> items) {
        return items.stream().mapToLong(each -> each.item().amountVnd()).sum();
    }
}

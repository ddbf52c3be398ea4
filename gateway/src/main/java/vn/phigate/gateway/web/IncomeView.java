package vn.phigate.gateway.web;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.income.Figures;
import vn.phigate.gateway.income.Income;

/**
 * What came in, on one of three levels.
 *
 * @param agency null for all
 * @param next payment to go on after; null on the last page
 */
public record IncomeView(
        Income.Choice choice,
        @Nullable Agency agency,
        LocalDate today,
        Figures total,
        List<Income.Day> days,
        List<Income.OfAgency> agencies,
        List<Income.Line> lines,
        List<Income.Paid> payments,
        @Nullable UUID next) {

    IncomeView with(
            List<Income.Day> someDays,
            List<Income.OfAgency> someAgencies,
            List<Income.Line> someLines,
            List<Income.Paid> somePayments,
            @Nullable UUID more) {
        return new IncomeView(choice, agency, today, total, someDays, someAgencies, someLines, somePayments, more);
    }

    /** The same choice on another of the pages. */
    public String here(String path) {
        return address(path, choice.from(), choice.to(), agencyCode(), choice.procedure());
    }

    public static String address(
            String path, LocalDate from, LocalDate to, @Nullable String agency, @Nullable String procedure) {
        return path + "?from=" + from + "&to=" + to + (agency == null ? "" : "&agency=" + agency)
                + (procedure == null ? "" : "&procedure=" + procedure);
    }

    public @Nullable String agencyCode() {
        return agency == null ? null : agency.code();
    }

    public boolean oneDay() {
        return choice.from().equals(choice.to());
    }

    public String period(Wording w) {
        return oneDay() ? w.day(choice.from()) : w.day(choice.from()) + " – " + w.day(choice.to());
    }

    /** "VNPay 1.000 đ, chuyển khoản 2.000 đ". */
    public static String methods(Wording w, Figures figures) {
        return figures.methods().entrySet().stream()
                .map(e -> method(w, e.getKey()) + " " + w.money(e.getValue().amountVnd()))
                .collect(Collectors.joining(" · "));
    }

    public static String method(Wording w, String method) {
        return switch (method) {
            case "vnpay" -> "VNPay";
            case "momo" -> "MoMo";
            case "zalopay" -> "ZaloPay";
            case "vietqr" -> w.say("Chuyển khoản", "Transfer");
            case "dvcqg" -> w.say("Cổng Dịch vụ công quốc gia", "National portal");
            default -> method;
        };
    }

    /** Not yet on a statement of the bank. */
    public static long onItsWay(Figures figures) {
        return figures.amountVnd() - figures.atBankVnd();
    }
}

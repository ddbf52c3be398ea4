package vn.phigate.gateway.web;

import java.util.List;
import vn.phigate.gateway.coverage.CellClass;
import vn.phigate.gateway.coverage.Coverage;
import vn.phigate.gateway.procedures.Channel;

/** Coverage in numbers. */
public record CoverageView(Coverage.Totals totals, Channel channel) {
    public static String name(Wording w, CellClass cellClass) {
        return switch (cellClass) {
            case AGENCY_DISSOLVED -> w.say("Cơ quan đã thôi hoạt động", "Agency dissolved");
            case NO_FEE_ROW -> w.say("Thiếu mức thu", "No fee row");
            case FREE -> w.say("Không phải nộp", "Free");
            case NO_ACCOUNT -> w.say("Chưa có tài khoản", "No account");
            case PROVIDER_REFUSES_BANK -> w.say("Ngân hàng không nhận VietQR", "Bank refuses VietQR");
            case ACCOUNT_EXPIRING -> w.say("Tài khoản sắp hết hiệu lực", "Account expiring");
            case PAYABLE -> w.say("Nộp được", "Payable");
        };
    }

    /** Class of style for a status. */
    public static String look(CellClass cellClass) {
        return switch (cellClass) {
            case PAYABLE, FREE -> "paid";
            case ACCOUNT_EXPIRING -> "pending";
            case AGENCY_DISSOLVED, NO_FEE_ROW, NO_ACCOUNT, PROVIDER_REFUSES_BANK -> "due";
        };
    }

    public static String actor(Wording w, CellClass.Actor actor) {
        return switch (actor) {
            case AGENCY -> w.say("Cơ quan thu", "The agency");
            case CENTRE -> w.say("Trung tâm thành phố", "The city’s centre");
        };
    }

    public static long count(Coverage.Line line, CellClass cellClass) {
        return line.classes().getOrDefault(cellClass, 0L);
    }

    /** Cells that somebody has to do something about. */
    public static long open(Coverage.Line line) {
        return line.classes().entrySet().stream()
                .filter(e -> e.getKey().actor() != null)
                .mapToLong(e -> e.getValue())
                .sum();
    }

    /** A number with its thousands apart, as people of the language write them. */
    public static String number(Wording w, long number) {
        return String.format(java.util.Locale.ROOT, "%,d", number)
                .replace(',', w.say(".", ",").charAt(0));
    }

    /** Agencies with the most to do first; where nothing is to be done, by code. */
    public List<Coverage.Line> agencies() {
        return totals.agencies().stream()
                .sorted(java.util.Comparator.<Coverage.Line>comparingLong(CoverageView::open)
                        .reversed()
                        .thenComparing(Coverage.Line::code))
                .toList();
    }
}

package vn.phigate.reconciliation.demo;

import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Writes Vietcombank's simple statement as comma-separated text: a preamble, a header row, bookings with the running
 * balance, a totals row. Debit and credit are the bank's view: ghi có is money in for the agency.
 */
final class VietcombankCsv {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM/uuuu");

    private VietcombankCsv() {}

    static BankFile write(BankDay day) {
        StringBuilder csv = new StringBuilder();
        row(csv, "NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM");
        row(csv, "SAO KÊ TÀI KHOẢN");
        row(csv, "Số tài khoản", day.number);
        row(csv, "Tên tài khoản", day.holder);
        row(csv, "Loại tiền", "VND");
        row(csv, "Từ ngày", DAY.format(day.businessDay));
        row(csv, "Đến ngày", DAY.format(day.businessDay));
        row(csv, "Số dư đầu kỳ", amount(day.openingVnd));
        row(csv, "Số dư cuối kỳ", amount(day.closingVnd()));
        row(csv, "");
        row(csv, "NGÀY GIAO DỊCH", "SỐ THAM CHIẾU", "SỐ TIỀN GHI NỢ", "SỐ TIỀN GHI CÓ", "SỐ DƯ", "MÔ TẢ");
        long balanceVnd = day.openingVnd;
        List<BankLine> lines = day.lines();
        for (int i = 0; i < lines.size(); i++) {
            BankLine line = lines.get(i);
            balanceVnd += line.amountVnd();
            row(
                    csv,
                    DAY.format(line.bookedAt().atZone(DayPlan.VIETNAM)),
                    line.reference() != null ? line.reference() : day.reference(i),
                    line.amountVnd() < 0 ? amount(-line.amountVnd()) : "",
                    line.amountVnd() > 0 ? amount(line.amountVnd()) : "",
                    amount(balanceVnd),
                    line.narrative());
        }
        row(csv, "TỔNG SỐ", "", amount(day.debitVnd()), amount(day.creditVnd()), "", "");
        return new BankFile(
                "vcb-%s-%s.csv".formatted(day.account(), day.businessDay),
                csv.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String amount(long vnd) {
        return String.format(Locale.ROOT, "%,d", vnd);
    }

    /** RFC 4180: quoted where a comma or a quote stands inside, lines end with CR LF. */
    private static void row(StringBuilder csv, String... cells) {
        for (int i = 0; i < cells.length; i++) {
            String cell = cells[i];
            boolean quoted = cell.contains(",") || cell.contains("\"");
            csv.append(i == 0 ? "" : ",").append(quoted ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell);
        }
        csv.append("\r\n");
    }
}

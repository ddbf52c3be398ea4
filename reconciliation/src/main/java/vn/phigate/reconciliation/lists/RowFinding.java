package vn.phigate.reconciliation.lists;

/** Why a row was left out. @param line of the text file, or row of the sheet */
public record RowFinding(long line, String field, String value, String rule, String text, String textEn) {
    static RowFinding of(long line, String field, String value, String rule) {
        String shown = value.length() > 80 ? value.substring(0, 80) + "…" : value;
        return switch (rule) {
            case "day_unreadable" ->
                new RowFinding(
                        line,
                        field,
                        shown,
                        rule,
                        "Cần ngày dạng ngày/tháng/năm.",
                        "A day as day/month/year is needed.");
            case "amount_unreadable" ->
                new RowFinding(
                        line,
                        field,
                        shown,
                        rule,
                        "Cần số tiền nguyên đồng, lớn hơn 0.",
                        "A whole amount above 0 is needed.");
            case "dossier_unreadable" ->
                new RowFinding(
                        line, field, shown, rule, "Cần đúng một mã hồ sơ.", "Exactly one dossier code is needed.");
            case "number_missing" ->
                new RowFinding(line, field, shown, rule, "Cần số biên lai.", "The number of the receipt is needed.");
            case "receipt_differs" ->
                new RowFinding(
                        line,
                        field,
                        shown,
                        rule,
                        "Số biên lai này đã có với nội dung khác.",
                        "This receipt number is known with other content.");
            default ->
                new RowFinding(
                        line, field, shown, rule, "Không có cơ quan nào mang mã này.", "No agency has this code.");
        };
    }
}

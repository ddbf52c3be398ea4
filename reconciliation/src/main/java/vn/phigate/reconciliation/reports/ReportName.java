package vn.phigate.reconciliation.reports;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The reports of a day, in the order in which they are listed. */
public enum ReportName {
    SETTLEMENT("Tổng hợp theo tài khoản", "Settlement by account"),
    UNMATCHED_BANK("Có trên sao kê, chưa khớp", "On the statement, not matched"),
    UNMATCHED_BOOKS("Có trên sổ, quá hạn chưa về", "In the books, overdue at the bank"),
    IN_TRANSIT("Tiền đang về", "In transit"),
    AGEING("Tuổi của chênh lệch", "Ageing of discrepancies"),
    DISCREPANCIES("Chênh lệch đang mở", "Open discrepancies");

    private final String title;
    private final String titleEn;

    ReportName(String title, String titleEn) {
        this.title = title;
        this.titleEn = titleEn;
    }

    /** As in addresses: {@code unmatched-bank}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String title() {
        return title;
    }

    public String titleEn() {
        return titleEn;
    }

    public static Optional<ReportName> parse(String code) {
        return Arrays.stream(values()).filter(r -> r.code().equals(code)).findFirst();
    }
}

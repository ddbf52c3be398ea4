package vn.phigate.gateway.receipts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Receipts for tests, all facts invented. */
final class SampleReceipt {

    static final ReceiptCode CODE = new ReceiptCode("3ZK7Q0M9XH2V5RB8NC4WD6TJYA");

    private SampleReceipt() {}

    static List<ReceiptContent.Line> twoLines() {
        return List.of(
                new ReceiptContent.Line(
                        "Phí thẩm định hồ sơ (dữ liệu thử)",
                        ReceiptContent.LineKind.FEE,
                        20_000,
                        "Nghị quyết 07/2023/NQ-HĐND, khoản 1 Điều 3"),
                new ReceiptContent.Line(
                        "Lệ phí đăng ký hộ tịch (dữ liệu thử)",
                        ReceiptContent.LineKind.CHARGE,
                        10_000,
                        "Thông tư 85/2019/TT-BTC"));
    }

    static ReceiptContent ordinary() {
        return with("Nguyễn Thị Hường", twoLines(), "Ba mươi nghìn đồng", "0101234567", "Số 12 Hàng Bài, Hà Nội");
    }

    static ReceiptContent with(
            String payer,
            List<ReceiptContent.Line> lines,
            String words,
            @Nullable String taxCode,
            @Nullable String address) {
        return with(payer, lines, words, taxCode, address, null);
    }

    /** One that stands in the place of number 7. */
    static ReceiptContent replacing(String reason) {
        var wrong = new ReceiptContent.Reference(
                "EBL01",
                "26THN",
                7,
                "00000007",
                LocalDate.of(2026, 7, 16),
                new ReceiptCode("0ZK7Q0M9XH2V5RB8NC4WD6TJYA"));
        return with(
                "Nguyễn Thị Hường",
                twoLines(),
                "Ba mươi nghìn đồng",
                "0101234567",
                null,
                new ReceiptContent.Replaced(wrong, reason));
    }

    private static ReceiptContent with(
            String payer,
            List<ReceiptContent.Line> lines,
            String words,
            @Nullable String taxCode,
            @Nullable String address,
            ReceiptContent.@Nullable Replaced replaced) {
        return new ReceiptContent(
                "EBL01",
                "26THN",
                123,
                "00000123",
                "BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ",
                new ReceiptContent.Collector("00004", "Ủy ban nhân dân phường Hoàn Kiếm", taxCode, address),
                payer,
                List.of("H26.00004-260717-0001"),
                new ReceiptContent.Procedure("9.000001", "Thủ tục mẫu có phí và lệ phí"),
                lines,
                lines.stream().mapToLong(ReceiptContent.Line::amountVnd).sum(),
                words,
                Instant.parse("2026-07-17T03:15:30.123456789Z"),
                LocalDate.of(2026, 7, 17),
                "VNPay",
                "14422574",
                new ReceiptContent.Account("970432", "1234567890", "UBND PHUONG HOAN KIEM"),
                CODE,
                "https://thuphi.example.vn/verify/" + CODE,
                ReceiptRules.known().on(LocalDate.of(2026, 7, 17)).law(),
                true,
                replaced,
                replaced == null
                        ? null
                        : new ReceiptContent.Collector("S02", "Sở Tư pháp Thành phố Hà Nội", "0100000002", null));
    }
}

package vn.phigate.gateway.receipts;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import vn.phigate.gateway.platform.drawing.PaperSheet;

/** How figures and days are written on Vietnamese paper. */
final class ReceiptText {

    static final PaperSheet.Sample SAMPLE_RECEIPT =
            new PaperSheet.Sample("BIÊN LAI MẪU – MÔI TRƯỜNG THỬ NGHIỆM", "SAMPLE – TEST ENVIRONMENT, NOT A RECEIPT");
    /** Of the papers beside receipts. */
    static final PaperSheet.Sample SAMPLE_PAPER = new PaperSheet.Sample(
            "BẢN MẪU – MÔI TRƯỜNG THỬ NGHIỆM", "SAMPLE – TEST ENVIRONMENT, PROVES NOTHING IN LAW");

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM/yyyy", Locale.ROOT);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "HH:mm:ss 'ngày' dd/MM/yyyy", Locale.ROOT)
            .withZone(VIETNAM);

    private ReceiptText() {}

    /** 1234567 as {@code 1.234.567}. */
    static String dong(long amountVnd) {
        return String.format(Locale.ROOT, "%,d", amountVnd).replace(',', '.');
    }

    static String day(LocalDate day) {
        return DAY.format(day);
    }

    /** The date line of an official paper: days below 10 and months below 3 with a leading 0 (Decree 30/2020/NĐ-CP). */
    static String dateLine(LocalDate day) {
        return "Ngày %02d tháng %s năm %d"
                .formatted(
                        day.getDayOfMonth(),
                        day.getMonthValue() < 3 ? "0" + day.getMonthValue() : "" + day.getMonthValue(),
                        day.getYear());
    }

    /** How a dossier was handed in. */
    static String channel(String channel) {
        return switch (channel) {
            case "online" -> "trực tuyến";
            case "counter" -> "tại quầy";
            case "post" -> "qua bưu chính";
            default -> channel;
        };
    }

    static String moment(Instant at) {
        return MOMENT.format(at) + " (giờ Việt Nam)";
    }
}

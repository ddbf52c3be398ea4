package vn.phigate.reconciliation.statements.settlement;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.StatementSink;
import vn.phigate.reconciliation.statements.reading.BrokenFile;
import vn.phigate.reconciliation.statements.reading.TextLines;

/** Records of one length: a header, payments, a trailer with count, sums and a checksum. Without its trailer the file is cut and nothing of it counts. */
final class FixedFile {
    private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);

    private final TextLines lines;
    private final Layout layout;
    private final Layout.Fixed records;
    private final StatementSink sink;
    private final CRC32 crc = new CRC32();

    FixedFile(TextLines lines, Layout layout, Layout.Fixed records, StatementSink sink) {
        this.lines = lines;
        this.layout = layout;
        this.records = records;
        this.sink = sink;
    }

    void read() throws IOException, BrokenFile {
        sink.finding(Batch.notAStatement("settlement-fixed"));
        String header = lines.next();
        if (header == null) {
            throw cut();
        }
        Batch batch = new Batch(
                sink,
                value(records.header(), header, "account"),
                blankToNull(value(records.header(), header, "settlement")),
                blankToNull(value(records.header(), header, "day")),
                layout.currency());
        boolean ended = false;
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.isBlank() || line.equals("\u001A")) {
                continue;
            }
            if (ended) {
                sink.finding(misplaced(line));
            } else if (line.length() != records.length()) {
                batch.aside(wrongLength(line));
            } else if (line.startsWith(records.row().type())) {
                row(batch, line);
            } else if (line.startsWith(records.trailer().type())) {
                trailer(batch, line);
                ended = true;
            } else {
                batch.aside(misplaced(line));
            }
        }
        if (!ended) {
            throw cut();
        }
        batch.end();
    }

    private void row(Batch batch, String line) {
        crc.update(line.getBytes(StandardCharsets.UTF_8));
        crc.update('\n');
        BigDecimal gross = amount(records.row(), line, "gross");
        BigDecimal fee = amount(records.row(), line, "fee");
        BigDecimal refund = amount(records.row(), line, "refund");
        boolean hasNet = records.row().fields().containsKey("net");
        BigDecimal net = amount(records.row(), line, "net");
        for (String field : new String[] {"gross", "fee", "refund", "net"}) {
            if (records.row().fields().containsKey(field) && amount(records.row(), line, field) == null) {
                batch.aside(Batch.unreadable(lines.number(), field, value(records.row(), line, field)));
                return;
            }
        }
        String day = value(records.row(), line, "day");
        if (!day.isEmpty() && layout.day(day) == null) {
            batch.aside(impossible(day));
            return;
        }
        batch.add(new SettlementSink.Payment(
                lines.number(),
                day.isEmpty() ? null : layout.day(day),
                blankToNull(value(records.row(), line, "transaction")),
                blankToNull(value(records.row(), line, "order")),
                blankToNull(value(records.row(), line, "settlement")),
                zero(gross),
                zero(fee),
                zero(refund),
                hasNet ? net : null));
    }

    private void trailer(Batch batch, String line) {
        Layout.Record trailer = records.trailer();
        for (String field : new String[] {"count", "gross", "fee", "refund", "net"}) {
            if (!trailer.fields().containsKey(field)) {
                continue;
            }
            BigDecimal stated = amount(trailer, line, field);
            if (stated == null) {
                sink.finding(Batch.unreadable(lines.number(), field, value(trailer, line, field)));
                continue;
            }
            BigDecimal counted = switch (field) {
                case "count" -> BigDecimal.valueOf(batch.entries());
                case "gross" -> batch.gross();
                case "fee" -> batch.fee();
                case "refund" -> batch.refund();
                default -> batch.net();
            };
            batch.check(lines.number(), field, stated, counted);
        }
        checksum(batch, value(trailer, line, "checksum"));
    }

    private void checksum(Batch batch, String stated) {
        String kind = records.checksum();
        if (kind == null) {
            return;
        }
        String counted = kind.equals("crc32")
                ? String.format(Locale.ROOT, "%08X", crc.getValue())
                : String.format(
                        Locale.ROOT, "%02d", batch.gross().unscaledValue().mod(NINETY_SEVEN));
        if (!stated.equalsIgnoreCase(counted)) {
            sink.finding(Finding.flag(
                    lines.number(),
                    "checksum",
                    stated,
                    "checksum_differs",
                    "Mã kiểm tra của tệp là " + stated + " nhưng tính lại là " + counted
                            + ": tệp bị sửa hoặc hỏng trên đường đi.",
                    "The file's checksum is " + stated + " but comes out as " + counted
                            + ": it was changed or damaged on its way."));
        }
    }

    /** Digits right-justified, a sign first if any. */
    private static @Nullable BigDecimal amount(Layout.Record record, String line, String name) {
        Layout.Field field = record.fields().get(name);
        if (field == null) {
            return null;
        }
        String text = field.of(line).strip();
        return text.matches("[+-]?\\d{1,18}") ? new BigDecimal(new BigInteger(text), field.decimals()) : null;
    }

    private static BigDecimal zero(@Nullable BigDecimal amount) {
        return amount == null ? BigDecimal.ZERO : amount;
    }

    private String value(Layout.Record record, String line, String name) {
        Layout.Field field = record.fields().get(name);
        return field == null || line.length() != records.length()
                ? ""
                : field.of(line).strip();
    }

    private static @Nullable String blankToNull(String text) {
        return text.isBlank() ? null : text;
    }

    private Finding impossible(String day) {
        return Finding.flag(
                lines.number(),
                "day",
                day,
                "date_impossible",
                "Dòng " + lines.number() + ": “" + day + "” không phải là một ngày có thật. Để riêng dòng này.",
                "Line " + lines.number() + ": \"" + day + "\" is no day of the calendar. It is set aside.");
    }

    private Finding wrongLength(String line) {
        return Finding.flag(
                lines.number(),
                "",
                line,
                "record_length_differs",
                "Dòng " + lines.number() + " dài " + line.length() + " ký tự, bản ghi phải dài " + records.length()
                        + ". Để riêng dòng này.",
                "Line " + lines.number() + " has " + line.length() + " characters, a record has " + records.length()
                        + ". It is set aside.");
    }

    private Finding misplaced(String line) {
        return Finding.flag(
                lines.number(),
                "",
                line,
                "record_unexpected",
                "Dòng " + lines.number() + " không phải bản ghi có thể đứng ở đây. Để riêng dòng này.",
                "Line " + lines.number() + " is no record that may stand here. It is set aside.");
    }

    private BrokenFile cut() {
        return new BrokenFile(
                lines.number(),
                "",
                "",
                "trailer_missing",
                "Tệp không có bản ghi kết thúc nên đã bị cắt. Không ghi nhận gì; hãy tải lại từ bên thanh toán.",
                "The file has no trailer and so is cut. Nothing of it counts; fetch it from the provider again.");
    }
}

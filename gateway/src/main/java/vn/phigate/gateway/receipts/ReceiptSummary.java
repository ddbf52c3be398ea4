package vn.phigate.gateway.receipts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.BusinessDay;

/**
 * What the tax office is told of an agency's receipts. Since 1 July 2026 each day, line by line: form 01/TH-BLĐT (Decree 254/2026/NĐ-CP Art. 29.3b), with what was
 * withdrawn, replaced or found wrong on that day. Before, by series: report BC26/BLĐT. A receipt belongs to the report of the law it was made after.
 */
final class ReceiptSummary {
    private static final int MOST_ROWS = 100_000;
    private static final String USED_KIND = "Biên lai thu phí, lệ phí không in sẵn mệnh giá";

    private static final String ISSUED = """
            select r.content, r.template from gateway.receipt r
            where r.agency_id = ? and r.issued_at >= ? and r.issued_at < ? order by r.template, r.serial, r.number limit ?
            """;
    private static final String WITHDRAWN = """
            select r.content, r.template from gateway.receipt r
            where r.agency_id = ? and r.withdrawn_at >= ? and r.withdrawn_at < ? and r.replaced_at is null order by r.template, r.serial, r.number limit ?
            """;
    private static final String NOTICES = """
            select p.signed, r.content, r.template from gateway.paper p join gateway.receipt r on r.id = p.receipt_id
            where p.agency_id = ? and p.kind = 'correction' and p.issued_at >= ? and p.issued_at < ? order by p.issued_at, p.id limit ?
            """;

    private final ReceiptRules rules;

    ReceiptSummary(ReceiptRules rules) {
        this.rules = rules;
    }

    /** The report that the law of a day asks for. */
    String formOn(LocalDate day) {
        return rules.on(day).report();
    }

    /** What happened to a receipt on the day. */
    enum Status {
        NEW("Mới"),
        REPLACEMENT("Thay thế"),
        CANCELLED("Hủy"),
        NOTICE("Thông báo sai sót");

        final String vi;

        Status(String vi) {
            this.vi = vi;
        }
    }

    /**
     * One line of 01/TH-BLĐT: one fee of one receipt.
     *
     * @param adjustedPeriod the day under which the receipt was told first; null when it is told for the first time
     * @param related the receipt that was replaced, or that the notice is about; null for others
     */
    record Line(
            int no,
            String template,
            String serial,
            String number,
            LocalDate issuedOn,
            String feeName,
            long amountVnd,
            Status status,
            @Nullable LocalDate adjustedPeriod,
            @Nullable String related,
            @Nullable String explanation,
            @Nullable String note) {}

    private record Told(
            ReceiptContent receipt,
            Status status,
            ReceiptContent.@Nullable Reference related,
            @Nullable LocalDate adjustedPeriod,
            @Nullable String explanation,
            @Nullable String note) {}

    /** @throws TooLong when the day has more lines than a file holds */
    List<Line> lines(Sql sql, long agency, LocalDate day) {
        Instant from = BusinessDay.startOf(day);
        Instant until = BusinessDay.startOf(day.plusDays(1));
        var told = new ArrayList<Told>();
        for (Row row : of(sql, ISSUED, agency, from, until)) {
            ReceiptContent receipt = content(row);
            ReceiptContent.Replaced replaced = receipt.replaces();
            told.add(
                    replaced == null
                            ? new Told(receipt, Status.NEW, null, null, null, null)
                            : new Told(
                                    receipt,
                                    Status.REPLACEMENT,
                                    replaced.receipt(),
                                    replaced.receipt().issuedOn(),
                                    replaced.reason(),
                                    null));
        }
        for (Row row : of(sql, WITHDRAWN, agency, from, until)) {
            ReceiptContent receipt = content(row);
            told.add(new Told(
                    receipt,
                    Status.CANCELLED,
                    null,
                    receipt.issuedOn(),
                    "Khoản thu bị nhà cung cấp phủ nhận, hai người xác nhận",
                    null));
        }
        for (Row row : of(sql, NOTICES, agency, from, until)) {
            ReceiptContent receipt = content(row);
            CorrectionContent notice = CorrectionContent.fromJson(Json.tree(row.text("signed")));
            told.add(new Told(
                    receipt,
                    Status.NOTICE,
                    receipt.reference(),
                    receipt.issuedOn(),
                    notice.changes().stream()
                            .map(change -> change.label() + ": " + change.right())
                            .reduce((a, b) -> a + "; " + b)
                            .orElseThrow(),
                    notice.form()));
        }
        var lines = new ArrayList<Line>();
        for (Told each : told) {
            for (ReceiptContent.Line fee : each.receipt.lines()) {
                ReceiptContent receipt = each.receipt;
                lines.add(new Line(
                        lines.size() + 1,
                        receipt.template(),
                        receipt.serial(),
                        receipt.numberText(),
                        receipt.issuedOn(),
                        fee.name(),
                        fee.amountVnd(),
                        each.status,
                        each.adjustedPeriod,
                        each.related == null ? null : named(each.related),
                        each.explanation,
                        each.note));
            }
        }
        return lines;
    }

    private static String named(ReceiptContent.Reference receipt) {
        return receipt.template() + " " + receipt.serial() + " " + receipt.numberText();
    }

    /**
     * One line of BC26/BLĐT: one series.
     *
     * @param kind TLoai
     * @param template KHMCTu
     * @param serial KHCTu
     * @param count SLuong: receipts made in the time, also those that were withdrawn or replaced since
     * @param amountVnd TgTien: theirs
     * @param void_ of them withdrawn or replaced by the end of the time
     */
    record Use(String kind, String template, String serial, long count, long amountVnd, long void_, long voidVnd) {
        private Use plus(long vnd, boolean gone) {
            return new Use(
                    kind,
                    template,
                    serial,
                    count + 1,
                    Math.addExact(amountVnd, vnd),
                    void_ + (gone ? 1 : 0),
                    voidVnd + (gone ? vnd : 0));
        }
    }

    private static final String USED = """
            select r.template, r.serial, cast(cast(r.content as jsonb) ->> 'total_vnd' as bigint) as amount_vnd,
                   coalesce(least(r.withdrawn_at, r.replaced_at) < ?, false) as gone
            from gateway.receipt r where r.agency_id = ? and r.issued_at >= ? and r.issued_at < ? order by r.template, r.serial
            """;

    List<Use> uses(Sql sql, long agency, LocalDate first, LocalDate last) {
        Instant until = BusinessDay.startOf(last.plusDays(1));
        Map<String, Use> series = new TreeMap<>();
        for (Row row : sql.list(USED, r -> r, until, agency, BusinessDay.startOf(first), until)) {
            String template = row.text("template");
            if (rules.reportOf(template).equals(ReceiptRule.USE)) {
                series.merge(
                        template + " " + row.text("serial"),
                        new Use(USED_KIND, template, row.text("serial"), 0, 0, 0, 0)
                                .plus(row.whole("amount_vnd"), row.flag("gone")),
                        (sum, one) -> sum.plus(one.amountVnd(), one.void_() > 0));
            }
        }
        return List.copyOf(series.values());
    }

    /** A report is whole or refused: half of it would be believed. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private List<Row> of(Sql sql, String statement, long agency, Instant from, Instant until) {
        List<Row> rows = sql.list(statement, row -> row, agency, from, until, MOST_ROWS + 1L);
        if (rows.size() > MOST_ROWS) {
            throw new TooLong();
        }
        return rows.stream()
                .filter(row -> rules.reportOf(row.text("template")).equals(ReceiptRule.SUMMARY))
                .toList();
    }

    private static ReceiptContent content(Row row) {
        return ReceiptContent.fromJson(Json.tree(row.text("content")));
    }
}

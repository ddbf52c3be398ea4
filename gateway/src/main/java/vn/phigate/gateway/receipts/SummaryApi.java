package vn.phigate.gateway.receipts;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.tables.CsvExport;
import vn.phigate.gateway.platform.tables.XlsxExport;
import vn.phigate.gateway.platform.time.BusinessDay;

/** The reports to the tax office over HTTP, as JSON and as files. */
final class SummaryApi {
    private static final String ONE_INSTANT = "set transaction isolation level repeatable read, read only";
    private static final int MOST_DAYS = 366;
    private static final List<String> LINES = List.of(
            "STT",
            "Ký hiệu mẫu biên lai",
            "Ký hiệu biên lai",
            "Số biên lai",
            "Ngày lập",
            "Tên loại phí, lệ phí",
            "Số tiền (đồng)",
            "Tỷ giá",
            "Trạng thái",
            "Kỳ điều chỉnh",
            "Biên lai liên quan",
            "Giải trình",
            "Ghi chú");
    /** The columns of the form; then what of them is void, and what stands, without which a replaced receipt counts twice. */
    private static final List<String> USES = List.of(
            "TLoai",
            "KHMCTu",
            "KHCTu",
            "SLuong",
            "TgTien",
            "Xóa bỏ: số lượng",
            "Xóa bỏ: số tiền",
            "Còn giá trị: số lượng",
            "Còn giá trị: số tiền");

    private final Db db;
    private final Agencies agencies;
    private final ReceiptSummary summary;
    private final InstantSource clock;

    SummaryApi(Db db, Agencies agencies, ReceiptSummary summary, InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.summary = summary;
        this.clock = clock;
    }

    void routes(Web web) {
        web.get("/v1/receipts/summary", Access.READ.alsoBound(), request -> atOneInstant(request, this::show));
        web.get("/v1/receipts/summary/export", Access.READ.alsoBound(), request -> atOneInstant(request, this::export));
    }

    /** @param from before {@code day} for BC26/BLĐT only */
    private record Choice(Agency agency, LocalDate from, LocalDate day, String form) {
        boolean byLine() {
            return form.equals(ReceiptRule.SUMMARY);
        }
    }

    private interface Answer {
        Reply to(Sql sql, Request request, Choice choice);
    }

    private Reply atOneInstant(Request request, Answer answer) {
        return db.inTransaction(tx -> {
            tx.run(ONE_INSTANT);
            Choice choice = choice(tx, request);
            try {
                return answer.to(tx, request, choice);
            } catch (ReceiptSummary.TooLong tooLong) {
                throw HttpProblem.field(
                        "day",
                        choice.day,
                        "quá 100000 biên lai trong một ngày.",
                        "more than 100000 receipts in a day.");
            }
        });
    }

    private Choice choice(Sql sql, Request request) {
        LocalDate day = request.queryDate("day").orElseGet(() -> BusinessDay.of(clock.instant()));
        Agency agency = agencies.get(sql, request.requiredQuery("agency"), day);
        agencies.scope(sql, request.caller()).require(agency.id());
        String form = request.query("form").map(SummaryApi::form).orElseGet(() -> formOn(day));
        LocalDate from = request.queryDate("from").orElse(day);
        boolean period = !from.equals(day);
        if (period
                && (form.equals(ReceiptRule.SUMMARY)
                        || from.isAfter(day)
                        || ChronoUnit.DAYS.between(from, day) >= MOST_DAYS)) {
            throw HttpProblem.field(
                    "from",
                    from,
                    "chỉ dùng cho BC26/BLĐT: ngày không sau day, tối đa 366 ngày.",
                    "for BC26/BLĐT alone: a day not after day, at most 366 days.");
        }
        return new Choice(agency, from, day, form);
    }

    private String formOn(LocalDate day) {
        try {
            return summary.formOn(day);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.field("day", day, "chưa có quy định về biên lai.", "no law on receipts is known.");
        }
    }

    private static String form(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "01/TH-BLĐT", "01/TH-BLDT" -> ReceiptRule.SUMMARY;
            case "BC26/BLĐT", "BC26/BLDT" -> ReceiptRule.USE;
            default ->
                throw HttpProblem.field("form", text, "là 01/TH-BLĐT hoặc BC26/BLĐT.", "is 01/TH-BLĐT or BC26/BLĐT.");
        };
    }

    private Reply show(Sql sql, Request request, Choice choice) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("form", choice.form);
        body.put("agency", choice.agency.code());
        body.put("agency_name", choice.agency.name());
        body.put("tax_code", choice.agency.taxCode());
        body.put("from", choice.from);
        body.put("day", choice.day);
        body.put(
                "items",
                choice.byLine()
                        ? summary.lines(sql, choice.agency.id(), choice.day).stream()
                                .map(SummaryApi::view)
                                .toList()
                        : summary.uses(sql, choice.agency.id(), choice.from, choice.day).stream()
                                .map(SummaryApi::view)
                                .toList());
        return Reply.ok(body);
    }

    private static Map<String, @Nullable Object> view(ReceiptSummary.Line line) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("no", line.no());
        view.put("template", line.template());
        view.put("serial", line.serial());
        view.put("number", line.number());
        view.put("issued_on", line.issuedOn());
        view.put("fee_name", line.feeName());
        view.put("amount_vnd", line.amountVnd());
        view.put("exchange_rate", null);
        view.put("status", line.status().name().toLowerCase(Locale.ROOT));
        view.put("adjusted_period", line.adjustedPeriod());
        view.put("related_receipt", line.related());
        view.put("explanation", line.explanation());
        view.put("note", line.note());
        return view;
    }

    private static Map<String, @Nullable Object> view(ReceiptSummary.Use use) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("kind", use.kind());
        view.put("template", use.template());
        view.put("serial", use.serial());
        view.put("count", use.count());
        view.put("amount_vnd", use.amountVnd());
        view.put("void_count", use.void_());
        view.put("void_amount_vnd", use.voidVnd());
        view.put("standing_count", use.standing());
        view.put("standing_amount_vnd", use.standingVnd());
        return view;
    }

    private Reply export(Sql sql, Request request, Choice choice) {
        String format = request.query("format").orElse("csv");
        List<String> head = choice.byLine() ? LINES : USES;
        var rows = new ArrayList<@Nullable Object[]>();
        if (choice.byLine()) {
            summary.lines(sql, choice.agency.id(), choice.day).forEach(line -> rows.add(cells(line)));
        } else {
            summary.uses(sql, choice.agency.id(), choice.from, choice.day)
                    .forEach(use -> rows.add(new Object[] {
                        use.kind(),
                        use.template(),
                        use.serial(),
                        use.count(),
                        use.amountVnd(),
                        use.void_(),
                        use.voidVnd(),
                        use.standing(),
                        use.standingVnd()
                    }));
        }
        String name = (choice.byLine() ? "01-TH-BLDT" : "BC26-BLDT") + "-" + choice.agency.code() + "-" + choice.day;
        return switch (format) {
            case "csv" -> {
                var csv = new CsvExport(head.toArray(String[]::new));
                rows.forEach(csv::row);
                yield file("text/csv; charset=utf-8", csv.bytes(), name + ".csv");
            }
            case "xlsx" ->
                file(
                        XlsxExport.TYPE,
                        XlsxExport.write(choice.byLine() ? "01-TH-BLDT" : "BC26-BLDT", head, rows),
                        name + ".xlsx");
            default -> throw HttpProblem.field("format", format, "là csv hoặc xlsx.", "is csv or xlsx.");
        };
    }

    private static @Nullable Object[] cells(ReceiptSummary.Line line) {
        return new @Nullable Object[] {
            line.no(),
            line.template(),
            line.serial(),
            line.number(),
            ReceiptText.day(line.issuedOn()),
            line.feeName(),
            line.amountVnd(),
            null,
            line.status().vi,
            line.adjustedPeriod() == null ? null : ReceiptText.day(line.adjustedPeriod()),
            line.related(),
            line.explanation(),
            line.note()
        };
    }

    private static Reply file(String type, byte[] bytes, String name) {
        return Reply.bytes(type, bytes).with("Content-Disposition", "attachment; filename=\"" + name + "\"");
    }
}

package vn.phigate.reconciliation.threeway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.tables.CsvExport;

/** The three-way comparison over HTTP, as JSON and as a file. */
public final class ThreeWayApi {
    /** Excel's own limit of a cell. */
    private static final int CELL_CHARACTERS_MAX = 32_767;

    private final Db db;
    private final ThreeWay threeWay;

    public ThreeWayApi(Db db, ThreeWay threeWay) {
        this.db = db;
        this.threeWay = threeWay;
    }

    public void routes(Web web) {
        web.get("/v1/reports/three-way", Access.READ, request -> Reply.ok(view(report(request), request.language())));
        web.get("/v1/reports/three-way.csv", Access.READ, this::csv);
        web.get("/v1/reports/three-way.xlsx", Access.READ, this::xlsx);
    }

    /** One snapshot, so that the three sides are of one instant. */
    private ThreeWay.Report report(Request request) {
        LocalDate day = request.queryDate("business_day")
                .orElseThrow(() -> HttpProblem.field(
                        "business_day", "", "cần ngày, ví dụ 2025-07-17.", "a day is needed, e.g. 2025-07-17."));
        String agency = request.query("agency").orElse(null);
        return db.inTransaction(tx -> {
            tx.run("set transaction isolation level repeatable read, read only");
            return threeWay.ofDay(tx, day, agency);
        });
    }

    private static Map<String, @Nullable Object> view(ThreeWay.Report report, Language language) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("business_day", report.businessDay());
        view.put("agency", report.agency());
        var counts = new LinkedHashMap<String, Integer>();
        report.counts().forEach((code, count) -> counts.put(code.name(), count));
        view.put("counts", counts);
        view.put(
                "items",
                report.dossiers().stream().map(each -> view(each, language)).toList());
        view.put("lines_without_code", report.linesWithoutCode());
        view.put("receipts_without_code", report.receiptsWithoutCode());
        return view;
    }

    private static Map<String, @Nullable Object> view(ThreeWay.Compared each, Language language) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("dossier", each.dossier());
        view.put("agency", each.agency());
        view.put("fee_vnd", each.feeVnd());
        view.put("fee_list_vnd", each.feeListVnd());
        view.put("provider_vnd", each.providerVnd());
        view.put("bank_vnd", each.bankVnd());
        view.put("receipt_vnd", each.receiptVnd());
        view.put("receipts", each.receipts());
        view.put("code", each.code().name());
        view.put("next_step", language.pick(each.code().next(), each.code().nextEn()));
        return view;
    }

    private static final List<String> COLUMNS = List.of(
            "business_day",
            "agency",
            "dossier",
            "fee_vnd",
            "fee_list_vnd",
            "provider_vnd",
            "bank_vnd",
            "receipt_vnd",
            "receipts",
            "code",
            "next_step");

    private Reply csv(Request request) {
        ThreeWay.Report report = report(request);
        var csv = new CsvExport(COLUMNS.toArray(String[]::new));
        rows(report, request.language()).forEach(row -> csv.row(row.toArray()));
        return file(report, "csv", "text/csv; charset=utf-8", csv.bytes());
    }

    /** Figures as numbers, so that they add up; text that a spreadsheet would run as a formula is made harmless. */
    private Reply xlsx(Request request) {
        ThreeWay.Report report = report(request);
        var bytes = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(bytes, "PhiGate", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("A01-A99");
            for (int c = 0; c < COLUMNS.size(); c++) {
                sheet.value(0, c, COLUMNS.get(c));
            }
            sheet.range(0, 0, 0, COLUMNS.size() - 1).style().bold().set();
            sheet.freezePane(0, 1);
            int r = 1;
            for (List<@Nullable Object> row : rows(report, request.language())) {
                for (int c = 0; c < row.size(); c++) {
                    cell(sheet, r, c, row.get(c));
                }
                r++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file(
                report,
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                bytes.toByteArray());
    }

    private static void cell(Worksheet sheet, int row, int column, @Nullable Object cell) {
        switch (cell) {
            case null -> {}
            case Long number -> {
                sheet.value(row, column, number);
                sheet.style(row, column).format("#,##0").set();
            }
            case LocalDate day -> {
                sheet.value(row, column, day);
                sheet.style(row, column).format("yyyy-mm-dd").set();
            }
            default -> {
                String text = CsvExport.harmless(cell.toString().replaceAll("\\p{Cntrl}", " "));
                sheet.value(row, column, text.substring(0, Math.min(text.length(), CELL_CHARACTERS_MAX)));
            }
        }
    }

    private static Reply file(ThreeWay.Report report, String ending, String type, byte[] bytes) {
        return Reply.bytes(type, bytes)
                .with(
                        "Content-Disposition",
                        "attachment; filename=\"three-way-" + report.businessDay() + "." + ending + "\"");
    }

    /** The dossiers, then the two queues under the codes LINE and RECEIPT. */
    private static List<List<@Nullable Object>> rows(ThreeWay.Report report, Language language) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (ThreeWay.Compared each : report.dossiers()) {
            rows.add(row(
                    report.businessDay(),
                    each.agency(),
                    each.dossier(),
                    each.feeVnd(),
                    each.feeListVnd(),
                    each.providerVnd(),
                    each.bankVnd(),
                    each.receiptVnd(),
                    String.join("; ", each.receipts()),
                    each.code().name(),
                    language.pick(each.code().next(), each.code().nextEn())));
        }
        String line = language.pick(
                "Gán mã hồ sơ, hoặc ghi không phải khoản thu.", "Assign a dossier, or mark it as no fee.");
        for (ThreeWay.LineWithoutCode each : report.linesWithoutCode()) {
            rows.add(row(
                    report.businessDay(),
                    each.account(),
                    each.narrative(),
                    null,
                    null,
                    null,
                    each.amountVnd(),
                    null,
                    each.bankReference(),
                    "LINE",
                    line));
        }
        String paper = language.pick("Kiểm tra mã hồ sơ trên biên lai.", "Check the dossier code on the receipt.");
        for (ThreeWay.ReceiptWithoutCode each : report.receiptsWithoutCode()) {
            String number = (each.serial() == null ? "" : each.serial() + "-") + each.number();
            rows.add(row(
                    report.businessDay(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    each.amountVnd(),
                    number,
                    "RECEIPT",
                    paper));
        }
        return rows;
    }

    private static List<@Nullable Object> row(@Nullable Object... cells) {
        List<@Nullable Object> row = new ArrayList<>();
        Collections.addAll(row, cells);
        return row;
    }
}

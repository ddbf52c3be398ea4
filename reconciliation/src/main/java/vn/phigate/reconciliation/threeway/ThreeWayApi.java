package vn.phigate.reconciliation.threeway;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
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
    private final Db db;
    private final ThreeWay threeWay;

    public ThreeWayApi(Db db, ThreeWay threeWay) {
        this.db = db;
        this.threeWay = threeWay;
    }

    public void routes(Web web) {
        web.get("/v1/reports/three-way", Access.READ, request -> Reply.ok(view(report(request), request.language())));
        web.get("/v1/reports/three-way.csv", Access.READ, this::csv);
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

    private Reply csv(Request request) {
        ThreeWay.Report report = report(request);
        Language language = request.language();
        var csv = new CsvExport(
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
        for (ThreeWay.Compared each : report.dossiers()) {
            csv.row(
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
                    language.pick(each.code().next(), each.code().nextEn()));
        }
        String line = language.pick(
                "Gán mã hồ sơ, hoặc ghi không phải khoản thu.", "Assign a dossier, or mark it as no fee.");
        for (ThreeWay.LineWithoutCode each : report.linesWithoutCode()) {
            csv.row(
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
                    line);
        }
        String paper = language.pick("Kiểm tra mã hồ sơ trên biên lai.", "Check the dossier code on the receipt.");
        for (ThreeWay.ReceiptWithoutCode each : report.receiptsWithoutCode()) {
            String number = (each.serial() == null ? "" : each.serial() + "-") + each.number();
            csv.row(
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
                    paper);
        }
        return Reply.bytes("text/csv; charset=utf-8", csv.bytes())
                .with("Content-Disposition", "attachment; filename=\"three-way-" + report.businessDay() + ".csv\"");
    }
}

package vn.phigate.reconciliation.settlements;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.StatementsApi;

/** Settlement files over HTTP. Their bytes are their own idempotency key: the same file again changes nothing. */
public final class SettlementsApi {
    private static final int ROWS_A_PAGE = 1_000;

    private final Db db;
    private final Settlements settlements;

    public SettlementsApi(Db db, Settlements settlements) {
        this.db = db;
        this.settlements = settlements;
    }

    public void routes(Web web) {
        web.post("/v1/settlements", Access.only(Role.MAKER), this::take);
        web.get("/v1/settlements", Access.READ, this::list);
        web.get("/v1/settlements/{id}", Access.READ, this::show);
        web.get(
                "/v1/settlements/{id}/file",
                Access.READ,
                request -> Reply.bytes("application/octet-stream", settlements.content(db, Paging.id(request)))
                        .with("Content-Disposition", "attachment"));
        web.get("/v1/settlements/{id}/differences.csv", Access.READ, this::differences);
    }

    private Reply take(Request request) {
        String filename = request.filename();
        byte[] content = request.upload(StatementsApi.UPLOAD_BYTES_MAX);
        var imported = db.inTransaction(
                tx -> settlements.take(tx, filename, content, request.caller().name()));
        Map<String, @Nullable Object> view = view(imported.file(), request.language());
        view.put("duplicate", imported.duplicate());
        return Reply.json(imported.duplicate() ? 200 : 201, view);
    }

    private Reply list(Request request) {
        int limit = request.queryLimit(100, 500);
        List<SettlementFile> found = settlements.files(db, Paging.after(request), limit + 1);
        Language language = request.language();
        return Paging.page(found, limit, SettlementFile::id, file -> view(file, language));
    }

    /** With the rows of one of its batches, a page at a time. */
    private Reply show(Request request) {
        SettlementFile file = settlements.file(db, Paging.id(request));
        Map<String, @Nullable Object> view = view(file, request.language());
        int wanted = whole(
                request,
                "batch",
                file.batches().isEmpty() ? 1 : file.batches().getFirst().position());
        UUID batch = file.batches().stream()
                .filter(each -> each.position() == wanted)
                .map(SettlementBatch::id)
                .findFirst()
                .orElse(null);
        List<SettlementRow> rows =
                batch == null ? List.of() : settlements.rows(db, batch, whole(request, "after", 0), ROWS_A_PAGE + 1);
        boolean more = rows.size() > ROWS_A_PAGE;
        List<SettlementRow> page = more ? rows.subList(0, ROWS_A_PAGE) : rows;
        view.put("rows", page.stream().map(SettlementsApi::view).toList());
        view.put("next", more ? page.getLast().position() : null);
        return Reply.ok(view);
    }

    private Reply differences(Request request) {
        UUID id = Paging.id(request);
        return Reply.bytes("text/csv; charset=utf-8", settlements.differences(db, id))
                .with("Content-Disposition", "attachment; filename=\"differences-" + id + ".csv\"");
    }

    private static int whole(Request request, String name, int usual) {
        return request.query(name)
                .map(text -> {
                    if (!text.matches("[0-9]{1,9}")) {
                        throw HttpProblem.field(
                                name, text, "cần số nguyên không âm.", "a whole number from 0 is needed.");
                    }
                    return Integer.parseInt(text);
                })
                .orElse(usual);
    }

    private static Map<String, @Nullable Object> view(SettlementFile file, Language language) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", file.id());
        view.put("sha256", file.sha256());
        view.put("filename", file.filename());
        view.put("format", file.format());
        view.put("layout", file.layout());
        view.put("size_bytes", file.sizeBytes());
        view.put("received_at", file.receivedAt());
        view.put("received_by", file.receivedBy());
        view.put("batches", file.batches());
        view.put(
                "findings",
                file.findings().stream()
                        .map(each -> {
                            Map<String, @Nullable Object> finding = view(each.finding());
                            finding.remove("text_en");
                            finding.put(
                                    "text",
                                    language.pick(
                                            each.finding().text(),
                                            each.finding().textEn()));
                            finding.put(
                                    "severity", each.finding().severity().name().toLowerCase(Locale.ROOT));
                            finding.put("batch", each.batch() == 0 ? null : each.batch());
                            finding.put("refuses", each.refuses());
                            return finding;
                        })
                        .toList());
        return view;
    }

    private static Map<String, @Nullable Object> view(SettlementRow row) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("position", row.position());
        view.put("line", row.fileLine());
        view.put("transaction", row.transaction());
        view.put("order", row.order());
        view.put("day", row.day());
        view.put("gross_vnd", row.grossVnd());
        view.put("fee_vnd", row.feeVnd());
        view.put("net_vnd", row.netVnd());
        view.put("contract_fee_vnd", row.contractFeeVnd());
        view.put("fee_differs", row.feeDiffers());
        view.put("payment_id", row.paymentId());
        view.put("refund_id", row.refundId());
        view.put("misfit", row.misfit());
        view.put("matched_at", row.matchedAt());
        return view;
    }

    /** In both languages, for a refusal that is worded before the language is known. */
    static Map<String, @Nullable Object> view(Finding finding) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("line", finding.line());
        view.put("field", finding.field());
        view.put("value", finding.value());
        view.put("rule", finding.rule());
        view.put("text", finding.text());
        view.put("text_en", finding.textEn());
        return view;
    }
}

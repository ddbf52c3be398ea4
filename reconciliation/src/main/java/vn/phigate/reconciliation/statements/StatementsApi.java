package vn.phigate.reconciliation.statements;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.statements.StatementFile.StoredFinding;

/** Files of banks over HTTP. Their bytes are their own idempotency key: the same file again changes nothing. */
public final class StatementsApi {
    /** The largest file that is taken in one request; banks' day files are some hundred KiB. */
    public static final int UPLOAD_BYTES_MAX = 32 * 1024 * 1024;

    private final Db db;
    private final Statements statements;

    public StatementsApi(Db db, Statements statements) {
        this.db = db;
        this.statements = statements;
    }

    public void routes(Web web) {
        web.post("/v1/statements", Access.only(Role.MAKER), this::take);
        web.post("/v1/statements/preview", Access.READ, this::preview);
        web.get("/v1/statements", Access.READ, this::list);
        web.get(
                "/v1/statements/{id}",
                Access.READ,
                request -> Reply.ok(view(statements.file(db, Paging.id(request)), false, request.language())));
        web.get(
                "/v1/statements/{id}/file",
                Access.READ,
                request -> Reply.bytes("application/octet-stream", statements.content(db, Paging.id(request)))
                        .with("Content-Disposition", "attachment"));
    }

    private Reply take(Request request) {
        String filename = request.filename();
        byte[] content = request.upload(UPLOAD_BYTES_MAX);
        var imported = db.inTransaction(
                tx -> statements.take(tx, filename, content, request.caller().name()));
        return Reply.json(
                imported.duplicate() ? 200 : 201, view(imported.file(), imported.duplicate(), request.language()));
    }

    private Reply preview(Request request) {
        request.filename();
        Preview preview = statements.preview(request.upload(UPLOAD_BYTES_MAX));
        Language language = request.language();
        var view = new LinkedHashMap<String, Object>();
        view.put("format", preview.format());
        view.put("verdict", preview.verdict());
        view.put("statements", preview.statements());
        view.put(
                "findings",
                preview.findings().stream().map(f -> view(f, language)).toList());
        return Reply.ok(view);
    }

    private Reply list(Request request) {
        int limit = request.queryLimit(100, 500);
        var found =
                statements.list(db, request.queryDate("business_day").orElse(null), Paging.after(request), limit + 1);
        return Paging.page(found, limit, BookedStatement::id, s -> s);
    }

    private static Map<String, Object> view(StatementFile file, boolean duplicate, Language language) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", file.id());
        view.put("sha256", file.sha256());
        view.put("filename", file.filename());
        view.put("format", file.format());
        view.put("verdict", file.verdict());
        view.put("size_bytes", file.sizeBytes());
        view.put("received_at", file.receivedAt());
        view.put("received_by", file.receivedBy());
        view.put("statements", statements(file));
        view.put(
                "findings", file.findings().stream().map(f -> view(f, language)).toList());
        view.put("duplicate", duplicate);
        return view;
    }

    /** Each says whether it is booked, in the order of the file. */
    private static List<Object> statements(StatementFile file) {
        Map<Integer, Object> byPosition = new TreeMap<>();
        file.refused().forEach(statement -> byPosition.put(statement.position(), statement));
        file.statements().forEach(statement -> byPosition.put(statement.position(), statement));
        return List.copyOf(byPosition.values());
    }

    private static Map<String, @Nullable Object> view(StoredFinding stored, Language language) {
        var view = new LinkedHashMap<String, @Nullable Object>(view(stored.finding(), language));
        view.put("severity", stored.finding().severity().name().toLowerCase(Locale.ROOT));
        view.put("statement", stored.statement() == 0 ? null : stored.statement());
        view.put("refuses", stored.refuses());
        return view;
    }

    private static Map<String, Object> view(Finding finding, Language language) {
        Map<String, Object> view = view(finding);
        view.remove("text_en");
        view.put("text", language.pick(finding.text(), finding.textEn()));
        return view;
    }

    /** In both languages, for a refusal that is worded before the language is known. */
    static Map<String, Object> view(Finding finding) {
        var view = new LinkedHashMap<String, Object>();
        view.put("line", finding.line());
        view.put("field", finding.field());
        view.put("value", finding.value());
        view.put("rule", finding.rule());
        view.put("text", finding.text());
        view.put("text_en", finding.textEn());
        return view;
    }
}

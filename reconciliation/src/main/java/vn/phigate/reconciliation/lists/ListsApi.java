package vn.phigate.reconciliation.lists;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.tables.TableFile;

/** Lists of others over HTTP. Their bytes are their own idempotency key. */
public final class ListsApi {
    private static final int ROWS_SHOWN = 100;

    private final Db db;
    private final Lists lists;

    public ListsApi(Db db, Lists lists) {
        this.db = db;
        this.lists = lists;
    }

    public void routes(Web web) {
        web.post("/v1/fee-lists", Access.only(Role.MAKER), request -> take(request, ListKind.FEES));
        web.post("/v1/fee-lists/preview", Access.READ, request -> look(request, ListKind.FEES));
        web.post("/v1/receipt-lists", Access.only(Role.MAKER), request -> take(request, ListKind.RECEIPTS));
        web.post("/v1/receipt-lists/preview", Access.READ, request -> look(request, ListKind.RECEIPTS));
    }

    private Reply take(Request request, ListKind kind) {
        String filename = request.filename();
        byte[] content = request.upload(TableFile.MOST_BYTES);
        String agency = request.query("agency").orElse(null);
        Lists.Taken taken = db.inTransaction(tx ->
                lists.take(tx, kind, filename, content, agency, request.caller().name()));
        Lists.TakenList list = taken.list();
        var view = new LinkedHashMap<String, Object>();
        view.put("id", list.id());
        view.put("sha256", list.sha256());
        view.put("filename", list.filename());
        view.put("layout", list.layout());
        view.put("rows", list.rows());
        view.put("known_rows", list.known());
        view.put("findings", findings(list.findings(), request.language()));
        view.put("duplicate", taken.duplicate());
        return Reply.json(taken.duplicate() ? 200 : 201, view);
    }

    private Reply look(Request request, ListKind kind) {
        request.filename();
        Lists.Looked looked = lists.look(kind, request.upload(TableFile.MOST_BYTES));
        var view = new LinkedHashMap<String, Object>();
        view.put("layout", looked.layout());
        view.put("rows", looked.rows().size());
        view.put(
                "amount_vnd",
                looked.rows().stream().mapToLong(ListRow::amountVnd).reduce(0, Math::addExact));
        view.put("items", looked.rows().stream().limit(ROWS_SHOWN).toList());
        view.put("findings", findings(looked.findings(), request.language()));
        return Reply.ok(view);
    }

    private static List<Map<String, Object>> findings(List<RowFinding> findings, Language language) {
        return findings.stream()
                .map(f -> Map.<String, Object>of(
                        "line",
                        f.line(),
                        "field",
                        f.field(),
                        "value",
                        f.value(),
                        "rule",
                        f.rule(),
                        "text",
                        language.pick(f.text(), f.textEn())))
                .toList();
    }
}

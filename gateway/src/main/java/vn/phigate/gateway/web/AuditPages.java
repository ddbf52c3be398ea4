package vn.phigate.gateway.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;

/** What happened to one thing, each event held against its seal, and where the chain of all events stands. */
public final class AuditPages {
    private static final int PAGE = 50;

    private final Db db;
    private final Audit audit;
    private final Pages pages;

    public AuditPages(Db db, Audit audit, Pages pages) {
        this.db = db;
        this.audit = audit;
        this.pages = pages;
    }

    public void routes(Web web) {
        web.get("/registry/audit", Access.READ, this::trail);
    }

    private Reply trail(Request request) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(
                "type", request.query("type").filter(AuditView.TYPES::contains).orElse("account"));
        values.put("id", request.query("id").filter(id -> id.length() <= 300).orElse(""));
        Form form = Form.of(values);
        long after = request.query("after")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .orElse(0L);
        List<Audit.Checked> found = form.given("id") == null
                ? List.of()
                : audit.checked(db, form.value("type"), form.value("id"), after, PAGE + 1);
        boolean more = found.size() > PAGE;
        var view = new AuditView(form, more ? found.subList(0, PAGE) : found, more, audit.chain(db));
        return pages.show(request, 200, "audit.jte", pages.wording(request, view.here()), view);
    }
}

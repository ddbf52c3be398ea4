package vn.phigate.gateway.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;

/** The log over HTTP: the history of a subject for who may read, the daily roots for everybody. */
public final class AuditApi {
    private static final String ROOTS =
            "select signed from gateway.audit_root where day < cast(? as date) order by day desc limit ?";

    private final Db db;
    private final Audit audit;

    public AuditApi(Db db, Audit audit) {
        this.db = db;
        this.audit = audit;
    }

    public void routes(Web web) {
        web.get("/v1/audit/events", Access.READ, this::events);
        web.get("/v1/audit/roots", Access.PUBLIC, this::roots);
    }

    private Reply events(Request request) {
        int limit = request.queryLimit(100, 500);
        String type = request.requiredQuery("subject_type");
        String id = request.requiredQuery("subject_id");
        return Reply.page(
                audit.history(db, type, id, after(request), limit + 1), limit, last -> last.id(), Function.identity());
    }

    private static long after(Request request) {
        String cursor = request.query("cursor").orElse("0");
        if (!cursor.matches("[0-9]{1,18}")) {
            throw HttpProblem.field(
                    "cursor",
                    cursor,
                    "cần giá trị next của trang trước.",
                    "the value next of the page before is needed.");
        }
        return Long.parseLong(cursor);
    }

    /** The newest first; each is a signed document of its own, to be kept by whoever wants to hold the city to it. */
    private Reply roots(Request request) {
        int limit = request.queryLimit(31, 366);
        LocalDate before = request.queryDate("cursor").orElse(LocalDate.of(9999, 12, 31));
        List<JsonNode> found = db.list(ROOTS, row -> Json.tree(row.text("signed")), before, (long) limit + 1);
        return Reply.page(found, limit, last -> last.path("day").asText(), Function.identity());
    }
}

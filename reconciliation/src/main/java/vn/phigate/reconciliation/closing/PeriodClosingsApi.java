package vn.phigate.reconciliation.closing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.reconciliation.closing.PeriodClosing.Kind;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.statements.Statements;

/** Closes of the city's days and of months over HTTP. */
public final class PeriodClosingsApi {
    private static final List<Kind> DAYS = List.of(Kind.CITY_DAY);
    private static final List<Kind> MONTHS = List.of(Kind.ACCOUNT_MONTH, Kind.CITY_MONTH);

    private final Db db;
    private final PeriodClosings closings;
    private final Statements statements;

    public PeriodClosingsApi(Db db, PeriodClosings closings, Statements statements) {
        this.db = db;
        this.closings = closings;
        this.statements = statements;
    }

    public void routes(Web web) {
        Access either = Access.only(Role.MAKER, Role.CHECKER);
        web.command("/v1/city-closings", either, this::prepareDay);
        web.command("/v1/month-closings", either, this::prepareMonth);
        routes(web, either, "/v1/city-closings", DAYS);
        routes(web, either, "/v1/month-closings", MONTHS);
    }

    private void routes(Web web, Access either, String path, List<Kind> kinds) {
        web.get(path, Access.READ, request -> list(request, kinds));
        web.get(path + "/{id}", Access.READ, request -> Reply.ok(view(closings.get(db, Paging.id(request), kinds))));
        web.command(path + "/{id}/sign", either, (request, tx) -> {
            var id = closings.get(tx, Paging.id(request), kinds).id();
            return Reply.ok(view(closings.sign(tx, id, request.caller().name())));
        });
        web.get(path + "/{id}/proof", Access.READ, request -> {
            var id = closings.get(db, Paging.id(request), kinds).id();
            return Reply.bytes(Reply.JSON, closings.proof(db, id));
        });
    }

    private record DayBody(@Nullable LocalDate businessDay) {}

    /** @param account {@code <bin>-<number>}; the city when absent */
    private record MonthBody(
            @Nullable String account, @Nullable String month) {}

    private Reply prepareDay(Request request, Tx tx) {
        LocalDate day = request.json(DayBody.class).businessDay();
        if (day == null) {
            throw HttpProblem.field(
                    "business_day", "", "cần ngày, ví dụ 2025-07-17.", "a day is needed, e.g. 2025-07-17.");
        }
        return reply(closings.prepareDay(tx, day, request.caller().name()));
    }

    private Reply prepareMonth(Request request, Tx tx) {
        MonthBody body = request.json(MonthBody.class);
        String key = body.account();
        CollectionAccount account = key == null ? null : statements.account(tx, key);
        return reply(closings.prepareMonth(
                tx, account, month(body.month()), request.caller().name()));
    }

    private static YearMonth month(@Nullable String text) {
        try {
            if (text != null) {
                return YearMonth.parse(text);
            }
        } catch (DateTimeException e) {
            throw noMonth(text);
        }
        throw noMonth("");
    }

    private static RuntimeException noMonth(String text) {
        return HttpProblem.field(
                "month", text, "cần tháng dạng năm-tháng, ví dụ 2025-07.", "a month is needed, e.g. 2025-07.");
    }

    private static Reply reply(PeriodClosings.Prepared prepared) {
        return Reply.json(prepared.isNew() ? 201 : 200, view(prepared.closing()));
    }

    private Reply list(Request request, List<Kind> kinds) {
        int limit = request.queryLimit(100, 500);
        LocalDate period = kinds.equals(DAYS)
                ? request.queryDate("business_day").orElse(null)
                : request.query("month").map(text -> month(text).atDay(1)).orElse(null);
        var found = closings.list(db, kinds, period, Paging.after(request), limit + 1);
        return Paging.page(found, limit, PeriodClosing::id, PeriodClosingsApi::view);
    }

    /** The content, and around it who signed and the chain. */
    private static ObjectNode view(PeriodClosing closing) {
        ObjectNode view = Json.MAPPER.createObjectNode();
        view.put("id", closing.id().toString());
        view.put("kind", PeriodClosings.name(closing.kind()));
        view.put("status", closing.status());
        view.setAll((ObjectNode) closing.content().deepCopy());
        var signatures = view.putArray("signatures");
        signatures
                .addObject()
                .put("by", closing.preparedBy())
                .put("at", closing.preparedAt().toString());
        if (closing.closedBy() != null) {
            signatures.addObject().put("by", closing.closedBy()).put("at", String.valueOf(closing.closedAt()));
        }
        view.put("previous_hash", closing.previousHash());
        view.put("hash", closing.hash());
        return view;
    }
}

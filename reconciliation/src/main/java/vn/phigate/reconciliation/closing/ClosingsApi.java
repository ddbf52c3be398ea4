package vn.phigate.reconciliation.closing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.statements.Statements;

/** Closings over HTTP. */
public final class ClosingsApi {
    private final Db db;
    private final Closings closings;
    private final Statements statements;

    public ClosingsApi(Db db, Closings closings, Statements statements) {
        this.db = db;
        this.closings = closings;
        this.statements = statements;
    }

    public void routes(Web web) {
        Access either = Access.only(Role.MAKER, Role.CHECKER);
        web.command("/v1/closings", either, this::prepare);
        web.command(
                "/v1/closings/{id}/sign",
                either,
                (request, tx) -> Reply.ok(view(
                        closings.sign(tx, Paging.id(request), request.caller().name()), request.language(), true)));
        web.get("/v1/reports/in-transit", Access.READ, this::inTransit);
        web.get("/v1/closings", Access.READ, this::list);
        web.get(
                "/v1/closings/{id}",
                Access.READ,
                request -> Reply.ok(view(closings.get(db, Paging.id(request)), request.language(), true)));
        web.get(
                "/v1/closings/{id}/proof",
                Access.READ,
                request -> Reply.bytes(Reply.JSON, closings.proof(db, Paging.id(request))));
    }

    /** @param account {@code <bin>-<number>} */
    private record PrepareBody(
            @Nullable String account, @Nullable LocalDate businessDay) {}

    private Reply prepare(Request request, Tx tx) {
        var body = request.json(PrepareBody.class);
        String key = body.account();
        LocalDate day = body.businessDay();
        if (key == null) {
            throw HttpProblem.field(
                    "account",
                    "",
                    "cần tài khoản, dạng mã ngân hàng-số tài khoản.",
                    "an account is needed, as bank-number.");
        }
        if (day == null) {
            throw HttpProblem.field(
                    "business_day", "", "cần ngày, ví dụ 2025-07-17.", "a day is needed, e.g. 2025-07-17.");
        }
        CollectionAccount account = statements.account(tx, key);
        Closings.Prepared prepared =
                closings.prepare(tx, account, day, request.caller().name());
        return Reply.json(prepared.isNew() ? 201 : 200, view(prepared.closing(), request.language(), true));
    }

    /** One item, with the account that it is awaited on. */
    private record Awaited(String account, InTransit item) {}

    private Reply inTransit(Request request) {
        LocalDate day = request.queryDate("business_day")
                .orElseThrow(() -> HttpProblem.field(
                        "business_day", "", "cần ngày, ví dụ 2025-07-17.", "a day is needed, e.g. 2025-07-17."));
        String key = request.query("account").orElse(null);
        Map<String, List<InTransit>> found = db.inTransaction(tx -> {
            tx.run("set transaction isolation level repeatable read, read only");
            return key == null
                    ? closings.inTransit(tx, day)
                    : Map.of(key, closings.inTransit(tx, statements.account(tx, key), day));
        });
        List<Awaited> items = found.entrySet().stream()
                .flatMap(each -> each.getValue().stream().map(item -> new Awaited(each.getKey(), item)))
                .sorted(Comparator.comparing(
                                (Awaited each) -> each.item.dueOn(), Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(Awaited::account)
                        .thenComparing(each -> each.item.paidAt()))
                .toList();
        Map<String, Long> due = new LinkedHashMap<>();
        items.forEach(each -> due.merge(String.valueOf(each.item.dueOn()), each.item.amountVnd(), Math::addExact));
        var view = new LinkedHashMap<String, Object>();
        view.put("business_day", day);
        view.put(
                "amount_vnd",
                items.stream().mapToLong(each -> each.item.amountVnd()).reduce(0, Math::addExact));
        view.put("late", items.stream().filter(each -> each.item.late()).count());
        view.put("due_vnd", due);
        view.put(
                "items",
                items.stream()
                        .map(each -> {
                            ObjectNode item = Json.MAPPER.valueToTree(each.item);
                            return item.put("account", each.account);
                        })
                        .toList());
        return Reply.ok(view);
    }

    private Reply list(Request request) {
        int limit = request.queryLimit(100, 500);
        var found = closings.list(db, request.queryDate("business_day").orElse(null), Paging.after(request), limit + 1);
        Language language = request.language();
        return Paging.page(found, limit, Closing::id, closing -> view(closing, language, false));
    }

    /** @param whole with the items of each bucket and what is in transit; lists show counts and sums only */
    private static Map<String, @Nullable Object> view(Closing closing, Language language, boolean whole) {
        DayContent content = closing.content();
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", closing.id());
        view.put("account", closing.account());
        view.put("business_day", closing.businessDay());
        view.put("status", closing.status());
        view.put("opening_vnd", content.openingVnd());
        view.put(
                "lines",
                Map.of(
                        "count", content.lineCount(),
                        "credit_vnd", content.creditTotalVnd(),
                        "debit_vnd", content.debitTotalVnd(),
                        "net_vnd", content.netVnd()));
        view.put(
                "buckets",
                whole
                        ? content.buckets()
                        : content.buckets().stream().map(ClosingsApi::sums).toList());
        view.put("closing_vnd", content.closingVnd());
        view.put("identity", language.pick(closing.identity(), closing.identityEn()));
        view.put(
                "in_transit_vnd",
                content.inTransit().stream().mapToLong(InTransit::amountVnd).sum());
        if (whole) {
            view.put("in_transit", content.inTransit());
            view.put("bank_side", content.bankSide());
            view.put("dossier_side", content.dossierSide());
            view.put("corrections", content.corrections());
        }
        view.put("signatures", signatures(closing));
        view.put("previous_hash", closing.previousHash());
        view.put("hash", closing.hash());
        return view;
    }

    private static Map<String, Object> sums(Bucket bucket) {
        return Map.of("bucket", bucket.bucket(), "count", bucket.count(), "amount_vnd", bucket.amountVnd());
    }

    private static List<Map<String, @Nullable Object>> signatures(Closing closing) {
        var signatures = new ArrayList<Map<String, @Nullable Object>>();
        signatures.add(Map.of("by", closing.preparedBy(), "at", closing.preparedAt()));
        if (closing.closedBy() != null && closing.closedAt() != null) {
            signatures.add(Map.of("by", closing.closedBy(), "at", closing.closedAt()));
        }
        return signatures;
    }
}

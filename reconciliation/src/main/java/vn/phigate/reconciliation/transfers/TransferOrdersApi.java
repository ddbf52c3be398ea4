package vn.phigate.reconciliation.transfers;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.tables.CsvExport;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.transfers.TransferOrder.Item;
import vn.phigate.reconciliation.transfers.TransferOrder.Status;

/** Transfer orders over HTTP. */
public final class TransferOrdersApi {
    private final Db db;
    private final TransferOrders orders;
    private final Agencies agencies;
    private final InstantSource clock;

    public TransferOrdersApi(Db db, TransferOrders orders, Agencies agencies, InstantSource clock) {
        this.db = db;
        this.orders = orders;
        this.agencies = agencies;
        this.clock = clock;
    }

    public void routes(Web web) {
        web.get("/v1/transfer-orders", Access.READ, this::list);
        web.get("/v1/transfer-orders/{id}", Access.READ, request -> {
            TransferOrder order = orders.get(db, Paging.id(request));
            return Reply.ok(view(order, orders.items(db, order.id()), request.language()));
        });
        web.get(
                "/v1/transfer-orders/{id}/export",
                Access.READ,
                request -> export(db, orders, orders.get(db, Paging.id(request))));
        web.command(
                "/v1/transfer-orders/{id}/approve",
                Access.only(Role.CHECKER),
                (request, tx) -> Reply.ok(view(
                        orders.approve(tx, Paging.id(request), request.caller().name()), null, request.language())));
        web.command(
                "/v1/transfer-orders/{id}/cancel",
                Access.only(Role.MAKER, Role.CHECKER),
                (request, tx) -> Reply.ok(view(
                        orders.proposeCancel(
                                tx,
                                Paging.id(request),
                                Given.line(
                                        "reason", request.json(CancelBody.class).reason(), 500),
                                request.caller().name()),
                        null,
                        request.language())));
        web.command(
                "/v1/transfer-orders/{id}/cancel/approve",
                Access.only(Role.CHECKER),
                (request, tx) -> Reply.ok(view(
                        orders.cancel(tx, Paging.id(request), request.caller().name()), null, request.language())));
        web.command(
                "/v1/transfer-orders/{id}/send",
                Access.only(Role.MAKER, Role.CHECKER),
                (request, tx) -> Reply.ok(view(
                        orders.send(tx, Paging.id(request), request.caller().name()), null, request.language())));
    }

    private record CancelBody(@Nullable String reason) {}

    /** @throws vn.phigate.gateway.platform.http.Refusal {@code invalid_field} */
    public static Status status(String text) {
        return Arrays.stream(Status.values())
                .filter(status -> status.code().equals(text))
                .findFirst()
                .orElseThrow(() -> HttpProblem.field(
                        "status",
                        text,
                        "cần waiting, proposed, approved, sent, seen hoặc cancelled.",
                        "waiting, proposed, approved, sent, seen or cancelled is needed."));
    }

    private Reply list(Request request) {
        int limit = request.queryLimit(100, 500);
        Status status = request.query("status").map(TransferOrdersApi::status).orElse(null);
        Long agency = request.query("agency")
                .map(code ->
                        agencies.get(db, code, BusinessDay.of(clock.instant())).id())
                .orElse(null);
        Language language = request.language();
        return Paging.page(
                orders.list(db, status, agency, Paging.after(request), limit + 1),
                limit,
                TransferOrder::id,
                order -> view(order, null, language));
    }

    /** @param items null in lists */
    private static Map<String, @Nullable Object> view(
            TransferOrder order, @Nullable List<Item> items, Language language) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", order.id());
        view.put("code", order.code());
        view.put("status", order.status().code());
        view.put("business_day", order.businessDay());
        view.put("label", language.pick(order.label(), order.labelEn()));
        view.put("former_agency", view(order.former()));
        view.put("former_account", view(order.from()));
        view.put("successor_agency", view(order.successor()));
        view.put("successor_account", view(order.to()));
        view.put(
                "candidates",
                order.candidates().stream().map(TransferOrdersApi::view).toList());
        view.put("legal_act", order.legalAct());
        view.put("cut_over", order.cutOver());
        view.put("amount_vnd", order.amountVnd());
        view.put("lines", order.items());
        view.put("proposed_by", order.touchedBy());
        view.put("proposed_at", order.proposedAt());
        view.put("approved_by", order.approvedBy());
        view.put("approved_at", order.approvedAt());
        view.put("sent_by", order.sentBy());
        view.put("sent_at", order.sentAt());
        view.put("debit_line", order.debitLine());
        view.put("credit_line", order.creditLine());
        view.put("seen_at", order.seenAt());
        view.put("cancelling", order.cancelling());
        if (items != null) {
            view.put("items", items);
        }
        return view;
    }

    private static @Nullable Map<String, Object> view(@Nullable Agency agency) {
        return agency == null ? null : Map.of("code", agency.code(), "name", agency.name());
    }

    private static @Nullable Map<String, Object> view(@Nullable CollectionAccount account) {
        return account == null ? null : Map.of("account", account.key(), "holder", account.holder());
    }

    /** An order as a file, for the holder of the former account or its bank. */
    public static Reply export(Sql sql, TransferOrders orders, TransferOrder order) {
        CollectionAccount to = order.to();
        var csv = new CsvExport(
                "order",
                "business_day",
                "from_account",
                "from_holder",
                "to_account",
                "to_holder",
                "legal_act",
                "dossiers",
                "bank_reference",
                "payment_code",
                "amount_vnd");
        for (Item item : orders.items(sql, order.id())) {
            csv.row(
                    order.code(),
                    order.businessDay(),
                    order.from().key(),
                    order.from().holder(),
                    to == null ? null : to.key(),
                    to == null ? null : to.holder(),
                    order.legalAct(),
                    item.dossiers(),
                    item.bankReference(),
                    item.code(),
                    item.amountVnd());
        }
        csv.row(
                order.code(),
                order.businessDay(),
                order.from().key(),
                order.from().holder(),
                to == null ? null : to.key(),
                to == null ? null : to.holder(),
                order.legalAct(),
                null,
                null,
                "total",
                order.amountVnd());
        return Reply.bytes("text/csv; charset=utf-8", csv.bytes())
                .with("Content-Disposition", "attachment; filename=\"" + order.code() + ".csv\"");
    }
}

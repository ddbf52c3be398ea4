package vn.phigate.reconciliation.transfers;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.reconciliation.matching.FormerAccounts.Inherited;
import vn.phigate.reconciliation.transfers.TransferOrder.Item;
import vn.phigate.reconciliation.transfers.TransferOrder.Status;

/** Reads transfer orders, with the agencies and accounts that they name; see {@link TransferOrders} for what each reading means. */
final class TransferOrderReads {
    private static final String SELECT = """
            select o.id, o.code, o.status, o.business_day, o.former_account_id, o.former_agency_id, o.successor_agency_id, o.successor_account_id, o.candidates,
                   o.legal_act, o.cut_over, o.label_vi, o.label_en, o.amount_vnd, o.line_count, o.touched_by, o.proposed_at, o.approved_by, o.approved_at,
                   o.sent_by, o.sent_at, o.debit_line_id, o.credit_line_id, o.seen_at, o.cancel_reason, o.cancel_proposed_by, o.cancel_proposed_at, o.cancelled_by,
                   o.cancelled_at, o.kind, o.beneficiary_bin, o.beneficiary_number, o.beneficiary_holder
            from reconciliation.transfer_order o
            """;
    private static final String BY_ID = SELECT + " where o.id = ?";
    private static final String LIST = SELECT + """
             where (cast(? as text) is null or o.status = ?)
               and (cast(? as bigint) is null or ? in (o.former_agency_id, o.successor_agency_id) or o.candidates @> array[cast(? as bigint)])
               and o.id > ?
            order by o.id limit ?
            """;
    private static final String ITEMS = """
            select i.match_id, m.line_id, l.bank_reference, l.booked_on, m.payment_id, m.dossiers, m.code, i.amount_vnd
            from (select match_id, amount_vnd from reconciliation.inherited where order_id = ?
                  union all select match_id, amount_vnd from reconciliation.inherited_cancelled where order_id = ?) i
            join reconciliation.match m on m.id = i.match_id join reconciliation.statement_line l on l.id = m.line_id order by i.match_id
            """;
    private static final String OF_MATCHES = """
            select i.match_id, o.id, o.code, o.label_vi, o.label_en, i.successor_agency_id, i.successor_account_id, i.legal_act
            from reconciliation.inherited i join reconciliation.transfer_order o on o.id = i.order_id where i.match_id = any(cast(? as uuid[]))
            """;
    private static final String ON_ITS_WAY = SELECT + """
             left join reconciliation.statement_line l on l.id = o.credit_line_id
            where o.successor_account_id = ? and o.status <> 'cancelled' and o.business_day <= cast(? as date) and (l.id is null or l.booked_on > cast(? as date))
            order by o.business_day, o.id
            """;
    private static final String OF_CREDIT = SELECT + " where o.credit_line_id = any(cast(? as uuid[]))";

    private final Accounts accounts;
    private final Agencies agencies;

    TransferOrderReads(Accounts accounts, Agencies agencies) {
        this.accounts = accounts;
        this.agencies = agencies;
    }

    List<TransferOrder> list(Sql sql, @Nullable Status status, @Nullable Long agency, UUID after, int limit) {
        String code = status == null ? null : status.code();
        return read(sql, sql.list(LIST, row -> row, code, code, agency, agency, agency, after, (long) limit));
    }

    TransferOrder get(Sql sql, UUID id) {
        return read(sql, sql.list(BY_ID, row -> row, id)).stream()
                .findFirst()
                .orElseThrow(() -> TransferProblem.TRANSFER_ORDER_UNKNOWN.refusal());
    }

    List<Item> items(Sql sql, UUID order) {
        return sql.list(
                ITEMS,
                row -> new Item(
                        row.uuid("match_id"),
                        row.uuid("line_id"),
                        row.textOrNull("bank_reference"),
                        row.date("booked_on"),
                        row.uuidOrNull("payment_id"),
                        row.text("dossiers"),
                        row.text("code"),
                        row.whole("amount_vnd")),
                order,
                order);
    }

    Map<UUID, TransferOrder> broughtBy(Sql sql, Collection<UUID> lines) {
        return read(sql, sql.list(OF_CREDIT, row -> row, (Object) lines.toArray(UUID[]::new))).stream()
                .collect(Collectors.toMap(order -> Objects.requireNonNull(order.creditLine()), order -> order));
    }

    Map<UUID, Inherited> ofMatches(Sql sql, Collection<UUID> matches) {
        List<Row> rows = sql.list(OF_MATCHES, row -> row, (Object) matches.toArray(UUID[]::new));
        Map<Long, Agency> named = agencies(sql, rows);
        Map<UUID, CollectionAccount> found = accounts(sql, rows);
        Map<UUID, Inherited> inherited = new LinkedHashMap<>();
        for (Row row : rows) {
            Long agency = row.wholeOrNull("successor_agency_id");
            UUID account = row.uuidOrNull("successor_account_id");
            inherited.put(
                    row.uuid("match_id"),
                    new Inherited(
                            row.uuid("id"),
                            row.text("code"),
                            row.text("label_vi"),
                            row.text("label_en"),
                            agency == null
                                    ? null
                                    : Objects.requireNonNull(named.get(agency)).code(),
                            account == null
                                    ? null
                                    : Objects.requireNonNull(found.get(account)).key(),
                            row.text("legal_act")));
        }
        return inherited;
    }

    List<TransferOrder> onTheirWay(Sql sql, UUID successorAccount, LocalDate day) {
        return read(sql, sql.list(ON_ITS_WAY, row -> row, successorAccount, day, day));
    }

    private Map<Long, Agency> agencies(Sql sql, List<Row> rows) {
        var ids = rows.stream()
                .map(row -> row.wholeOrNull("successor_agency_id"))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return agencies.byIds(sql, ids);
    }

    private Map<UUID, CollectionAccount> accounts(Sql sql, List<Row> rows) {
        var ids = rows.stream()
                .map(row -> row.uuidOrNull("successor_account_id"))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return byId(accounts.list(sql, ids));
    }

    private static Map<UUID, CollectionAccount> byId(List<CollectionAccount> found) {
        return found.stream().collect(Collectors.toMap(CollectionAccount::id, Function.identity()));
    }

    private List<TransferOrder> read(Sql sql, List<Row> rows) {
        Set<Long> agencyIds = new LinkedHashSet<>();
        Set<UUID> accountIds = new LinkedHashSet<>();
        for (Row row : rows) {
            agencyIds.add(row.whole("former_agency_id"));
            agencyIds.addAll(row.wholes("candidates"));
            accountIds.add(row.uuid("former_account_id"));
            Long agency = row.wholeOrNull("successor_agency_id");
            UUID account = row.uuidOrNull("successor_account_id");
            if (agency != null) {
                agencyIds.add(agency);
            }
            if (account != null) {
                accountIds.add(account);
            }
        }
        Map<Long, Agency> named = agencies.byIds(sql, agencyIds);
        Map<UUID, CollectionAccount> found = byId(accounts.list(sql, accountIds));
        return rows.stream().map(row -> read(row, named, found)).toList();
    }

    private static TransferOrder read(Row row, Map<Long, Agency> agencies, Map<UUID, CollectionAccount> accounts) {
        Long successor = row.wholeOrNull("successor_agency_id");
        UUID to = row.uuidOrNull("successor_account_id");
        List<Agency> candidates = new ArrayList<>();
        row.wholes("candidates").forEach(id -> candidates.add(Objects.requireNonNull(agencies.get(id))));
        Instant seenAt = row.instantOrNull("seen_at");
        String beneficiary = row.textOrNull("beneficiary_holder");
        return new TransferOrder(
                row.uuid("id"),
                row.text("code"),
                row.constant("kind", TransferOrder.Kind.class),
                row.constant("status", Status.class),
                row.date("business_day"),
                Objects.requireNonNull(accounts.get(row.uuid("former_account_id"))),
                Objects.requireNonNull(agencies.get(row.whole("former_agency_id"))),
                successor == null ? null : agencies.get(successor),
                to == null ? null : accounts.get(to),
                beneficiary == null
                        ? null
                        : new TransferOrder.Beneficiary(
                                row.text("beneficiary_bin"), row.text("beneficiary_number"), beneficiary),
                candidates,
                row.text("legal_act"),
                row.instantOrNull("cut_over"),
                row.text("label_vi"),
                row.text("label_en"),
                row.whole("amount_vnd"),
                (int) row.whole("line_count"),
                row.texts("touched_by"),
                row.instant("proposed_at"),
                row.textOrNull("approved_by"),
                row.instantOrNull("approved_at"),
                row.textOrNull("sent_by"),
                row.instantOrNull("sent_at"),
                row.uuidOrNull("debit_line_id"),
                row.uuidOrNull("credit_line_id"),
                seenAt,
                cancelling(row));
    }

    private static TransferOrder.@Nullable Cancelling cancelling(Row row) {
        String reason = row.textOrNull("cancel_reason");
        return reason == null
                ? null
                : new TransferOrder.Cancelling(
                        reason,
                        row.text("cancel_proposed_by"),
                        row.instant("cancel_proposed_at"),
                        row.textOrNull("cancelled_by"),
                        row.instantOrNull("cancelled_at"));
    }
}

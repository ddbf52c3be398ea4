package vn.phigate.gateway.refunds;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;

/** Reads refunds whole. */
final class RefundReads {
    private static final String SELECT = """
            select r.id, r.code, r.payment_id, p.account_id, r.case_id, r.method, r.amount_vnd, r.surplus_vnd, r.reason, r.legal_exception,
                   r.beneficiary_bin, r.beneficiary_number, r.beneficiary_holder, r.status, r.second_person, r.proposed_at, r.proposed_by,
                   r.approved_at, r.approved_by, r.sent_at, r.next_ask_at, r.provider_refund, r.provider_code, r.done_at, r.refused_at,
                   r.refused_by, r.refused_why
            from gateway.refund r join gateway.payment p on p.id = r.payment_id
            """;
    private static final String BY_ID = SELECT + " where r.id = ?";
    private static final String OF_PAYMENT = SELECT + " where r.payment_id = ? order by r.proposed_at, r.id";
    private static final String LIST =
            SELECT + " where (cast(? as text) is null or r.status = ?) and r.id > ? order by r.id limit ?";
    private static final String TRANSFERS =
            SELECT + " where p.account_id = ? and r.method = 'bank_transfer' and r.status = 'sent' order by r.id";
    private static final String DEBITED_NAMED_IN = SELECT + """
             where p.account_id = ? and r.method = 'bank_transfer' and r.status = 'done' and r.line_id is not null
               and position(r.code in cast(? as text)) > 0 order by r.id
            """;
    private static final String PAID_THROUGH = SELECT + """
             where r.method = ? and r.status = 'done' and r.id in (
                 select x.id from gateway.refund x where x.code = any(?) or x.provider_refund = any(?)
                 union select y.id from gateway.refund y where y.payment_id = any(?)) order by r.id
            """;
    /** One at most is not refused; the times of the others tell nothing when a clock was set back between them. */
    private static final String OF_CASE =
            SELECT + " where r.case_id = ? order by r.status = 'refused', r.proposed_at desc limit 1";

    private static final String ITEMS =
            "select obligation_id, amount_vnd from gateway.refund_item where refund_id = ? order by obligation_id";

    private RefundReads() {}

    static Optional<Refund> byId(Sql sql, UUID id) {
        return sql.get(BY_ID, id).map(row -> read(sql, row));
    }

    static Optional<Refund> ofCase(Sql sql, UUID caseId) {
        return sql.get(OF_CASE, caseId).map(row -> read(sql, row));
    }

    static List<Refund> ofPayment(Sql sql, UUID payment) {
        return all(sql, sql.list(OF_PAYMENT, row -> row, payment));
    }

    static List<Refund> list(Sql sql, @Nullable RefundStatus status, UUID after, int limit) {
        String text = status == null ? null : status.text();
        return all(sql, sql.list(LIST, row -> row, text, text, after, (long) limit));
    }

    static List<Refund> transfers(Sql sql, UUID account) {
        return all(sql, sql.list(TRANSFERS, row -> row, account));
    }

    static List<Refund> debitedNamedIn(Sql sql, UUID account, String compact) {
        return all(sql, sql.list(DEBITED_NAMED_IN, row -> row, account, compact));
    }

    static List<Refund> paidThrough(Sql sql, String provider, Collection<String> names, Collection<UUID> payments) {
        String[] named = names.toArray(String[]::new);
        return all(sql, sql.list(PAID_THROUGH, row -> row, provider, named, named, payments.toArray(UUID[]::new)));
    }

    private static List<Refund> all(Sql sql, List<Row> rows) {
        return rows.stream().map(row -> read(sql, row)).toList();
    }

    private static Refund read(Sql sql, Row row) {
        String bin = row.textOrNull("beneficiary_bin");
        return new Refund(
                row.uuid("id"),
                row.text("code"),
                row.uuid("payment_id"),
                row.uuid("account_id"),
                row.uuidOrNull("case_id"),
                row.text("method"),
                row.whole("amount_vnd"),
                row.whole("surplus_vnd"),
                sql.list(ITEMS, r -> new Refund.Item(r.uuid("obligation_id"), r.whole("amount_vnd")), row.uuid("id")),
                row.text("reason"),
                row.textOrNull("legal_exception"),
                bin == null
                        ? null
                        : new Refund.Beneficiary(bin, row.text("beneficiary_number"), row.text("beneficiary_holder")),
                row.constant("status", RefundStatus.class),
                row.flag("second_person"),
                row.instant("proposed_at"),
                row.text("proposed_by"),
                row.instantOrNull("approved_at"),
                row.textOrNull("approved_by"),
                row.instantOrNull("sent_at"),
                row.instantOrNull("next_ask_at"),
                row.textOrNull("provider_refund"),
                row.textOrNull("provider_code"),
                row.instantOrNull("done_at"),
                row.instantOrNull("refused_at"),
                row.textOrNull("refused_by"),
                row.textOrNull("refused_why"));
    }
}

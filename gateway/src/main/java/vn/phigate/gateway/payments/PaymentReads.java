package vn.phigate.gateway.payments;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;

/** Reads payments whole. */
final class PaymentReads {
    private static final String SELECT = """
            select id, reference, account_id, amount_vnd, surplus_vnd, amount_vnd * provider_times + other_vnd as received_vnd, refunded_vnd, status, method, return_url, result_token, created_at, expires_at,
                   paid_at, recorded_at, bank_seen_at, provider, provider_transaction
            from gateway.payment
            """;
    private static final String BY_ID = SELECT + " where id = ?";
    private static final String BY_RESULT = SELECT + " where result_token = ?";
    private static final String ID_BY_RESULT = "select id from gateway.payment where result_token = ?";
    private static final String LINE_READ_AT =
            "select min(booked_at) as read_at from gateway.bank_line where line_id = any(?)";
    private static final String BY_ORDER =
            SELECT + " where id = (select payment_id from gateway.attempt where provider = ? and order_id = ?)";
    private static final String OF_OBLIGATIONS = SELECT + """
             where id in (select payment_id from gateway.settlement where obligation_id = any(?)
                union select payment_id from gateway.open_claim where obligation_id = any(?))
            order by created_at
            """;
    private static final String LOCK = "select id from gateway.payment where id = ? for update";
    private static final String ITEMS = """
            select i.obligation_id, d.id as dossier_id, d.code, o.kind, o.name, i.amount_vnd, o.legal_basis, o.status
            from gateway.payment_item i
            join gateway.obligation o on o.id = i.obligation_id
            join gateway.dossier d on d.id = o.dossier_id
            where i.payment_id = ? order by d.code, o.position
            """;
    private static final String ATTEMPTS = """
            select id, number, provider, order_id, status, created_at, expires_at, redirect_url, deeplink, qr, provider_code, next_query_at
            from gateway.attempt where payment_id = ? order by number
            """;
    private static final String CASES =
            "select id, type, amount_vnd, status, resolution, opened_at from gateway.payment_case where payment_id = ? order by opened_at, id";

    private static final String WITNESSES = """
            select e.source as kind, e.provider, a.order_id, e.says, e.amount_vnd, e.occurred_at, e.received_at as recorded_at, e.id as evidence_id
            from gateway.evidence e left join gateway.attempt a on a.id = e.attempt_id
            where e.payment_id = ? and e.says is not null
            union all
            select 'bank_line', 'bank', null, 'paid', amount_vnd, (booked_on + time '23:59:59') at time zone 'Asia/Ho_Chi_Minh', recorded_at, line_id
            from (select s.payment_id, s.amount_vnd, s.booked_on, s.recorded_at, s.line_id from gateway.bank_sighting s
                  where not exists (select from gateway.bank_taken_back b where b.source = 'line:' || s.line_id and b.payment_id = s.payment_id)
                  union all select h.payment_id, h.amount_vnd, h.booked_on, h.recorded_at, h.line_id from gateway.bank_sighting_by_hand h
                  where not exists (select from gateway.bank_taken_back b where b.source = 'match:' || h.match_id)
                  union all select payment_id, amount_vnd, booked_on, recorded_at, line_id from gateway.payout_sighting o
                  where not exists (select from gateway.bank_taken_back b where b.source = 'line:' || o.line_id || ':' || o.attempt_id and b.payment_id = o.payment_id)) s where payment_id = ?
            union all
            select 'bank_statement', 'bank', coalesce(denied.order_id, (select max(a.order_id) from gateway.attempt a
                       where a.payment_id = n.payment_id and a.provider = 'vietqr' and a.status = 'paid')), 'declined', n.amount_vnd, null, n.judged_at, n.id
            from gateway.bank_notice n
            left join lateral (select k.id, a.order_id from gateway.payment_case k left join gateway.payment_reversal r on r.case_id = k.id
                               left join gateway.attempt a on a.id = r.attempt_id
                               where k.payment_id = n.payment_id and k.fingerprint = 'notice:' || n.id) denied on true
            where n.payment_id = ? and n.status = 'withdrawn' and (n.counted or denied.id is not null)
            order by recorded_at, evidence_id
            """;

    private PaymentReads() {}

    static Optional<Payment> byId(Sql sql, UUID id) {
        return sql.get(BY_ID, id).map(row -> read(sql, row));
    }

    static Optional<Payment> byResultToken(Sql sql, String token) {
        return sql.get(BY_RESULT, token).map(row -> read(sql, row));
    }

    static Optional<UUID> idByResultToken(Sql sql, String token) {
        return sql.get(ID_BY_RESULT, token).map(row -> row.uuid("id"));
    }

    static Optional<Instant> lineReadAt(Sql sql, Payment payment) {
        UUID[] lines = payment.witnesses().stream()
                .filter(Payment.Witness::bankLine)
                .map(Payment.Witness::evidenceId)
                .toArray(UUID[]::new);
        return lines.length == 0
                ? Optional.empty()
                : sql.get(LINE_READ_AT, (Object) lines)
                        .flatMap(row -> Optional.ofNullable(row.instantOrNull("read_at")));
    }

    static Optional<Payment> byOrder(Sql sql, String provider, String orderId) {
        return sql.get(BY_ORDER, provider, orderId).map(row -> read(sql, row));
    }

    static List<Payment> ofObligations(Sql sql, List<UUID> obligations) {
        UUID[] ids = obligations.toArray(UUID[]::new);
        return sql.list(OF_OBLIGATIONS, row -> row, ids, ids).stream()
                .map(row -> read(sql, row))
                .toList();
    }

    static Optional<Payment> locked(Tx tx, UUID id) {
        return tx.get(LOCK, id).flatMap(row -> byId(tx, id));
    }

    /** One that was opened in this very transaction: nobody has spoken of it yet. */
    static Payment fresh(Tx tx, UUID id) {
        return read(tx, tx.get(BY_ID, id).orElseThrow(), true);
    }

    private static Payment read(Sql sql, Row row) {
        return read(sql, row, false);
    }

    private static Payment read(Sql sql, Row row, boolean fresh) {
        UUID id = row.uuid("id");
        return new Payment(
                id,
                row.text("reference"),
                row.uuid("account_id"),
                row.whole("amount_vnd"),
                row.whole("surplus_vnd"),
                row.whole("received_vnd"),
                row.whole("refunded_vnd"),
                PaymentStatus.read(row.text("status")),
                row.text("method"),
                row.textOrNull("return_url"),
                row.text("result_token"),
                row.instant("created_at"),
                row.instant("expires_at"),
                row.instantOrNull("paid_at"),
                row.instantOrNull("recorded_at"),
                row.instantOrNull("bank_seen_at"),
                row.textOrNull("provider"),
                row.textOrNull("provider_transaction"),
                sql.list(
                        ITEMS,
                        r -> new Payment.Item(
                                r.uuid("obligation_id"),
                                r.uuid("dossier_id"),
                                r.text("code"),
                                r.text("kind"),
                                r.text("name"),
                                r.whole("amount_vnd"),
                                r.text("legal_basis"),
                                r.text("status")),
                        id),
                sql.list(
                        ATTEMPTS,
                        r -> new Payment.Attempt(
                                r.uuid("id"),
                                (int) r.whole("number"),
                                r.text("provider"),
                                r.text("order_id"),
                                r.text("status"),
                                r.instant("created_at"),
                                r.instant("expires_at"),
                                r.textOrNull("redirect_url"),
                                r.textOrNull("deeplink"),
                                r.textOrNull("qr"),
                                r.textOrNull("provider_code"),
                                r.instantOrNull("next_query_at")),
                        id),
                fresh
                        ? List.of()
                        : sql.list(
                                CASES,
                                r -> new Payment.Case(
                                        r.uuid("id"),
                                        r.text("type"),
                                        r.whole("amount_vnd"),
                                        r.text("status"),
                                        r.textOrNull("resolution"),
                                        r.instant("opened_at")),
                                id),
                fresh
                        ? List.of()
                        : sql.list(
                                WITNESSES,
                                r -> new Payment.Witness(
                                        r.text("kind"),
                                        r.text("provider"),
                                        r.textOrNull("order_id"),
                                        r.text("says"),
                                        r.wholeOrNull("amount_vnd"),
                                        r.instantOrNull("occurred_at"),
                                        r.instant("recorded_at"),
                                        r.uuid("evidence_id")),
                                id,
                                id,
                                id));
    }
}

package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.BankWitness.Found;
import vn.phigate.gateway.payments.BankWitness.State;
import vn.phigate.gateway.payments.BankWitness.Subject;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;

/** What a person may mean by a code, a piece of one, or an amount: payments and dossiers of some accounts, found by index and never all at once. */
final class FindAtBank {
    /** A shorter piece of a dossier code says nothing. */
    private static final int PIECE_MIN = 4;

    private static final String PAYMENTS = """
            select p.id, p.account_id, p.reference, p.amount_vnd, p.status, p.bank_times > 0 and p.bank_times >= p.provider_times as seen,
                   array_agg(distinct d.code) as codes, array_agg(distinct d.compact) as compacts,
                   coalesce((select array_agg(distinct regexp_replace(upper(a.order_id), '[^A-Z0-9]', '', 'g')) from gateway.attempt a
                             where a.payment_id = p.id), '{}') as orders,
                   exists (select from gateway.attempt a where a.payment_id = p.id and a.provider <> 'vietqr') as by_provider
            from gateway.payment p
            join gateway.payment_item i on i.payment_id = p.id
            join gateway.obligation o on o.id = i.obligation_id
            join gateway.dossier d on d.id = o.dossier_id
            where p.account_id = any(cast(? as uuid[])) and p.id = any(cast(? as uuid[])) group by p.id order by p.created_at desc, p.id
            """;
    private static final String PAYMENTS_OF_AMOUNT = """
            select p.id from gateway.payment p where p.account_id = any(cast(? as uuid[])) and p.amount_vnd = ?
              and (p.status <> 'paid' or p.provider_times > p.bank_times) order by p.created_at desc limit ?
            """;
    private static final String PAYMENTS_OF_DOSSIERS = """
            select distinct i.payment_id as id from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id
            where o.dossier_id = any(cast(? as uuid[]))
            """;
    private static final String DOSSIERS_BY_PIECE = """
            select d.id from gateway.dossier d
            where d.compact like '%' || ? || '%' and d.agency_id in (
                select c.agency_id from gateway.collection_account c where c.id = any(cast(? as uuid[])))
            order by d.id desc limit ?
            """;
    private static final String DOSSIERS_BY_CODE = "select id from gateway.dossier where compact = ?";
    private static final String DOSSIERS_OF_AMOUNT = """
            select o.dossier_id as id from gateway.obligation o
            where o.status = 'due' and o.agency_id in (select c.agency_id from gateway.collection_account c where c.id = any(cast(? as uuid[])))
            group by o.dossier_id having sum(o.amount_vnd) = ? order by o.dossier_id desc limit ?
            """;
    /** What is due now of these dossiers on each of the accounts; as a transfer would be taken for. */
    private static final String DUE = """
            select d.id, d.code, d.compact, r.account_id, cast(sum(o.amount_vnd) as bigint) as due_vnd
            from gateway.dossier d
            join gateway.obligation o on o.dossier_id = d.id and o.status = 'due'
            join lateral (
                select s.account_id from gateway.account_assignment s
                where s.agency_id = d.agency_id and s.kind = o.kind and (s.procedure_code = d.procedure_code or s.procedure_code is null)
                  and s.status <> 'proposed' and s.valid @> cast(? as timestamptz) and s.recorded @> cast(? as timestamptz)
                order by s.procedure_code nulls last limit 1
            ) r on r.account_id = any(cast(? as uuid[]))
            where d.id = any(cast(? as uuid[]))
            group by d.id, d.code, d.compact, r.account_id order by d.id
            """;

    private final ExpectedAtBank expected;
    private final InstantSource clock;

    FindAtBank(ExpectedAtBank expected, InstantSource clock) {
        this.expected = expected;
        this.clock = clock;
    }

    List<Found> find(Sql sql, List<UUID> accounts, String typed, @Nullable Long amountVnd, int limit) {
        UUID[] of = accounts.toArray(UUID[]::new);
        String code = typed.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        var payments = new LinkedHashSet<UUID>();
        var dossiers = new LinkedHashSet<UUID>();
        if (!code.isEmpty()) {
            payments.addAll(expected.named(sql, code, limit));
            dossiers.addAll(sql.list(DOSSIERS_BY_CODE, row -> row.uuid("id"), code));
            if (payments.isEmpty() && dossiers.isEmpty() && code.length() >= PIECE_MIN) {
                dossiers.addAll(sql.list(DOSSIERS_BY_PIECE, row -> row.uuid("id"), code, of, (long) limit));
            }
            payments.addAll(
                    sql.list(PAYMENTS_OF_DOSSIERS, row -> row.uuid("id"), (Object) dossiers.toArray(UUID[]::new)));
        }
        if (amountVnd != null && amountVnd > 0) {
            payments.addAll(sql.list(PAYMENTS_OF_AMOUNT, row -> row.uuid("id"), of, amountVnd, (long) limit));
            dossiers.addAll(sql.list(DOSSIERS_OF_AMOUNT, row -> row.uuid("id"), of, amountVnd, (long) limit));
        }
        return found(sql, of, payments.toArray(UUID[]::new), dossiers.toArray(UUID[]::new)).stream()
                .limit(limit)
                .toList();
    }

    /** Exactly these, as they stand now; what is not on one of the accounts is left out. */
    List<Found> found(Sql sql, UUID[] accounts, UUID[] payments, UUID[] dossiers) {
        Instant now = clock.instant();
        var found = new ArrayList<Found>(sql.list(PAYMENTS, FindAtBank::payment, accounts, payments));
        found.addAll(sql.list(
                DUE,
                row -> new Found(
                        new Subject.OfDossier(row.uuid("id")),
                        row.uuid("account_id"),
                        row.text("code"),
                        List.of(row.text("compact")),
                        row.whole("due_vnd"),
                        State.OPEN),
                now,
                now,
                accounts,
                dossiers));
        return found;
    }

    private static Found payment(Row row) {
        List<String> codes = new ArrayList<>(List.of(row.text("reference")));
        codes.addAll(row.texts("orders"));
        codes.addAll(row.texts("compacts"));
        boolean paid = row.text("status").equals("paid");
        return new Found(
                new Subject.OfPayment(row.uuid("id")),
                row.uuid("account_id"),
                String.join(", ", row.texts("codes")),
                codes.stream().distinct().toList(),
                row.whole("amount_vnd"),
                row.flag("seen") ? State.SETTLED : paid || !row.flag("by_provider") ? State.OPEN : State.WAITING);
    }
}

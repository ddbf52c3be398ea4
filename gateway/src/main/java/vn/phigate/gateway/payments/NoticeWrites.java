package vn.phigate.gateway.payments;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Tx;

/**
 * Everything that a batch of notices writes, gathered in memory and written by ONE statement over arrays: the cost of a commit and of a
 * round trip is shared by all notices of the batch. The rows were locked when they were read, so nothing here is conditional.
 */
final class NoticeWrites {
    private static final String WRITE = """
            with ev as (
                insert into gateway.evidence (id, provider, source, attempt_id, payment_id, content_hash, content, key_id, secret_id, verdict,
                                              says, amount_vnd, occurred_at, received_at, times, last_received_at)
                select u.id, u.provider, u.source, u.attempt, u.payment, u.hash, u.content, u.key_id, u.secret_id, u.verdict, u.says, u.amount, u.occurred, ?, u.times, ?
                from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    as u (id, provider, source, attempt, payment, hash, content, key_id, secret_id, verdict, says, amount, occurred, times)
                on conflict on constraint evidence_once
                do update set times = evidence.times + excluded.times, last_received_at = excluded.last_received_at
                returning id, provider, source, content_hash, attempt_id
            ), at as (
                update gateway.attempt a set status = u.status, provider_transaction = u.transaction, provider_code = u.code,
                                             next_query_at = u.next_query
                from unnest(?, ?, ?, ?, ?) as u (id, status, transaction, code, next_query)
                where a.id = u.id
            ), pa as (
                update gateway.payment p set status = u.status, surplus_vnd = u.surplus, provider_times = u.times, paid_at = u.paid_at,
                                             recorded_at = u.recorded_at, provider = u.provider, provider_transaction = u.transaction
                from unnest(?, ?, ?, ?, ?, ?, ?, ?) as u (id, status, surplus, times, paid_at, recorded_at, provider, transaction)
                where p.id = u.id
            ), ob as (
                update gateway.obligation o set status = u.status from unnest(?, ?) as u (id, status) where o.id = u.id
            ), rel as (
                delete from gateway.open_claim c using unnest(?) as u (obligation) where c.obligation_id = u.obligation
            ), hold as (
                insert into gateway.open_claim (obligation_id, payment_id)
                select u.obligation, u.payment from unnest(?, ?) as u (obligation, payment)
                on conflict (obligation_id) do update set payment_id = excluded.payment_id
            ), se as (
                insert into gateway.settlement (obligation_id, payment_id, settled_at)
                select u.obligation, u.payment, u.at from unnest(?, ?, ?) as u (obligation, payment, at)
            ), ca as (
                insert into gateway.payment_case (id, payment_id, attempt_id, type, amount_vnd, detail, evidence_id, fingerprint, opened_at)
                select u.id, u.payment, u.attempt, u.type, u.amount, u.detail, ev.id, u.fingerprint, ?
                from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    as u (id, payment, attempt, type, amount, detail, fingerprint, provider, source, hash, spoken_of)
                left join ev on ev.provider = u.provider and ev.source = u.source and ev.content_hash = u.hash
                    and ev.attempt_id is not distinct from u.spoken_of
                on conflict (payment_id, type, fingerprint) do nothing
            )
            insert into gateway.outbox (kind, payment_id, created_at)
            select u.kind, u.payment, ? from unnest(?, ?) as u (kind, payment)
            """;

    /**
     * What the bytes say, for whoever compares witnesses.
     *
     * @param amountVnd null when none was named that can be read
     */
    record Said(
            String what, @Nullable Long amountVnd, @Nullable Instant occurredAt) {}

    /** What makes two pieces of evidence one. The row may be older than the batch, and then it has another id than the batch would give it. */
    record EvidenceKey(
            String provider,
            String source,
            String hash,
            @Nullable UUID attempt) {
        static EvidenceKey of(String provider, String source, byte[] hash, @Nullable UUID attempt) {
            return new EvidenceKey(provider, source, HexFormat.of().formatHex(hash), attempt);
        }
    }

    private static final class EvidenceRow {
        final UUID id;
        final @Nullable UUID payment;
        final byte[] hash;
        final byte[] content;
        final @Nullable String keyId;
        final @Nullable String secretId;
        final String verdict;
        final Said said;
        long times = 1;

        EvidenceRow(
                UUID id,
                @Nullable UUID payment,
                byte[] hash,
                byte[] content,
                @Nullable String keyId,
                @Nullable String secretId,
                String verdict,
                Said said) {
            this.id = id;
            this.payment = payment;
            this.hash = hash;
            this.content = content;
            this.keyId = keyId;
            this.secretId = secretId;
            this.verdict = verdict;
            this.said = said;
        }
    }

    private record CaseRow(
            UUID id,
            @Nullable UUID payment,
            @Nullable UUID attempt,
            CaseType type,
            long amountVnd,
            String detail,
            EvidenceKey evidence,
            String fingerprint) {}

    private final Map<EvidenceKey, EvidenceRow> evidence = new LinkedHashMap<>();
    private final Map<UUID, LockedAttempt> attempts = new LinkedHashMap<>();
    private final Map<UUID, LockedPayment> payments = new LinkedHashMap<>();
    private final Map<UUID, String> obligations = new LinkedHashMap<>();
    /** The claims as they are to be in the end, by obligation: one statement cannot take a claim and give it away again. */
    private final Map<UUID, LockedPayment.Obligation> claims = new LinkedHashMap<>();

    private final Map<UUID, LockedPayment> settled = new LinkedHashMap<>();
    private final List<CaseRow> cases = new ArrayList<>();
    private final List<Map.Entry<String, UUID>> outbox = new ArrayList<>();

    /** @return under what the evidence is found, also when the same bytes were there already */
    EvidenceKey evidence(
            UUID id,
            String provider,
            String source,
            byte[] hash,
            byte[] content,
            @Nullable UUID attempt,
            @Nullable UUID payment,
            @Nullable String keyId,
            @Nullable String secretId,
            String verdict,
            Said said) {
        var key = EvidenceKey.of(provider, source, hash, attempt);
        EvidenceRow row = evidence.get(key);
        if (row == null) {
            evidence.put(key, new EvidenceRow(id, payment, hash, content, keyId, secretId, verdict, said));
        } else {
            row.times++;
        }
        return key;
    }

    boolean hasEvidence(EvidenceKey key) {
        return evidence.containsKey(key);
    }

    void attempt(LockedAttempt attempt) {
        attempts.put(attempt.id, attempt);
    }

    void payment(LockedPayment payment) {
        payments.put(payment.id, payment);
    }

    void obligation(UUID id, String status) {
        obligations.put(id, status);
    }

    /** The obligation's holder changed. */
    void claim(LockedPayment.Obligation obligation) {
        claims.put(obligation.id, obligation);
    }

    void settle(UUID obligation, LockedPayment payment) {
        settled.put(obligation, payment);
    }

    void openCase(
            UUID id,
            @Nullable UUID payment,
            @Nullable UUID attempt,
            CaseType type,
            long amountVnd,
            String detail,
            EvidenceKey evidenceKey,
            String fingerprint) {
        cases.add(new CaseRow(id, payment, attempt, type, amountVnd, detail, evidenceKey, fingerprint));
    }

    boolean hasCase(UUID payment, CaseType type, String fingerprint) {
        return cases.stream()
                .anyMatch(c -> payment.equals(c.payment) && c.type == type && c.fingerprint.equals(fingerprint));
    }

    void outbox(String kind, UUID payment) {
        outbox.add(Map.entry(kind, payment));
    }

    void write(Tx tx, Instant now) {
        tx.jdbc(connection -> {
            try (var statement = connection.prepareStatement(WRITE)) {
                var bind = new Columns(connection, statement);
                bind.instant(now);
                bind.instant(now);
                var ev = evidence.entrySet();
                bind.ids(ev, e -> e.getValue().id);
                bind.texts(ev, e -> e.getKey().provider());
                bind.texts(ev, e -> e.getKey().source());
                bind.ids(ev, e -> e.getKey().attempt());
                bind.ids(ev, e -> e.getValue().payment);
                bind.bytes(ev, e -> e.getValue().hash);
                bind.bytes(ev, e -> e.getValue().content);
                bind.texts(ev, e -> e.getValue().keyId);
                bind.texts(ev, e -> e.getValue().secretId);
                bind.texts(ev, e -> e.getValue().verdict);
                bind.texts(ev, e -> e.getValue().said.what());
                bind.wholesOrNull(ev, e -> e.getValue().said.amountVnd());
                bind.instants(ev, e -> e.getValue().said.occurredAt());
                bind.wholes(ev, e -> e.getValue().times);

                var at = attempts.values();
                bind.ids(at, a -> a.id);
                bind.texts(at, LockedAttempt::status);
                bind.texts(at, a -> a.providerTransaction);
                bind.texts(at, a -> a.providerCode);
                bind.instants(at, a -> a.nextQueryAt);

                var pa = payments.values();
                bind.ids(pa, p -> p.id);
                bind.texts(pa, p -> p.status.text());
                bind.wholes(pa, p -> p.surplusVnd);
                bind.wholes(pa, p -> p.providerTimes);
                bind.instants(pa, p -> p.paidAt);
                bind.instants(pa, p -> p.recordedAt);
                bind.texts(pa, p -> p.provider);
                bind.texts(pa, p -> p.providerTransaction);

                bind.ids(obligations.keySet(), id -> id);
                bind.texts(obligations.values(), status -> status);
                var held =
                        claims.values().stream().filter(o -> o.holder != null).toList();
                bind.ids(claims.values().stream().filter(o -> o.holder == null).toList(), o -> o.id);
                bind.ids(held, o -> o.id);
                bind.ids(held, o -> o.holder);
                bind.ids(settled.keySet(), id -> id);
                bind.ids(settled.values(), p -> p.id);
                bind.instants(settled.values(), p -> p.paidAt);

                bind.instant(now);
                bind.ids(cases, CaseRow::id);
                bind.ids(cases, CaseRow::payment);
                bind.ids(cases, CaseRow::attempt);
                bind.texts(cases, c -> c.type().text());
                bind.wholes(cases, CaseRow::amountVnd);
                bind.texts(cases, CaseRow::detail);
                bind.texts(cases, CaseRow::fingerprint);
                bind.texts(cases, c -> c.evidence().provider());
                bind.texts(cases, c -> c.evidence().source());
                bind.bytes(cases, c -> HexFormat.of().parseHex(c.evidence().hash()));
                bind.ids(cases, c -> c.evidence().attempt());

                bind.instant(now);
                bind.texts(outbox, Map.Entry::getKey);
                bind.ids(outbox, Map.Entry::getValue);
                return statement.executeUpdate();
            }
        });
    }
}

package vn.phigate.gateway.payments;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
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
                insert into gateway.evidence (id, provider, source, attempt_id, payment_id, content_hash, content, key_id, verdict,
                                              says, amount_vnd, occurred_at, received_at, times, last_received_at)
                select u.id, u.provider, u.source, u.attempt, u.payment, u.hash, u.content, u.key_id, u.verdict, u.says, u.amount, u.occurred, ?, u.times, ?
                from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    as u (id, provider, source, attempt, payment, hash, content, key_id, verdict, says, amount, occurred, times)
                on conflict (provider, source, content_hash)
                do update set times = evidence.times + excluded.times, last_received_at = excluded.last_received_at
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
                select u.id, u.payment, u.attempt, u.type, u.amount, u.detail, u.evidence, u.fingerprint, ?
                from unnest(?, ?, ?, ?, ?, ?, ?, ?) as u (id, payment, attempt, type, amount, detail, evidence, fingerprint)
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

    private record EvidenceKey(String provider, String source, String hash) {}

    private static final class EvidenceRow {
        final UUID id;
        final @Nullable UUID attempt;
        final @Nullable UUID payment;
        final byte[] hash;
        final byte[] content;
        final @Nullable String keyId;
        final String verdict;
        final Said said;
        long times = 1;

        EvidenceRow(
                UUID id,
                @Nullable UUID attempt,
                @Nullable UUID payment,
                byte[] hash,
                byte[] content,
                @Nullable String keyId,
                String verdict,
                Said said) {
            this.id = id;
            this.attempt = attempt;
            this.payment = payment;
            this.hash = hash;
            this.content = content;
            this.keyId = keyId;
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
            UUID evidence,
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

    /** @return the id of the evidence, also when the same bytes are in the batch already */
    UUID evidence(
            UUID id,
            String provider,
            String source,
            byte[] hash,
            byte[] content,
            @Nullable UUID attempt,
            @Nullable UUID payment,
            @Nullable String keyId,
            String verdict,
            Said said) {
        var key = new EvidenceKey(provider, source, HexFormat.of().formatHex(hash));
        EvidenceRow row = evidence.get(key);
        if (row != null) {
            row.times++;
            return row.id;
        }
        evidence.put(key, new EvidenceRow(id, attempt, payment, hash, content, keyId, verdict, said));
        return id;
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
            UUID evidenceId,
            String fingerprint) {
        cases.add(new CaseRow(id, payment, attempt, type, amountVnd, detail, evidenceId, fingerprint));
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
                var bind = new Binder(connection, statement);
                bind.instant(now);
                bind.instant(now);
                var ev = List.copyOf(evidence.entrySet());
                bind.array("uuid", ev.stream().map(e -> e.getValue().id).toArray());
                bind.array("text", ev.stream().map(e -> e.getKey().provider()).toArray());
                bind.array("text", ev.stream().map(e -> e.getKey().source()).toArray());
                bind.array("uuid", ev.stream().map(e -> e.getValue().attempt).toArray());
                bind.array("uuid", ev.stream().map(e -> e.getValue().payment).toArray());
                bind.array("bytea", ev.stream().map(e -> e.getValue().hash).toArray(byte[][]::new));
                bind.array("bytea", ev.stream().map(e -> e.getValue().content).toArray(byte[][]::new));
                bind.array("text", ev.stream().map(e -> e.getValue().keyId).toArray());
                bind.array("text", ev.stream().map(e -> e.getValue().verdict).toArray());
                bind.array(
                        "text", ev.stream().map(e -> e.getValue().said.what()).toArray());
                bind.array(
                        "int8",
                        ev.stream().map(e -> e.getValue().said.amountVnd()).toArray());
                bind.array(
                        "timestamptz",
                        ev.stream()
                                .map(e -> text(e.getValue().said.occurredAt()))
                                .toArray());
                bind.array("int8", ev.stream().map(e -> e.getValue().times).toArray());

                var at = List.copyOf(attempts.values());
                bind.array("uuid", at.stream().map(a -> a.id).toArray());
                bind.array("text", at.stream().map(LockedAttempt::status).toArray());
                bind.array("text", at.stream().map(a -> a.providerTransaction).toArray());
                bind.array("text", at.stream().map(a -> a.providerCode).toArray());
                bind.array(
                        "timestamptz", at.stream().map(a -> text(a.nextQueryAt)).toArray());

                var pa = List.copyOf(payments.values());
                bind.array("uuid", pa.stream().map(p -> p.id).toArray());
                bind.array("text", pa.stream().map(p -> p.status.text()).toArray());
                bind.array("int8", pa.stream().map(p -> p.surplusVnd).toArray());
                bind.array("int8", pa.stream().map(p -> p.providerTimes).toArray());
                bind.array("timestamptz", pa.stream().map(p -> text(p.paidAt)).toArray());
                bind.array(
                        "timestamptz", pa.stream().map(p -> text(p.recordedAt)).toArray());
                bind.array("text", pa.stream().map(p -> p.provider).toArray());
                bind.array("text", pa.stream().map(p -> p.providerTransaction).toArray());

                bind.array("uuid", obligations.keySet().toArray());
                bind.array("text", obligations.values().toArray());
                bind.array(
                        "uuid",
                        claims.values().stream()
                                .filter(o -> o.holder == null)
                                .map(o -> o.id)
                                .toArray());
                bind.array(
                        "uuid",
                        claims.values().stream()
                                .filter(o -> o.holder != null)
                                .map(o -> o.id)
                                .toArray());
                bind.array(
                        "uuid",
                        claims.values().stream()
                                .filter(o -> o.holder != null)
                                .map(o -> o.holder)
                                .toArray());
                bind.array("uuid", settled.keySet().toArray());
                bind.array("uuid", settled.values().stream().map(p -> p.id).toArray());
                bind.array(
                        "timestamptz",
                        settled.values().stream().map(p -> text(p.paidAt)).toArray());

                bind.instant(now);
                bind.array("uuid", cases.stream().map(CaseRow::id).toArray());
                bind.array("uuid", cases.stream().map(CaseRow::payment).toArray());
                bind.array("uuid", cases.stream().map(CaseRow::attempt).toArray());
                bind.array("text", cases.stream().map(c -> c.type().text()).toArray());
                bind.array("int8", cases.stream().map(CaseRow::amountVnd).toArray());
                bind.array("text", cases.stream().map(CaseRow::detail).toArray());
                bind.array("uuid", cases.stream().map(CaseRow::evidence).toArray());
                bind.array("text", cases.stream().map(CaseRow::fingerprint).toArray());

                bind.instant(now);
                bind.array("text", outbox.stream().map(Map.Entry::getKey).toArray());
                bind.array("uuid", outbox.stream().map(Map.Entry::getValue).toArray());
                return statement.executeUpdate();
            }
        });
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static final class Binder {
        private final Connection connection;
        private final PreparedStatement statement;
        private int index = 1;

        Binder(Connection connection, PreparedStatement statement) {
            this.connection = connection;
            this.statement = statement;
        }

        void instant(Instant value) throws SQLException {
            statement.setObject(index++, value.atOffset(ZoneOffset.UTC));
        }

        void array(String type, @Nullable Object[] values) throws SQLException {
            statement.setArray(index++, connection.createArrayOf(type, values));
        }
    }
}

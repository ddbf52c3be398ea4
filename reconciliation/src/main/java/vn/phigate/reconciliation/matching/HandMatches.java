package vn.phigate.reconciliation.matching;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.reconciliation.matching.Matching.ByHand;
import vn.phigate.reconciliation.statements.BankLine;

/** Writes what people matched, and what they took back. */
final class HandMatches {
    /** One statement: parts of opposite signs are within the line's amount only together. */
    private static final String INSERT = """
            insert into reconciliation.match
                (id, line_id, subject_type, subject_id, payment_id, dossiers, amount_vnd, outcome, rule, rule_version, code,
                 evidence_from, evidence_to, evidence_text, rivals, made_at, made_by, proposal_id)
            select t.id, ?, t.subject_type, t.subject, cast(nullif(t.payment, '') as uuid), t.label, t.amount, t.outcome, 'by_hand', ?, t.code,
                   t.at, t.upto, t.evidence, '[]', ?, ?, ?
            from unnest(cast(? as uuid[]), cast(? as text[]), cast(? as uuid[]), cast(? as text[]), cast(? as text[]), cast(? as bigint[]), cast(? as text[]),
                        cast(? as text[]), cast(? as bigint[]), cast(? as bigint[]), cast(? as text[]))
                as t (id, subject_type, subject, payment, label, amount, outcome, code, at, upto, evidence)
            """;

    private static final String UNDO = """
            insert into reconciliation.match
                (id, line_id, subject_type, subject_id, payment_id, dossiers, amount_vnd, outcome, rule, rule_version, code,
                 evidence_from, evidence_to, evidence_text, rivals, made_at, made_by, proposal_id, undoes)
            select u.undone, m.line_id, m.subject_type, m.subject_id, m.payment_id, m.dossiers, - m.amount_vnd, 'undone', 'by_hand', ?, m.code,
                   0, 0, '', '[]', ?, ?, ?, m.id
            from unnest(cast(? as uuid[]), cast(? as uuid[])) as u (undone, id) join reconciliation.match m on m.id = u.id
            """;
    private static final String DIFFERENCES = """
            select m.id from reconciliation.standing_match m
            where m.line_id = ? and m.id <> ? and m.outcome = 'written_off' and m.proposal_id = (select x.proposal_id from reconciliation.match x where x.id = ?)
            """;

    private HandMatches() {}

    static void keep(Tx tx, BankLine line, UUID proposal, List<ByHand> matches, Instant now, String by) {
        tx.run(
                INSERT,
                line.id(),
                (long) Judging.RULE_VERSION,
                now,
                by,
                proposal,
                ids(matches, ByHand::id),
                texts(matches, ByHand::subjectType),
                ids(matches, ByHand::subject),
                texts(matches, m -> m.payment() == null ? "" : m.payment().toString()),
                texts(matches, ByHand::label),
                matches.stream().map(ByHand::amountVnd).toArray(Long[]::new),
                texts(matches, ByHand::outcome),
                texts(matches, ByHand::code),
                matches.stream().map(m -> (long) m.from()).toArray(Long[]::new),
                matches.stream().map(m -> (long) m.to()).toArray(Long[]::new),
                texts(matches, m -> line.narrative().substring(m.from(), m.to())));
    }

    /** All in one statement: between two of them a line would be allocated beyond its amount. */
    static void undo(Tx tx, Map<UUID, UUID> undone, UUID proposal, Instant now, String by) {
        tx.run(
                UNDO,
                (long) Judging.RULE_VERSION,
                now,
                by,
                proposal,
                undone.values().toArray(UUID[]::new),
                undone.keySet().toArray(UUID[]::new));
    }

    static List<UUID> differences(Sql sql, Match match) {
        return sql.list(DIFFERENCES, row -> row.uuid("id"), match.line().id(), match.id(), match.id());
    }

    private static UUID[] ids(List<ByHand> matches, Function<ByHand, UUID> of) {
        return matches.stream().map(of).toArray(UUID[]::new);
    }

    private static String[] texts(List<ByHand> matches, Function<ByHand, String> of) {
        return matches.stream().map(of).toArray(String[]::new);
    }
}

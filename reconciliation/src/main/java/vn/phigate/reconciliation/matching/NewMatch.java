package vn.phigate.reconciliation.matching;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.reconciliation.matching.Match.Rival;
import vn.phigate.reconciliation.statements.BankLine;

/**
 * What a {@link Pass} found: a part of a line belongs to a subject.
 *
 * @param subjectType payment or refund
 * @param paymentId the payment, or the one that the refund is of
 * @param amountVnd the part of the line, other than 0
 * @param outcome see {@link Match}
 * @param code the known code that was found
 * @param from where it stands in the raw narrative, in UTF-16 characters
 * @param to where it ends, exclusive
 */
public record NewMatch(
        String subjectType,
        UUID subjectId,
        UUID paymentId,
        String dossiers,
        long amountVnd,
        String outcome,
        String code,
        int from,
        int to,
        List<Rival> rivals) {
    private static final String INSERT = """
            insert into reconciliation.match
                (id, line_id, subject_type, subject_id, payment_id, dossiers, amount_vnd, outcome, rule, rule_version, code, evidence_from, evidence_to,
                 evidence_text, rivals, made_at, made_by)
            select u.id, ?, u.type, u.subject, u.payment, u.dossiers, u.amount, u.outcome, ?, ?, u.code, u.at, u.upto,
                   u.evidence, cast(u.rivals as jsonb), ?, ?
            from unnest(cast(? as uuid[]), cast(? as text[]), cast(? as uuid[]), cast(? as uuid[]), cast(? as text[]), cast(? as bigint[]), cast(? as text[]),
                        cast(? as text[]), cast(? as bigint[]), cast(? as bigint[]), cast(? as text[]), cast(? as text[]))
                as u (id, type, subject, payment, dossiers, amount, outcome, code, at, upto, evidence, rivals)
            """;

    /** Writes all parts of a line in one statement: what is kept back from a pay-out lessens what was taken, and only their sum must be within the line. */
    public static void write(Tx tx, Pass by, BankLine line, List<NewMatch> parts, Instant now, String person) {
        tx.run(
                INSERT,
                line.id(),
                by.id(),
                (long) by.version(),
                now,
                person,
                column(parts, part -> Ids.next(now), UUID[]::new),
                column(parts, NewMatch::subjectType, String[]::new),
                column(parts, NewMatch::subjectId, UUID[]::new),
                column(parts, NewMatch::paymentId, UUID[]::new),
                column(parts, NewMatch::dossiers, String[]::new),
                column(parts, NewMatch::amountVnd, Long[]::new),
                column(parts, NewMatch::outcome, String[]::new),
                column(parts, NewMatch::code, String[]::new),
                column(parts, part -> (long) part.from, Long[]::new),
                column(parts, part -> (long) part.to, Long[]::new),
                column(parts, part -> line.narrative().substring(part.from, part.to), String[]::new),
                column(parts, part -> Json.text(part.rivals), String[]::new));
    }

    private static <T> T[] column(List<NewMatch> parts, Function<NewMatch, T> of, IntFunction<T[]> array) {
        return parts.stream().map(of).toArray(array);
    }
}

package vn.phigate.reconciliation.decisions;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.reconciliation.matching.PersonsDecisions;

/** What people said of an account's lines, for the rules to keep to. A line stays out of their hands once two people decided about it. */
public final class PersonsWord implements PersonsDecisions {
    private static final String TAKEN_OUT = """
            select distinct p.line_id from reconciliation.proposal p where p.account_id = ? and p.status in ('proposed', 'approved')
            """;
    /** A line that is not for a payment is not for its dossiers, nor for any other payment of those: also one that is opened later. */
    private static final String REFUSED = """
            with refused as (select line_id, subject_id from reconciliation.refused_pair where account_id = ?),
            dossiers as (
                select line_id, subject_id as dossier_id from refused
                union
                select r.line_id, o.dossier_id from refused r join gateway.payment_item i on i.payment_id = r.subject_id
                join gateway.obligation o on o.id = i.obligation_id)
            select line_id, subject_id from refused
            union select line_id, dossier_id from dossiers
            union select d.line_id, i.payment_id from dossiers d join gateway.obligation o on o.dossier_id = d.dossier_id
                  join gateway.payment_item i on i.obligation_id = o.id
            """;

    @Override
    public Said about(Sql sql, UUID account) {
        Set<UUID> takenOut = new HashSet<>(sql.list(TAKEN_OUT, row -> row.uuid("line_id"), account));
        Set<Pair> refused =
                new HashSet<>(sql.list(REFUSED, row -> new Pair(row.uuid("line_id"), row.uuid("subject_id")), account));
        return new Said(takenOut, refused);
    }
}

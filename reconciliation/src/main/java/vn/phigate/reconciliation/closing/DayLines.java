package vn.phigate.reconciliation.closing;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/**
 * The lines of an account's day with the matches that stand: read once for whoever shows them and proves them.
 *
 * @param matches by line; a line without any is absent
 */
public record DayLines(List<BankLine> lines, Map<UUID, List<Match>> matches) {
    /** To be read in the transaction that uses them. */
    public static DayLines of(Sql sql, Statements statements, Matching matching, UUID account, LocalDate day) {
        List<BankLine> lines = statements.linesOfDay(sql, account, day);
        return new DayLines(lines, matching.ofLines(sql, lines));
    }
}

package vn.phigate.reconciliation.reports;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.reconciliation.closing.Closing;
import vn.phigate.reconciliation.closing.Closings;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.statements.BookedStatement;
import vn.phigate.reconciliation.statements.Statements;

/** The door to overviews. */
public final class Reports {
    private final Accounts accounts;
    private final Statements statements;
    private final Matching matching;
    private final Discrepancies discrepancies;
    private final Closings closings;

    public Reports(Accounts accounts, Statements statements, Matching matching, Discrepancies discrepancies, Closings closings) {
        this.accounts = accounts;
        this.statements = statements;
        this.matching = matching;
        this.discrepancies = discrepancies;
        this.closings = closings;
    }

    /**
     * One account on one day.
     *
     * @param lines of the day
     * @param matched lines of the day that belong to payments
     * @param open lines of the day that wait for people
     * @param closing null while nobody prepared it
     */
    public record AccountDay(
            CollectionAccount account, BookedStatement statement, Statements.DayTotals lines, int matched, int open, @Nullable Closing closing) {
        /** Lines that no run has judged yet. */
        public int unjudged() {
            return lines.count() - matched - open;
        }
    }

    /** The accounts that a statement of this day exists for, by bank and number. */
    public List<AccountDay> day(Sql sql, LocalDate day) {
        var totals = statements.dayTotals(sql, day);
        var matched = matching.counts(sql, day);
        var open = discrepancies.openCounts(sql, day);
        return statements.accountsOfDay(sql, day).stream()
                .map(id -> new AccountDay(
                        accounts.get(sql, id),
                        statements.covering(sql, id, day).orElseThrow(),
                        totals.getOrDefault(id, Statements.DayTotals.NONE),
                        count(matched.get(id)),
                        count(open.get(id)),
                        closings.find(sql, id, day).orElse(null)))
                .sorted(Comparator.comparing((AccountDay each) -> each.account().key()))
                .toList();
    }

    /** The latest days that statements cover, the newest first. */
    public List<LocalDate> days(Sql sql, int limit) {
        return statements.days(sql, limit);
    }

    /** One account's day, when a statement covers it. */
    public Optional<AccountDay> accountDay(Sql sql, UUID account, LocalDate day) {
        return day(sql, day).stream().filter(each -> each.account().id().equals(account)).findFirst();
    }

    private static int count(@Nullable Integer counted) {
        return counted == null ? 0 : counted;
    }
}

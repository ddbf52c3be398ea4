package vn.phigate.reconciliation.statements;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.reconciliation.statements.StatementFile.StoredFinding;

/** Whether a statement goes on where the one before ended, and ends where the one after begins. */
final class Continuity {
    private static final String BEFORE = """
            select to_day as day, closing_vnd as balance_vnd from reconciliation.statement
            where correction_id is null and account_id = ? and to_day < cast(? as date) order by to_day desc limit 1
            """;
    private static final String AFTER = """
            select from_day as day, opening_vnd as balance_vnd from reconciliation.statement
            where correction_id is null and account_id = ? and from_day > cast(? as date) order by from_day limit 1
            """;

    private Continuity() {}

    /** Opening = closing of the statement before, closing = opening of the one after; days between that no statement covers are named. */
    static void check(
            Sql sql, UUID account, SurveyedStatement statement, KnownDays.Fresh days, List<StoredFinding> findings) {
        sql.get(BEFORE, account, days.from()).ifPresent(before -> {
            long balance = before.whole("balance_vnd");
            LocalDate day = before.date("day");
            if (days.openingVnd() != balance) {
                findings.add(broken(statement, days.openingVnd(), day, balance, true, between(day, days.from())));
            } else {
                uncovered(statement, between(day, days.from()), findings);
            }
        });
        sql.get(AFTER, account, days.to()).ifPresent(after -> {
            long balance = after.whole("balance_vnd");
            LocalDate day = after.date("day");
            if (days.closingVnd() != balance) {
                findings.add(broken(statement, days.closingVnd(), day, balance, false, between(days.to(), day)));
            } else {
                uncovered(statement, between(days.to(), day), findings);
            }
        });
    }

    /** Whether a neighbour's balance is the same; true as well for an account's first statement. */
    static boolean joins(Sql sql, UUID account, KnownDays.Fresh days) {
        Optional<Boolean> before =
                sql.get(BEFORE, account, days.from()).map(row -> row.whole("balance_vnd") == days.openingVnd());
        Optional<Boolean> after =
                sql.get(AFTER, account, days.to()).map(row -> row.whole("balance_vnd") == days.closingVnd());
        return before.orElse(false) || after.orElse(false) || (before.isEmpty() && after.isEmpty());
    }

    /** For information: the balance goes on over the days between, as over a weekend. */
    private static void uncovered(SurveyedStatement statement, String gap, List<StoredFinding> findings) {
        if (!gap.isEmpty()) {
            findings.add(new StoredFinding(
                    statement.position,
                    Finding.notice(
                            0,
                            "day",
                            gap,
                            "days_uncovered",
                            "Chưa có sao kê cho các ngày " + gap + "; số dư vẫn nối tiếp nên không thiếu dòng nào.",
                            "No statement covers the days " + gap + "; the balance goes on, so no line is missing."),
                    false));
        }
    }

    /** The days after one and before another; empty when there is none. */
    private static String between(LocalDate last, LocalDate next) {
        LocalDate from = last.plusDays(1);
        LocalDate to = next.minusDays(1);
        return from.isAfter(to) ? "" : from.equals(to) ? from.toString() : from + "/" + to;
    }

    private static StoredFinding broken(
            SurveyedStatement statement, long here, LocalDate day, long there, boolean before, String gap) {
        String gapVi = gap.isEmpty()
                ? "Có thể thiếu dòng hoặc thiếu sao kê ở giữa."
                : "Chưa có sao kê cho các ngày " + gap + ".";
        String gapEn = gap.isEmpty()
                ? "Lines or a statement between them may be missing."
                : "No statement covers the days " + gap + ".";
        String vi = before
                ? "Số dư đầu " + here + " đồng khác số dư cuối " + there + " đồng của sao kê trước (đến ngày " + day
                        + "), lệch " + (here - there) + " đồng. " + gapVi
                : "Số dư cuối " + here + " đồng khác số dư đầu " + there + " đồng của sao kê sau (từ ngày " + day
                        + "), lệch " + (there - here) + " đồng. " + gapVi;
        String en = before
                ? "The opening balance of " + here + " đồng is not the closing balance of " + there
                        + " đồng of the statement before (up to " + day + "), off by " + (here - there)
                        + " đồng. " + gapEn
                : "The closing balance of " + here + " đồng is not the opening balance of " + there
                        + " đồng of the statement after (from " + day + "), off by " + (there - here)
                        + " đồng. " + gapEn;
        return new StoredFinding(
                statement.position,
                Finding.flag(0, before ? "opening" : "closing", Long.toString(here), "continuity_broken", vi, en),
                false);
    }
}

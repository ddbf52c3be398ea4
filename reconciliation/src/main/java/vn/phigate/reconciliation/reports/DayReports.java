package vn.phigate.reconciliation.reports;

import static vn.phigate.reconciliation.reports.ReportTable.figure;
import static vn.phigate.reconciliation.reports.ReportTable.row;
import static vn.phigate.reconciliation.reports.ReportTable.text;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.closing.Closings;
import vn.phigate.reconciliation.closing.InTransit;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.reports.ReportTable.Column;
import vn.phigate.reconciliation.reports.Reports.AccountDay;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/** The reports of a day as tables. Call it in one transaction, so that its figures are of one instant. */
public final class DayReports {
    private static final int A_LOOK = 500;
    /** Whole days after which money that a provider reported is overdue. */
    private static final int ON_ITS_WAY_DAYS = 3;

    private final Reports reports;
    private final Statements statements;
    private final Discrepancies discrepancies;
    private final Closings closings;
    private final Agencies agencies;

    public DayReports(
            Reports reports, Statements statements, Discrepancies discrepancies, Closings closings, Agencies agencies) {
        this.reports = reports;
        this.statements = statements;
        this.discrepancies = discrepancies;
        this.closings = closings;
        this.agencies = agencies;
    }

    public ReportTable table(Sql sql, ReportName name, LocalDate day) {
        return switch (name) {
            case SETTLEMENT -> settlement(sql, day);
            case UNMATCHED_BANK -> unmatchedAtBank(sql, day);
            case UNMATCHED_BOOKS -> awaited(sql, ReportName.UNMATCHED_BOOKS, day, true);
            case IN_TRANSIT -> awaited(sql, ReportName.IN_TRANSIT, day, false);
            case AGEING -> ageing(sql, day);
            case DISCREPANCIES -> open(sql, day);
        };
    }

    private ReportTable settlement(Sql sql, LocalDate day) {
        List<Column> columns = List.of(
                text("agency", "Cơ quan", "Agency", 22),
                text("account", "Tài khoản", "Account", 16),
                figure("opening_vnd", "Đầu ngày", "Opening"),
                figure("credit_vnd", "Tiền vào", "In"),
                figure("debit_vnd", "Tiền ra", "Out"),
                figure("closing_vnd", "Cuối ngày", "Closing"),
                figure("lines", "Dòng", "Lines"),
                figure("matched", "Đã khớp", "Matched"),
                figure("matched_vnd", "Tiền đã khớp", "Matched amount"),
                figure("open", "Cần xem", "Open"),
                figure("open_vnd", "Tiền cần xem", "Open amount"),
                figure("awaited_vnd", "Tiền đang về", "On its way"),
                text("step", "Tình trạng", "Status", 10));
        List<AccountDay> accounts = reports.day(sql, day);
        Map<Long, Agency> names = agencies.byIds(
                sql,
                accounts.stream().map(a -> a.account().agencyId()).distinct().toList());
        var rows = new ArrayList<List<@Nullable Object>>();
        for (AccountDay each : accounts) {
            Agency agency = names.get(each.account().agencyId());
            rows.add(row(
                    agency == null ? each.account().holder() : agency.name(),
                    each.account().key(),
                    each.balances().openingVnd(),
                    each.lines().creditVnd(),
                    each.lines().debitVnd(),
                    each.balances().closingVnd(),
                    (long) each.lines().count(),
                    (long) each.matched().lines(),
                    each.matched().amountVnd(),
                    (long) each.openInAll().count(),
                    each.openInAll().amountVnd(),
                    each.awaited().amountVnd(),
                    each.step().name().toLowerCase(java.util.Locale.ROOT)));
        }
        return new ReportTable(ReportName.SETTLEMENT, day, columns, rows);
    }

    private ReportTable unmatchedAtBank(Sql sql, LocalDate day) {
        List<Column> columns = List.of(
                text("account", "Tài khoản", "Account", 16),
                text("booked_on", "Ngày ghi sổ", "Booked on", 9),
                text("bank_reference", "Tham chiếu", "Reference", 14),
                figure("amount_vnd", "Số tiền", "Amount"),
                figure("open_vnd", "Chưa khớp", "Open"),
                figure("age_days", "Số ngày", "Days"),
                text("narrative", "Nội dung", "Narrative", 40));
        var rows = new ArrayList<List<@Nullable Object>>();
        for (UUID account : statements.accountsWithUnmatched(sql, day)) {
            for (BankLine line : statements.unmatched(sql, account, day)) {
                rows.add(row(
                        line.account(),
                        line.bookedOn(),
                        line.bankReference(),
                        line.amountVnd(),
                        line.openVnd(),
                        ChronoUnit.DAYS.between(line.bookedOn(), day),
                        line.narrative()));
            }
        }
        return new ReportTable(ReportName.UNMATCHED_BANK, day, columns, rows);
    }

    private ReportTable awaited(Sql sql, ReportName name, LocalDate day, boolean late) {
        List<Column> columns = List.of(
                text("account", "Tài khoản", "Account", 18),
                text("dossiers", "Hồ sơ", "Dossiers", 30),
                text("provider", "Bên báo", "Reported by", 12),
                text("paid_on", "Ngày báo", "Reported on", 10),
                figure("age_days", "Số ngày", "Days"),
                figure("amount_vnd", "Số tiền", "Amount"));
        var rows = new ArrayList<List<@Nullable Object>>();
        for (AccountDay each : reports.day(sql, day)) {
            for (InTransit item : closings.inTransit(sql, each.account(), day)) {
                LocalDate paidOn = BusinessDay.of(item.paidAt());
                long age = ChronoUnit.DAYS.between(paidOn, day);
                if ((age > ON_ITS_WAY_DAYS) == late) {
                    rows.add(
                            row(each.account().key(), item.dossiers(), item.provider(), paidOn, age, item.amountVnd()));
                }
            }
        }
        return new ReportTable(name, day, columns, rows);
    }

    /** How old a discrepancy is, in days since the money was booked. */
    private enum Age {
        UP_TO_1(1),
        UP_TO_7(7),
        UP_TO_30(30),
        OLDER(Integer.MAX_VALUE);

        private final int mostDays;

        Age(int mostDays) {
            this.mostDays = mostDays;
        }

        static Age of(long days) {
            for (Age age : values()) {
                if (days <= age.mostDays) {
                    return age;
                }
            }
            return OLDER;
        }
    }

    private ReportTable ageing(Sql sql, LocalDate day) {
        var columns = new ArrayList<Column>();
        columns.add(text("type", "Loại", "Type", 20));
        List.of("0_1", "2_7", "8_30", "over_30").forEach(age -> {
            String days = age.replace("_", "–").replace("over–", "> ");
            columns.add(figure("count_" + age, days + " ngày", days + " days"));
            columns.add(figure("amount_vnd_" + age, "Tiền " + days + " ngày", "Amount " + days + " days"));
        });
        columns.add(figure("count", "Cộng", "Total"));
        columns.add(figure("amount_vnd", "Cộng tiền", "Total amount"));
        Map<Unmatched, long[]> sums = new TreeMap<>();
        for (Discrepancy each : allOpen(sql, day)) {
            long[] sum = sums.computeIfAbsent(each.type(), t -> new long[2 * Age.values().length + 2]);
            int at =
                    2 * Age.of(ChronoUnit.DAYS.between(each.businessDay(), day)).ordinal();
            for (int place : new int[] {at, sum.length - 2}) {
                sum[place]++;
                sum[place + 1] = Math.addExact(sum[place + 1], each.amountVnd());
            }
        }
        var rows = new ArrayList<List<@Nullable Object>>();
        sums.forEach((type, sum) -> {
            List<@Nullable Object> row = row(type.code());
            for (long figure : sum) {
                row.add(figure);
            }
            rows.add(row);
        });
        return new ReportTable(ReportName.AGEING, day, columns, rows);
    }

    private ReportTable open(Sql sql, LocalDate day) {
        List<Column> columns = List.of(
                text("type", "Loại", "Type", 12),
                text("account", "Tài khoản", "Account", 16),
                text("business_day", "Ngày tiền về", "Day", 9),
                figure("amount_vnd", "Số tiền", "Amount"),
                figure("age_days", "Số ngày", "Days"),
                text("owner", "Phụ trách", "Owner", 14),
                text("reason", "Lý do", "Reason", 30),
                text("proposed_action", "Việc đề nghị", "Proposal", 24),
                text("narrative", "Nội dung", "Narrative", 26));
        var rows = new ArrayList<List<@Nullable Object>>();
        for (Discrepancy each : allOpen(sql, day)) {
            Agency owner = each.owner();
            BankLine line = each.line();
            rows.add(row(
                    each.type().code(),
                    each.account(),
                    each.businessDay(),
                    each.amountVnd(),
                    ChronoUnit.DAYS.between(each.businessDay(), day),
                    owner == null ? null : owner.name(),
                    each.reason(),
                    each.proposedAction(),
                    line == null ? null : line.narrative()));
        }
        return new ReportTable(ReportName.DISCREPANCIES, day, columns, rows);
    }

    /** Those of the day and before, the oldest first. */
    private List<Discrepancy> allOpen(Sql sql, LocalDate day) {
        var all = new ArrayList<Discrepancy>();
        var choice = new Discrepancies.Choice("open", null, null);
        UUID after = null;
        List<Discrepancy> page;
        do {
            page = discrepancies.oldestFirst(sql, choice, after, A_LOOK);
            page.stream().filter(d -> !d.businessDay().isAfter(day)).forEach(all::add);
            after = page.isEmpty() ? null : page.getLast().id();
        } while (page.size() == A_LOOK);
        return all;
    }
}

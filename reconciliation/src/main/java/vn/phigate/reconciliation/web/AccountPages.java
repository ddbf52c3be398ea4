package vn.phigate.reconciliation.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.web.Banks;
import vn.phigate.reconciliation.closing.Closing;
import vn.phigate.reconciliation.closing.ClosingProblem;
import vn.phigate.reconciliation.closing.Closings;
import vn.phigate.reconciliation.closing.Corrections;
import vn.phigate.reconciliation.closing.InTransit;
import vn.phigate.reconciliation.closing.PeriodClosing.Kind;
import vn.phigate.reconciliation.closing.PeriodClosings;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.reports.Reports;
import vn.phigate.reconciliation.statements.StatementProblem;
import vn.phigate.reconciliation.statements.Statements;

/** One account's day: the sum that can be checked by hand, and its close. */
final class AccountPages {
    /** All figures of a page are of one instant. */
    static final String ONE_INSTANT = "set transaction isolation level repeatable read, read only";

    /** Lines of one group on a page; a day of a commune has some hundred. */
    private static final int ROWS_MAX = 2_000;

    private static final int CORRECTIONS_MAX = 100;
    private static final int TEXT_MAX = 1_000;
    private static final int REFERENCE_MAX = 100;

    private final Db db;
    private final Agencies agencies;
    private final Statements statements;
    private final Closings closings;
    private final PeriodClosings periods;
    private final Reports reports;
    private final Drawing drawing;
    private final InstantSource clock;

    AccountPages(
            Db db,
            Agencies agencies,
            Statements statements,
            Closings closings,
            PeriodClosings periods,
            Reports reports,
            Drawing drawing,
            InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.statements = statements;
        this.closings = closings;
        this.periods = periods;
        this.reports = reports;
        this.drawing = drawing;
        this.clock = clock;
    }

    /** @param account {@code <bin>-<number>} */
    static String address(String account, LocalDate day) {
        return "/accounts/" + URLEncoder.encode(account, StandardCharsets.UTF_8) + "/" + day;
    }

    Reply show(Request request) {
        return show(request, 200, null);
    }

    private Reply show(Request request, int status, @Nullable Refusal refused) {
        LocalDate day = MorningPages.day(request.pathParameter("day"));
        boolean changed = request.query("changed").isPresent();
        AccountView view = db.inTransaction(tx -> {
            tx.run(ONE_INSTANT);
            CollectionAccount account = statements.account(tx, request.pathParameter("account"));
            return view(tx, account, day, refused, changed);
        });
        return drawing.show(
                request,
                status,
                "account.jte",
                refused == null ? drawing.wording(request) : drawing.wording(request, view.address()),
                view);
    }

    private AccountView view(
            Sql sql, CollectionAccount account, LocalDate day, @Nullable Refusal refused, boolean changed) {
        Reports.Sheet sheet = reports.sheet(sql, account, day);
        Closing closing = sheet.closing();
        boolean closed = closing != null && closing.closed();
        LocalDate today = BusinessDay.of(clock.instant());
        List<Work> work = sheet.groups().stream()
                .flatMap(group -> group.entries().stream())
                .map(entry -> entry.judged().discrepancy())
                .filter(Objects::nonNull)
                .filter(discrepancy -> discrepancy.status().equals("open"))
                .distinct()
                .sorted(Comparator.comparing(d -> d.id()))
                .map(discrepancy -> Work.of(discrepancy, today))
                .toList();
        return new AccountView(
                sheet,
                agencies.byId(sql, account.agencyId()).name(),
                Banks.named(account.bin()),
                groups(sheet),
                work,
                sheet.inTransit().stream().mapToLong(InTransit::amountVnd).sum(),
                closed
                        ? closings.corrections().list(sql, account.id(), day, Paging.START, CORRECTIONS_MAX).stream()
                                .filter(correction -> correction.closedDay().equals(day))
                                .toList()
                        : List.of(),
                closed ? statements.notBooked(sql, account.id(), day) : List.of(),
                periods.find(sql, Kind.ACCOUNT_MONTH, account.id(), day.withDayOfMonth(1))
                        .orElse(null),
                refused,
                changed);
    }

    private static List<AccountView.Group> groups(Reports.Sheet sheet) {
        List<AccountView.Group> groups = new ArrayList<>();
        @Nullable Long balance = sheet.openingVnd();
        int number = 0;
        for (Reports.Group group : sheet.groups()) {
            List<AccountView.Row> rows = new ArrayList<>();
            for (Reports.Entry entry : group.entries()) {
                number++;
                balance = balance == null ? null : Math.addExact(balance, entry.amountVnd());
                if (rows.size() < ROWS_MAX) {
                    rows.add(new AccountView.Row(
                            number, entry.judged(), Marked.of(entry.judged()), entry.amountVnd(), balance));
                }
            }
            groups.add(new AccountView.Group(
                    group.bucket(),
                    group.entries().size(),
                    group.amountVnd(),
                    rows,
                    group.entries().size() - rows.size(),
                    balance));
        }
        return groups;
    }

    Reply prepare(Request request) {
        LocalDate day = MorningPages.day(request.pathParameter("day"));
        String account = request.pathParameter("account");
        unlessBlocked(() -> db.inTransaction(tx -> closings.prepare(
                tx, statements.account(tx, account), day, request.caller().name())));
        return Reply.seeOther(address(account, day) + "#close");
    }

    /** Signs what the person saw: when it was prepared anew meanwhile, they are shown the new figures first. */
    Reply sign(Request request) {
        LocalDate day = MorningPages.day(request.pathParameter("day"));
        String account = request.pathParameter("account");
        Map<String, String> form = request.form();
        Closing closing = closings.find(db, statements.account(db, account).id(), day)
                .orElseThrow(() -> ClosingProblem.CLOSING_UNKNOWN.refusal());
        if (!closing.preparedAt().toString().equals(form.get("prepared_at"))) {
            return Reply.seeOther(address(account, day) + "?changed=1#close");
        }
        unlessBlocked(() -> db.inTransaction(
                tx -> closings.sign(tx, closing.id(), request.caller().name())));
        return Reply.seeOther(address(account, day) + "#close");
    }

    Reply prepareMonth(Request request) {
        return act(
                request,
                "#month",
                (tx, account, day, by) -> periods.prepareMonth(tx, account, YearMonth.from(day), by));
    }

    Reply signMonth(Request request) {
        return act(
                request,
                "#month",
                (tx, account, day, by) -> periods.sign(
                        tx,
                        periods.find(tx, Kind.ACCOUNT_MONTH, account.id(), day.withDayOfMonth(1))
                                .orElseThrow(ClosingProblem.CLOSING_UNKNOWN::refusal)
                                .id(),
                        by));
    }

    /** Words alone, some lines, or a file that came too late; another person approves. */
    Reply correct(Request request) {
        Map<String, String> form = request.form();
        String reason = Given.line("reason", form.get("reason"), TEXT_MAX);
        String file = form.getOrDefault("file", "");
        List<Statements.NewLine> lines = entered(form);
        if (!file.isEmpty() && !lines.isEmpty()) {
            throw HttpProblem.field(
                    "file",
                    file,
                    "chọn tệp hoặc nhập dòng, không phải cả hai.",
                    "choose a file or enter lines, not both.");
        }
        UUID chosen = file.isEmpty() ? null : Given.uuid("file", file);
        return act(
                request,
                "#corrections-of",
                (tx, account, day, by) -> closings.corrections()
                        .propose(tx, account, new Corrections.NewCorrection(day, reason, chosen, lines), by));
    }

    Reply approveCorrection(Request request) {
        UUID id = request.pathId();
        return act(request, "#corrections-of", (tx, account, day, by) -> {
            if (!closings.corrections().get(tx, id).accountId().equals(account.id())) {
                throw ClosingProblem.CORRECTION_UNKNOWN.refusal();
            }
            return closings.corrections().approve(tx, account, id, by);
        });
    }

    /** The lines that were filled in: one without an amount is none. */
    private static List<Statements.NewLine> entered(Map<String, String> form) {
        List<Statements.NewLine> lines = new ArrayList<>();
        for (int i = 1; i <= AccountView.ENTERED_MAX; i++) {
            String field = "amount" + i;
            String amount =
                    form.getOrDefault(field, "").replaceAll("[\\s.,]", "").replace('−', '-');
            if (!amount.isEmpty()) {
                if (!amount.matches("[+-]?[1-9][0-9]{0,12}")) {
                    throw HttpProblem.field(
                            field,
                            amount,
                            "cần số tiền nguyên, khác 0, âm khi tiền ra.",
                            "a whole amount that is not 0 is needed, below 0 for money out.");
                }
                lines.add(new Statements.NewLine(
                        Long.parseLong(amount),
                        Given.line("narrative" + i, form.get("narrative" + i), TEXT_MAX),
                        Given.optionalLine("reference" + i, form.get("reference" + i), REFERENCE_MAX)));
            }
        }
        return lines;
    }

    private interface Act {
        Object on(Tx tx, CollectionAccount account, LocalDate day, String by);
    }

    /** What was refused is told on the same page. */
    private Reply act(Request request, String place, Act act) {
        LocalDate day = MorningPages.day(request.pathParameter("day"));
        String account = request.pathParameter("account");
        try {
            db.inTransaction(tx -> act.on(
                    tx, statements.account(tx, account), day, request.caller().name()));
        } catch (Refusal refusal) {
            if (!(refusal.type() instanceof ClosingProblem || refusal.type() instanceof StatementProblem)) {
                throw refusal;
            }
            return show(request, refusal.type().status(), refusal);
        }
        return Reply.seeOther(address(account, day) + place);
    }

    /** What blocks a close stands on the page, with its figures, as long as it holds; there the person is sent. */
    private static void unlessBlocked(Runnable act) {
        try {
            act.run();
        } catch (Refusal refusal) {
            if (!(refusal.type() instanceof ClosingProblem)) {
                throw refusal;
            }
        }
    }
}

package vn.phigate.reconciliation.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.web.Banks;
import vn.phigate.reconciliation.closing.Closing;
import vn.phigate.reconciliation.closing.ClosingProblem;
import vn.phigate.reconciliation.closing.Closings;
import vn.phigate.reconciliation.closing.InTransit;
import vn.phigate.reconciliation.reports.Reports;
import vn.phigate.reconciliation.statements.Statements;

/** One account's day: the sum that can be checked by hand, and its close. */
final class AccountPages {
    /** All figures of a page are of one instant. */
    static final String ONE_INSTANT = "set transaction isolation level repeatable read, read only";

    /** Lines of one group on a page; a day of a commune has some hundred. */
    private static final int ROWS_MAX = 2_000;

    private final Db db;
    private final Agencies agencies;
    private final Statements statements;
    private final Closings closings;
    private final Reports reports;
    private final Drawing drawing;
    private final InstantSource clock;

    AccountPages(
            Db db,
            Agencies agencies,
            Statements statements,
            Closings closings,
            Reports reports,
            Drawing drawing,
            InstantSource clock) {
        this.db = db;
        this.agencies = agencies;
        this.statements = statements;
        this.closings = closings;
        this.reports = reports;
        this.drawing = drawing;
        this.clock = clock;
    }

    /** @param account {@code <bin>-<number>} */
    static String address(String account, LocalDate day) {
        return "/accounts/" + URLEncoder.encode(account, StandardCharsets.UTF_8) + "/" + day;
    }

    Reply show(Request request) {
        LocalDate day = MorningPages.day(request.pathParameter("day"));
        boolean changed = request.query("changed").isPresent();
        AccountView view = db.inTransaction(tx -> {
            tx.run(ONE_INSTANT);
            CollectionAccount account = statements.account(tx, request.pathParameter("account"));
            return view(tx, account, day, changed);
        });
        return drawing.show(request, 200, "account.jte", drawing.wording(request), view);
    }

    private AccountView view(Sql sql, CollectionAccount account, LocalDate day, boolean changed) {
        Reports.Sheet sheet = reports.sheet(sql, account, day);
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

package vn.phigate.reconciliation.discrepancies;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.money.MoneyText;
import vn.phigate.gateway.payments.CollectedMoney;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.reconciliation.calendar.BankCalendar;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.statements.Statements;

/**
 * Money that a provider took and that was due on a day whose statement is here and does not show it. While the statement is missing nobody can say so. It ends
 * by itself when the money comes; one that a person ended is not opened again.
 */
final class OverdueMoney {
    private static final String OPEN = """
            insert into reconciliation.discrepancy
                (id, thread, payment_id, account_id, account, business_day, type, amount_vnd, reason_vi, reason_en, candidates, opened_at)
            select x.id, x.id, x.payment, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ? from (select cast(? as uuid) as payment, cast(? as uuid) as id) x
            where not exists (select from reconciliation.discrepancy d
                              where d.payment_id = x.payment and (d.status = 'open' or d.resolution <> 'matched'))
            on conflict (payment_id) where status = 'open' do nothing
            """;
    private static final String END = """
            update reconciliation.discrepancy set status = 'resolved', resolution = 'matched', resolved_at = ?
            where payment_id is not null and status = 'open' and type = 'late' and (cast(? as uuid) is null or account_id = ?) and payment_id <> all(cast(? as uuid[]))
            """;

    private final Statements statements;
    private final BankCalendar calendar;
    private final InstantSource clock;

    OverdueMoney(Statements statements, BankCalendar calendar, InstantSource clock) {
        this.statements = statements;
        this.calendar = calendar;
        this.clock = clock;
    }

    /** @param account null for all accounts */
    void note(Db db, @Nullable UUID account) {
        LocalDate today = BusinessDay.of(clock.instant());
        Map<UUID, LocalDate> covered = statements.coveredThrough(db);
        List<CollectedMoney.Taken> overdue = new ArrayList<>();
        for (CollectedMoney.Taken taken : CollectedMoney.onItsWay(db, account, today)) {
            LocalDate through = covered.getOrDefault(taken.account(), LocalDate.MIN);
            // Of what was paid after the last statement no due day has to be known yet.
            if (!BusinessDay.of(taken.paidAt()).isAfter(through)) {
                LocalDate due = calendar.dueOn(taken.provider(), taken.bin(), taken.paidAt());
                if (due.isBefore(today) && !through.isBefore(due)) {
                    overdue.add(taken);
                }
            }
        }
        db.inTransactionDo(tx -> {
            overdue.forEach(taken -> open(tx, taken));
            tx.run(
                    END,
                    clock.instant(),
                    account,
                    account,
                    overdue.stream().map(CollectedMoney.Taken::payment).toArray(UUID[]::new));
        });
    }

    private void open(Tx tx, CollectedMoney.Taken taken) {
        Instant now = clock.instant();
        LocalDate due = calendar.dueOn(taken.provider(), taken.bin(), taken.paidAt());
        LocalDate paid = BusinessDay.of(taken.paidAt());
        var payment = new Suggestion(
                "payment", taken.payment(), taken.dossiers(), taken.dossiers(), taken.amountVnd(), "open", 0, 0);
        tx.run(
                OPEN,
                taken.account(),
                taken.bin() + "-" + taken.number(),
                due,
                Unmatched.LATE,
                taken.amountVnd(),
                "Hồ sơ " + taken.dossiers() + ": " + taken.provider() + " báo đã thu "
                        + MoneyText.vietnamese(taken.amountVnd()) + " ngày " + paid
                        + ", phải về ngân hàng chậm nhất ngày "
                        + due + " nhưng sao kê đến hết ngày đó không có.",
                "Dossier " + taken.dossiers() + ": " + taken.provider() + " reported "
                        + MoneyText.english(taken.amountVnd()) + " on " + paid + ", due at the bank by " + due
                        + "; the statements up to that day do not show it.",
                Json.text(List.of(payment)),
                now,
                taken.payment(),
                Ids.next(now));
    }
}

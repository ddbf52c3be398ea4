package vn.phigate.reconciliation.closing;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.payments.CollectedMoney;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.calendar.BankCalendar;
import vn.phigate.reconciliation.transfers.TransferOrder;
import vn.phigate.reconciliation.transfers.TransferOrders;

/** What is in transit at the end of a day, each item with the day on which it is due at the bank. */
final class OnItsWay {
    private static final Comparator<InTransit> ORDER = Comparator.comparing(InTransit::paidAt)
            .thenComparing(each -> Objects.requireNonNullElse(each.paymentId(), each.transferOrder()));

    private final TransferOrders transfers;
    private final BankCalendar calendar;
    private final InstantSource clock;

    OnItsWay(TransferOrders transfers, BankCalendar calendar, InstantSource clock) {
        this.transfers = transfers;
        this.calendar = calendar;
        this.clock = clock;
    }

    /** Paid by the word of a provider up to this day, or to be moved here from a former account, and not on a line up to this day. */
    List<InTransit> of(Sql sql, CollectionAccount account, LocalDate day) {
        List<InTransit> inTransit = new ArrayList<>();
        CollectedMoney.onItsWay(sql, account.id(), day).forEach(taken -> inTransit.add(payment(taken, day)));
        orders(sql, account, day, inTransit);
        inTransit.sort(ORDER);
        return inTransit;
    }

    /** The same of all these accounts, by account; those without anything are left out. */
    Map<String, List<InTransit>> of(Sql sql, Collection<CollectionAccount> accounts, LocalDate day) {
        Map<String, List<InTransit>> all = new TreeMap<>();
        for (CollectedMoney.Taken taken : CollectedMoney.onItsWay(sql, null, day)) {
            all.computeIfAbsent(taken.bin() + "-" + taken.number(), account -> new ArrayList<>())
                    .add(payment(taken, day));
        }
        for (CollectionAccount account : accounts) {
            List<InTransit> orders = new ArrayList<>();
            orders(sql, account, day, orders);
            if (!orders.isEmpty()) {
                all.computeIfAbsent(account.key(), key -> new ArrayList<>()).addAll(orders);
            }
        }
        all.values().forEach(each -> each.sort(ORDER));
        return all;
    }

    private InTransit payment(CollectedMoney.Taken taken, LocalDate day) {
        LocalDate due = calendar.dueOn(taken.provider(), taken.bin(), taken.paidAt());
        return new InTransit(
                taken.payment(),
                null,
                taken.dossiers(),
                taken.amountVnd(),
                taken.provider(),
                taken.paidAt(),
                due,
                late(due, day));
    }

    private void orders(Sql sql, CollectionAccount account, LocalDate day, List<InTransit> into) {
        for (TransferOrder order : transfers.onTheirWay(sql, account.id(), day)) {
            LocalDate due = calendar.dueOn(BankCalendar.TRANSFER_ORDER, account.bin(), order.proposedAt());
            into.add(new InTransit(
                    null,
                    order.id(),
                    order.code() + ", " + order.former().name(),
                    order.amountVnd(),
                    InTransit.TRANSFER_ORDER,
                    order.proposedAt(),
                    due,
                    late(due, day)));
        }
    }

    /** The due day has passed, both by the calendar on the wall and within what is looked at. */
    private boolean late(LocalDate due, LocalDate asOf) {
        return !due.isAfter(asOf) && due.isBefore(BusinessDay.of(clock.instant()));
    }
}

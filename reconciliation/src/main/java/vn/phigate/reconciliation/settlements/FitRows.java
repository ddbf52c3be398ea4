package vn.phigate.reconciliation.settlements;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.BankWitness.KeptBack;
import vn.phigate.gateway.payments.BankWitness.PaidOrder;
import vn.phigate.gateway.payments.BankWitness.ProviderOrder;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.refunds.Refund;
import vn.phigate.gateway.refunds.Refunds;

/**
 * Which payment or refund of ours each row of a batch is: exactly one, by the provider's transaction or the order, of exactly its amount, on this account, and not
 * yet seen; else why not. Reads under the locks of the payments, so that what fits may be booked in the same transaction.
 */
final class FitRows {
    private final BankWitness bank;
    private final Refunds refunds;

    FitRows(BankWitness bank, Refunds refunds) {
        this.bank = bank;
        this.refunds = refunds;
    }

    /** A row that fits. Exactly one of the two is there. */
    record Fit(
            SettlementRow row,
            @Nullable PaidOrder order,
            @Nullable KeptBack keptBack,
            String label,
            long shareVnd) {}

    /** @param why by row, in the order of the file */
    record Fitted(List<Fit> fits, Map<SettlementRow, String> why) {}

    /** Whether a rule may take this line for this payment: a person may have said no. */
    @FunctionalInterface
    interface Allowed {
        boolean allows(UUID payment);
    }

    Fitted fit(Tx tx, UUID account, SettlementBatch batch, List<SettlementRow> rows, Allowed allowed) {
        List<BankWitness.Subject> payments = new ArrayList<>();
        Stream.concat(
                        orders(tx, batch, rows).stream().map(ProviderOrder::payment),
                        refunds(tx, batch, rows, List.of()).stream().map(Refund::paymentId))
                .distinct()
                .forEach(id -> payments.add(new BankWitness.Subject.OfPayment(id)));
        bank.lock(tx, payments);
        List<ProviderOrder> orders = orders(tx, batch, rows);
        List<Refund> back = refunds(
                tx,
                batch,
                rows,
                orders.stream().map(ProviderOrder::payment).distinct().toList());
        return new Look(tx, account, batch, orders, back, allowed).judge(rows);
    }

    private List<ProviderOrder> orders(Sql sql, SettlementBatch batch, List<SettlementRow> rows) {
        return bank.orders(
                sql,
                batch.provider(),
                rows.stream().map(SettlementRow::order).filter(Objects::nonNull).toList(),
                rows.stream()
                        .map(SettlementRow::transaction)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private List<Refund> refunds(Sql sql, SettlementBatch batch, List<SettlementRow> rows, Collection<UUID> payments) {
        Set<String> names = new LinkedHashSet<>();
        rows.stream()
                .filter(row -> row.grossVnd() < 0)
                .flatMap(row -> Stream.of(row.order(), row.transaction()))
                .filter(Objects::nonNull)
                .forEach(names::add);
        return refunds.paidThrough(sql, batch.provider(), names, payments);
    }

    /** One look at all rows of a batch. */
    private static final class Look {
        private final UUID account;
        private final SettlementBatch batch;
        private final Allowed allowed;
        private final Map<String, Set<ProviderOrder>> byName = new HashMap<>();
        private final List<Refund> back;
        private final Set<UUID> paidOutBefore;
        private final Set<UUID> keptBackBefore;
        private final Set<UUID> taken = new HashSet<>();
        private final Map<UUID, Integer> used = new HashMap<>();

        Look(
                Sql sql,
                UUID account,
                SettlementBatch batch,
                List<ProviderOrder> orders,
                List<Refund> back,
                Allowed allowed) {
            this.account = account;
            this.batch = batch;
            this.allowed = allowed;
            this.back = back;
            for (ProviderOrder each : orders) {
                byName.computeIfAbsent("order " + each.orderId(), name -> new LinkedHashSet<>())
                        .add(each);
                if (each.transaction() != null) {
                    byName.computeIfAbsent("transaction " + each.transaction(), name -> new LinkedHashSet<>())
                            .add(each);
                }
            }
            paidOutBefore = Set.copyOf(SettlementReads.paidOut(
                    sql, orders.stream().map(ProviderOrder::attempt).toList()));
            keptBackBefore = Set.copyOf(
                    SettlementReads.keptBack(sql, back.stream().map(Refund::id).toList()));
        }

        /** Refunds first: whether a payment is paid out although it was given back depends on them. */
        Fitted judge(List<SettlementRow> rows) {
            Map<SettlementRow, Object> judged = new HashMap<>();
            rows.stream().filter(row -> row.grossVnd() < 0).forEach(row -> judged.put(row, refund(row)));
            rows.stream().filter(row -> row.grossVnd() > 0).forEach(row -> judged.put(row, order(row)));
            List<Fit> fits = new ArrayList<>();
            Map<SettlementRow, String> why = new LinkedHashMap<>();
            for (SettlementRow row : rows) {
                if (judged.get(row) instanceof Fit fit) {
                    fits.add(fit);
                } else {
                    why.put(row, String.valueOf(judged.get(row)));
                }
            }
            return new Fitted(fits, why);
        }

        /** A {@link Fit}, or the code of why not. */
        private Object order(SettlementRow row) {
            Set<ProviderOrder> meant = named(row);
            long share = row.shareVnd(batch.pays().equals("net"));
            if (meant.size() != 1) {
                return meant.isEmpty() ? "order_unknown" : "several_orders";
            }
            ProviderOrder order = meant.iterator().next();
            if (!order.account().equals(account)) {
                return "other_account";
            } else if (order.amountVnd() != row.grossVnd()) {
                return "amount_differs";
            } else if (!order.reported()) {
                return "not_reported";
            } else if (paidOutBefore.contains(order.attempt()) || !taken.add(order.attempt())) {
                return "paid_out_before";
            } else if (order.awaited() <= used.getOrDefault(order.payment(), 0)) {
                return "seen_before";
            } else if (back.stream().anyMatch(refund -> isOutstanding(refund, order.payment()))) {
                return "refunded";
            } else if (share <= 0) {
                return "nothing_left";
            } else if (!allowed.allows(order.payment())) {
                return "refused_by_person";
            }
            used.merge(order.payment(), 1, Integer::sum);
            return new Fit(
                    row,
                    new PaidOrder(order.attempt(), order.payment(), row.grossVnd(), share),
                    null,
                    order.dossiers(),
                    share);
        }

        private Set<ProviderOrder> named(SettlementRow row) {
            Set<ProviderOrder> meant = new LinkedHashSet<>();
            if (row.order() != null) {
                meant.addAll(byName.getOrDefault("order " + row.order(), Set.of()));
            }
            if (row.transaction() != null) {
                meant.addAll(byName.getOrDefault("transaction " + row.transaction(), Set.of()));
            }
            return meant;
        }

        /** Given back through the provider by the last day of the batch, and neither this nor another pay-out is lessened by it. */
        private boolean isOutstanding(Refund refund, UUID payment) {
            return refund.paymentId().equals(payment)
                    && refund.doneAt() != null
                    && !BusinessDay.of(refund.doneAt()).isAfter(batch.lastDay())
                    && !keptBackBefore.contains(refund.id())
                    && !taken.contains(refund.id());
        }

        private Object refund(SettlementRow row) {
            Set<UUID> payments = new HashSet<>();
            named(row).forEach(order -> payments.add(order.payment()));
            List<Refund> named = back.stream()
                    .filter(each -> each.code().equals(row.order())
                            || each.code().equals(row.transaction())
                            || (each.providerRefund() != null
                                    && each.providerRefund().equals(row.transaction())))
                    .toList();
            // By the order alone a refund is known only when no other of its amount is outstanding.
            List<Refund> meant = !named.isEmpty()
                    ? named
                    : back.stream()
                            .filter(each -> payments.contains(each.paymentId())
                                    && each.amountVnd() == -row.grossVnd()
                                    && !keptBackBefore.contains(each.id())
                                    && !taken.contains(each.id()))
                            .toList();
            long share = row.shareVnd(batch.pays().equals("net"));
            if (meant.size() != 1) {
                return meant.isEmpty() ? "refund_unknown" : "several_refunds";
            }
            Refund refund = meant.getFirst();
            if (!refund.accountId().equals(account)) {
                return "other_account";
            } else if (refund.amountVnd() != -row.grossVnd()) {
                return "amount_differs";
            } else if (keptBackBefore.contains(refund.id()) || taken.contains(refund.id())) {
                return "kept_back_before";
            } else if (share >= 0) {
                return "nothing_left";
            } else if (!allowed.allows(refund.paymentId())) {
                return "refused_by_person";
            }
            taken.add(refund.id());
            return new Fit(
                    row,
                    null,
                    new KeptBack(refund.id(), refund.paymentId(), -share, row.grossVnd() - share),
                    "Hoàn trả " + refund.code(),
                    share);
        }
    }
}

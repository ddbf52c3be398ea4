package vn.phigate.reconciliation.closing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.PaymentStatus;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.BookedStatement;
import vn.phigate.reconciliation.statements.RefusedStatement;
import vn.phigate.reconciliation.statements.Statements;
import vn.phigate.reconciliation.transfers.TransferOrder;
import vn.phigate.reconciliation.transfers.TransferOrders;

/**
 * Everything that must hold before a day is closed, each rule with its own refusal and figures. The opening balance of a day inside a longer
 * statement is reached from the front (statement's opening and the lines before), the closing balance from the back (statement's closing less the
 * lines after), so that the identity of the day is a check and not a definition.
 */
final class CheckDay {
    private static final String MATCHED = "matched";

    private final Statements statements;
    private final Matching matching;
    private final Discrepancies discrepancies;
    private final BankWitness bank;
    private final Payments payments;
    private final Ledger ledger;
    private final TransferOrders transfers;

    CheckDay(
            Statements statements,
            Matching matching,
            Discrepancies discrepancies,
            BankWitness bank,
            Payments payments,
            Ledger ledger,
            TransferOrders transfers) {
        this.statements = statements;
        this.matching = matching;
        this.discrepancies = discrepancies;
        this.bank = bank;
        this.payments = payments;
        this.ledger = ledger;
        this.transfers = transfers;
    }

    /** The last closed day before, as far as a new day has to follow from it. */
    record LastClosed(LocalDate day, long closingVnd) {}

    /** @throws vn.phigate.gateway.platform.http.Refusal one of {@link ClosingProblem} with its figures */
    DayContent check(Sql sql, CollectionAccount account, LocalDate day, @Nullable LastClosed before) {
        BookedStatement statement =
                statements.covering(sql, account.id(), day).orElseThrow(() -> unproved(sql, account, day));
        List<BankLine> lines = statements.linesOfDay(sql, account.id(), day);
        List<Bucket> buckets = buckets(sql, account.id(), day, lines);
        long credits = lines.stream()
                .mapToLong(BankLine::amountVnd)
                .filter(vnd -> vnd > 0)
                .sum();
        long debits = -lines.stream()
                .mapToLong(BankLine::amountVnd)
                .filter(vnd -> vnd < 0)
                .sum();
        long opensWith =
                statement.openingVnd() + statements.netVnd(sql, statement.id(), statement.fromDay(), day.minusDays(1));
        long closesWith =
                statement.closingVnd() - statements.netVnd(sql, statement.id(), day.plusDays(1), statement.toDay());
        long bucketed = buckets.stream().mapToLong(Bucket::amountVnd).sum();
        if (opensWith + credits - debits != closesWith || bucketed != credits - debits) {
            throw ClosingProblem.IDENTITY_BROKEN
                    .refusal()
                    .with("opening_vnd", opensWith)
                    .with("lines_vnd", credits - debits)
                    .with("buckets_vnd", bucketed)
                    .with("closing_vnd", closesWith);
        }
        checkChain(sql, account, day, before, opensWith);
        long booked = ledger.movementVnd(sql, LedgerAccount.bank(account.id()), day);
        if (booked != credits - debits) {
            throw ClosingProblem.LEDGER_DISAGREES
                    .refusal()
                    .with("ledger_vnd", booked)
                    .with("lines_vnd", credits - debits);
        }
        return new DayContent(
                statement.id(),
                statements.file(sql, statement.fileId()).sha256(),
                opensWith,
                lines.size(),
                credits,
                debits,
                buckets,
                inTransit(sql, account.id(), day),
                closesWith);
    }

    /** No booked statement covers the day: none came, or the one that came proves nothing. */
    private Refusal unproved(Sql sql, CollectionAccount account, LocalDate day) {
        RefusedStatement came = null;
        for (RefusedStatement statement : statements.unproven(sql, day)) {
            came = account.id().equals(statement.accountId()) ? statement : came;
        }
        Refusal refusal = (came == null ? ClosingProblem.STATEMENT_MISSING : ClosingProblem.STATEMENT_DISAGREES)
                .refusal()
                .with("account", account.key())
                .with("business_day", day);
        if (came == null) {
            return refusal;
        }
        refusal = refusal.with("file", came.fileId());
        if (came.setAside() != null) {
            refusal = refusal.with("set_aside", came.setAside());
        }
        Long opening = came.openingVnd();
        Long closing = came.closingVnd();
        Long credits = came.creditTotalVnd();
        Long debits = came.debitTotalVnd();
        if (opening == null || closing == null || credits == null || debits == null) {
            return refusal.with("balances", "missing");
        }
        return refusal.with("opening_vnd", opening)
                .with("credit_total_vnd", credits)
                .with("debit_total_vnd", debits)
                .with("closing_vnd", closing)
                .with("difference_vnd", closing - opening - credits + debits);
    }

    /** Matched lines, then the open ones by the type of their discrepancy; a line in neither place stops the close. */
    private List<Bucket> buckets(Sql sql, UUID account, LocalDate day, List<BankLine> lines) {
        Map<UUID, List<Match>> matches = matching.ofDay(sql, account, day);
        Map<UUID, Discrepancy> open = discrepancies.openOfDay(sql, account, day).stream()
                .filter(d -> d.line() != null)
                .collect(Collectors.toMap(d -> Objects.requireNonNull(d.line()).id(), d -> d));
        Map<String, List<Bucket.Item>> items = new TreeMap<>(
                Comparator.comparing((String b) -> !b.equals(MATCHED)).thenComparing(b -> b));
        List<BankLine> without = new ArrayList<>();
        for (BankLine line : lines) {
            for (Match match : matches.getOrDefault(line.id(), List.of())) {
                items.computeIfAbsent(match.bucket(), b -> new ArrayList<>())
                        .add(new Bucket.Item(
                                line.id(),
                                line.bankReference(),
                                match.amountVnd(),
                                match.paymentId(),
                                match.dossiers(),
                                match.rule()));
            }
            if (line.openVnd() == 0 && line.amountVnd() != 0) {
                continue;
            }
            Discrepancy discrepancy = open.get(line.id());
            if (discrepancy == null) {
                without.add(line);
            } else {
                items.computeIfAbsent(discrepancy.bucket(), b -> new ArrayList<>())
                        .add(new Bucket.Item(line.id(), line.bankReference(), line.openVnd(), null, null, null));
            }
        }
        if (!without.isEmpty()) {
            throw ClosingProblem.NOT_RECONCILED
                    .refusal()
                    .with("lines", without.size())
                    .with(
                            "amount_vnd",
                            without.stream().mapToLong(BankLine::openVnd).sum());
        }
        return items.entrySet().stream()
                .map(e -> Bucket.of(e.getKey(), e.getValue()))
                .toList();
    }

    /** A skipped day is named before the gap in the balances that it leaves. */
    private void checkChain(
            Sql sql, CollectionAccount account, LocalDate day, @Nullable LastClosed before, long opensWith) {
        LocalDate after = before == null ? LocalDate.EPOCH : before.day;
        List<LocalDate> openDays = statements.daysWithLines(sql, account.id(), after, day);
        if (!openDays.isEmpty()) {
            throw ClosingProblem.DAY_BEFORE_OPEN
                    .refusal()
                    .with("open_days", openDays.stream().limit(31).toList());
        }
        if (before != null && before.closingVnd != opensWith) {
            throw ClosingProblem.CONTINUITY_BROKEN
                    .refusal()
                    .with("opening_vnd", opensWith)
                    .with("last_closed_day", before.day)
                    .with("last_closing_vnd", before.closingVnd)
                    .with("difference_vnd", opensWith - before.closingVnd);
        }
    }

    /** Paid by the word of a provider up to this day, or to be moved here from a former account, and not on a line up to this day. */
    List<InTransit> inTransit(Sql sql, UUID account, LocalDate day) {
        Set<UUID> ids = new LinkedHashSet<>();
        for (BankWitness.Expected expected : bank.expected(sql, account)) {
            if (expected.state() == BankWitness.State.OPEN
                    && expected.subject() instanceof BankWitness.Subject.OfPayment(UUID id)) {
                ids.add(id);
            }
        }
        ids.addAll(matching.paymentsSeenAfter(sql, account, day));
        List<InTransit> inTransit = new ArrayList<>();
        for (UUID id : ids) {
            Payment payment = payments.get(sql, id);
            String provider = payment.provider();
            var paidAt = payment.paidAt();
            // "bank" is not a provider: such a payment was never on its way, its line is its witness.
            if (payment.status() == PaymentStatus.PAID
                    && paidAt != null
                    && provider != null
                    && !provider.equals("bank")
                    && !BusinessDay.of(paidAt).isAfter(day)) {
                inTransit.add(new InTransit(
                        id, null, String.join(", ", payment.dossiers()), payment.amountVnd(), provider, paidAt));
            }
        }
        for (TransferOrder order : transfers.onTheirWay(sql, account, day)) {
            inTransit.add(new InTransit(
                    null,
                    order.id(),
                    order.code() + ", " + order.former().name(),
                    order.amountVnd(),
                    InTransit.TRANSFER_ORDER,
                    order.proposedAt()));
        }
        inTransit.sort(Comparator.comparing(InTransit::paidAt)
                .thenComparing(each -> Objects.requireNonNullElse(each.paymentId(), each.transferOrder())));
        return inTransit;
    }
}

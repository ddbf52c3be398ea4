package vn.phigate.reconciliation.closing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.ledger.Ledger;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.payments.CollectedMoney;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.BookedStatement;
import vn.phigate.reconciliation.statements.RefusedStatement;
import vn.phigate.reconciliation.statements.Statements;

/**
 * Everything that must hold before a day is closed, each rule with its own refusal and figures. The opening balance of a day inside a longer
 * statement is reached from the front (statement's opening and the lines before), the closing balance from the back (statement's closing less the
 * lines after), so that the identity of the day is a check and not a definition.
 */
final class CheckDay {
    private static final int NAMED_MAX = 20;

    private final Statements statements;
    private final Matching matching;
    private final Discrepancies discrepancies;
    private final Ledger ledger;
    private final OnItsWay onItsWay;
    private final Corrections corrections;

    CheckDay(
            Statements statements,
            Matching matching,
            Discrepancies discrepancies,
            Ledger ledger,
            OnItsWay onItsWay,
            Corrections corrections) {
        this.statements = statements;
        this.matching = matching;
        this.discrepancies = discrepancies;
        this.ledger = ledger;
        this.onItsWay = onItsWay;
        this.corrections = corrections;
    }

    /** The last closed day before, as far as a new day has to follow from it. */
    record LastClosed(LocalDate day, long closingVnd) {}

    /**
     * @param read the lines of the day, where they were read in this transaction; null to read them
     * @throws vn.phigate.gateway.platform.http.Refusal one of {@link ClosingProblem} with its figures
     */
    DayContent check(
            Sql sql, CollectionAccount account, LocalDate day, @Nullable LastClosed before, @Nullable DayLines read) {
        Optional<BookedStatement> covering = statements.covering(sql, account.id(), day);
        BookedStatement statement = covering.or(() -> statements.correcting(sql, account.id(), day))
                .orElseThrow(() -> unproved(sql, account, day));
        DayLines known = read != null ? read : DayLines.of(sql, statements, matching, account.id(), day);
        List<BankLine> lines = known.lines();
        List<Bucket> buckets = SortLines.into(lines, known.matches(), discrepancies.openOfDay(sql, account.id(), day));
        long credits = lines.stream()
                .mapToLong(BankLine::amountVnd)
                .filter(vnd -> vnd > 0)
                .sum();
        long debits = -lines.stream()
                .mapToLong(BankLine::amountVnd)
                .filter(vnd -> vnd < 0)
                .sum();
        // Lines that correct closed days are lines of this day; the bank has them in its opening balance.
        long correctedVnd = statements.correctedVnd(sql, account.id(), day);
        boolean corrected = covering.isEmpty();
        long opensWith = corrected
                ? Objects.requireNonNull(before).closingVnd
                : statement.openingVnd()
                        + statements.netVnd(sql, statement.id(), statement.fromDay(), day.minusDays(1))
                        - correctedVnd;
        long closesWith = corrected
                ? opensWith + correctedVnd
                : statement.closingVnd() - statements.netVnd(sql, statement.id(), day.plusDays(1), statement.toDay());
        long bucketed = buckets.stream().mapToLong(Bucket::amountVnd).reduce(0, Math::addExact);
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
        List<InTransit> inTransit = onItsWay.of(sql, account, day);
        return new DayContent(
                statement.id(),
                statements.file(sql, statement.fileId()).sha256(),
                opensWith,
                lines.size(),
                credits,
                debits,
                buckets,
                inTransit,
                closesWith,
                bankSide(opensWith, buckets, closesWith),
                dossierSide(sql, account, day, inTransit),
                corrections.toTell(sql, account.id(), day));
    }

    /** Opening, every part even when it is 0, and closing. */
    private static List<Term> bankSide(long openingVnd, List<Bucket> buckets, long closingVnd) {
        List<Term> terms = new ArrayList<>();
        terms.add(Term.sum("opening", 0, openingVnd));
        for (Bucket.Part part : Bucket.Part.values()) {
            List<Bucket> of = buckets.stream().filter(b -> b.part() == part).toList();
            terms.add(Term.sum(
                    part.name().toLowerCase(Locale.ROOT),
                    of.stream().mapToInt(Bucket::count).sum(),
                    of.stream().mapToLong(Bucket::amountVnd).reduce(0, Math::addExact)));
        }
        terms.add(Term.sum("closing", 0, closingVnd));
        return terms;
    }

    /** Every payment that settled something on the day is on a line by now, or on its way; each payment is looked for on both sides. */
    private List<Term> dossierSide(Sql sql, CollectionAccount account, LocalDate day, List<InTransit> inTransit) {
        List<CollectedMoney.Taken> settled = CollectedMoney.settled(sql, account.id(), day);
        Map<UUID, UUID> seenOn = matching.seenOn(
                sql, settled.stream().map(CollectedMoney.Taken::payment).toList(), day);
        Map<UUID, InTransit> onTheirWay = new HashMap<>();
        for (InTransit each : inTransit) {
            if (each.paymentId() != null) {
                onTheirWay.put(each.paymentId(), each);
            }
        }
        List<Term.Item> atBank = new ArrayList<>();
        List<Term.Item> elsewhere = new ArrayList<>();
        Map<LocalDate, List<Term.Item>> due = new TreeMap<>();
        List<Term.Item> givenBack = new ArrayList<>();
        List<Term.Item> nowhere = new ArrayList<>();
        for (CollectedMoney.Taken taken : settled) {
            var item = new Term.Item(taken.payment(), taken.dossiers(), taken.amountVnd());
            UUID seen = seenOn.get(taken.payment());
            InTransit moving = onTheirWay.get(taken.payment());
            if (seen != null) {
                (seen.equals(account.id()) ? atBank : elsewhere).add(item);
            } else if (moving != null) {
                due.computeIfAbsent(Objects.requireNonNull(moving.dueOn()), d -> new ArrayList<>())
                        .add(item);
            } else {
                (taken.givenBack() ? givenBack : nowhere).add(item);
            }
        }
        if (!nowhere.isEmpty()) {
            throw ClosingProblem.DOSSIERS_DISAGREE
                    .refusal()
                    .with("payments", nowhere.size())
                    .with("amount_vnd", Term.of("", null, nowhere).amountVnd())
                    .with(
                            "dossiers",
                            nowhere.stream()
                                    .limit(NAMED_MAX)
                                    .map(Term.Item::dossiers)
                                    .toList());
        }
        List<Term> terms = new ArrayList<>();
        terms.add(Term.sum(
                "settled",
                settled.size(),
                settled.stream().mapToLong(CollectedMoney.Taken::amountVnd).reduce(0, Math::addExact)));
        terms.add(Term.of("at_bank", null, atBank));
        if (!elsewhere.isEmpty()) {
            terms.add(Term.of("on_another_account", null, elsewhere));
        }
        if (!givenBack.isEmpty()) {
            terms.add(Term.of("given_back", null, givenBack));
        }
        due.forEach((on, items) -> terms.add(Term.of("in_transit", on, items)));
        return terms;
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
}

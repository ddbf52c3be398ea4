package vn.phigate.reconciliation.settlements;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.refunds.Refunds;
import vn.phigate.reconciliation.matching.Leftovers;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.NewMatch;
import vn.phigate.reconciliation.matching.Pass;
import vn.phigate.reconciliation.matching.PersonsDecisions;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.settlements.ChooseBatch.Choice;
import vn.phigate.reconciliation.settlements.ChooseBatch.Evidence;
import vn.phigate.reconciliation.settlements.FitRows.Fit;
import vn.phigate.reconciliation.settlements.FitRows.Fitted;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/**
 * A credit line pays out exactly one batch of exactly its amount; each row of the batch is one payment or refund of ours. What fits is booked, one match a row: the
 * line's part goes from suspense to what the provider owed, and what the provider kept for its service is its fee. Rows that fit nothing stay open on the line and
 * are looked at again by every run: file, line and callback may come in any order. Amounts are never added up to find out what a line might be.
 */
public final class ProviderBatches implements Pass {
    private static final int SUGGESTIONS_MAX = 20;
    private static final String LOCK_BATCH = "select id from reconciliation.settlement_batch where id = ? for update";
    private static final String PAID_OUT = """
            update reconciliation.settlement_batch
            set account_id = ?, account = ?, line_id = ?, code = ?, evidence_from = ?, evidence_to = ?, paid_out_at = ?
            where id = ? and line_id is null
            """;
    private static final String EVIDENCE =
            "select code, evidence_from, evidence_to from reconciliation.settlement_batch where id = ? and line_id is not null";
    private static final String MATCHED = """
            update reconciliation.settlement_row r
            set payment_id = u.payment, attempt_id = u.attempt, refund_id = u.refund, contract_fee_vnd = u.contract, misfit = null, matched_at = ?
            from unnest(cast(? as bigint[]), cast(? as uuid[]), cast(? as uuid[]), cast(? as uuid[]), cast(? as bigint[]))
                as u (position, payment, attempt, refund, contract)
            where r.batch_id = ? and r.position = u.position
            """;
    private static final String MISFITS = """
            update reconciliation.settlement_row r set misfit = u.why
            from unnest(cast(? as bigint[]), cast(? as text[])) as u (position, why)
            where r.batch_id = ? and r.position = u.position and r.misfit is distinct from u.why
            """;

    private final Db db;
    private final Accounts accounts;
    private final Agencies agencies;
    private final Statements statements;
    private final BankWitness bank;
    private final Contracts contracts;
    private final Leftovers leftovers;
    private final PersonsDecisions decisions;
    private final InstantSource clock;
    private final ChooseBatch choose;
    private final FitRows fitRows;

    public ProviderBatches(
            Db db,
            Accounts accounts,
            Agencies agencies,
            Statements statements,
            BankWitness bank,
            Refunds refunds,
            Contracts contracts,
            Leftovers leftovers,
            PersonsDecisions decisions,
            InstantSource clock) {
        this.db = db;
        this.accounts = accounts;
        this.agencies = agencies;
        this.statements = statements;
        this.bank = bank;
        this.contracts = contracts;
        this.leftovers = leftovers;
        this.decisions = decisions;
        this.clock = clock;
        this.choose = new ChooseBatch(contracts);
        this.fitRows = new FitRows(bank, refunds);
    }

    @Override
    public String id() {
        return "provider_batch";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Result run(UUID account, LocalDate through, List<BankLine> open, String by) {
        Map<UUID, Explained> explained = new HashMap<>();
        List<BankLine> credits =
                open.stream().filter(line -> line.amountVnd() > 0).toList();
        int matched = credits.isEmpty() ? 0 : payOuts(account, credits, explained, by);
        // Last: a refund that one pay-out was lessened by makes its payment fit in an earlier one.
        for (SettlementBatch batch : SettlementReads.unfinished(db, account)) {
            matched += db.inTransaction(tx -> goOn(tx, account, batch, by)) ? 1 : 0;
        }
        return new Result(matched, explained);
    }

    private int payOuts(UUID account, List<BankLine> credits, Map<UUID, Explained> explained, String by) {
        int matched = 0;
        for (var each : choose.choose(credits, batches(account)).entrySet()) {
            BankLine line = each.getKey();
            switch (each.getValue()) {
                case Choice.Pays(SettlementBatch batch, Evidence evidence, boolean ignored) -> {
                    Booked booked = db.inTransaction(tx -> payOut(tx, account, line, batch, evidence, by));
                    matched += booked.whole() ? 1 : 0;
                    if (!booked.left().isEmpty()) {
                        explained.put(line.id(), new Explained(Unmatched.BATCH_ROWS, booked.left()));
                    }
                }
                case Choice.OtherAmount(SettlementBatch batch, Evidence evidence) ->
                    explained.put(
                            line.id(),
                            new Explained(Unmatched.BATCH_AMOUNT_DIFFERS, List.of(suggestion(batch, evidence))));
                case Choice.Several(List<SettlementBatch> batches, Evidence evidence) ->
                    explained.put(
                            line.id(),
                            new Explained(
                                    Unmatched.BATCH_AMBIGUOUS,
                                    batches.stream()
                                            .limit(SUGGESTIONS_MAX)
                                            .map(batch -> suggestion(batch, evidence))
                                            .toList()));
                case Choice.Awaited ignored ->
                    explained.put(line.id(), new Explained(Unmatched.BATCH_AWAITED, List.of()));
            }
        }
        return matched;
    }

    /** Those that no line paid out. Whose a batch is that does not say so is told by its orders, which may be known by now. */
    private List<SettlementBatch> batches(UUID account) {
        return SettlementReads.open(db, account).stream()
                .filter(batch -> batch.accountId() != null || account.equals(accountOfOrders(batch)))
                .toList();
    }

    private @Nullable UUID accountOfOrders(SettlementBatch batch) {
        return TakeSettlement.accountOfOrders(
                db,
                bank,
                batch.provider(),
                SettlementReads.openRows(db, batch.id()),
                SettlementRow::order,
                SettlementRow::transaction);
    }

    /** @param whole nothing of the line is open; @param left rows that fit nothing; both are false and empty when somebody else was faster */
    private record Booked(boolean whole, List<Suggestion> left) {
        static final Booked NOTHING = new Booked(false, List.of());
    }

    private Booked payOut(Tx tx, UUID account, BankLine line, SettlementBatch batch, Evidence evidence, String by) {
        Statements.lock(tx, account);
        PersonsDecisions.Said said = decisions.about(tx, account);
        tx.get(LOCK_BATCH, batch.id());
        SettlementBatch still = SettlementReads.batch(tx, batch.id()).orElseThrow();
        Optional<BankLine> open = statements.stillUnmatched(tx, List.of(line.id())).stream()
                .filter(now -> now.openVnd() == now.amountVnd())
                .findFirst();
        if (open.isEmpty() || still.lineId() != null || said.takenOut().contains(line.id())) {
            return Booked.NOTHING;
        }
        Fitted fitted = fitRows.fit(
                tx,
                account,
                batch,
                SettlementReads.openRows(tx, batch.id()),
                payment -> said.allows(line.id(), payment));
        keepMisfits(tx, batch, fitted);
        if (fitted.fits().isEmpty() || !within(line.amountVnd(), fitted)) {
            // Not even the batch is known to be this line's: nothing is booked, and every run looks again.
            return new Booked(false, suggestions(fitted, batch, evidence));
        }
        Instant now = clock.instant();
        tx.run(
                PAID_OUT,
                account,
                line.account(),
                line.id(),
                evidence.code(),
                (long) evidence.from(),
                (long) evidence.to(),
                now,
                batch.id());
        book(tx, account, line, batch, evidence, fitted, by);
        fees(tx, line, batch);
        return done(tx, line, fitted, batch, evidence);
    }

    /** Rows that fitted nothing when their line came: a late callback, a corrected refund. @return whether nothing of the line is open any more */
    private boolean goOn(Tx tx, UUID account, SettlementBatch batch, String by) {
        Statements.lock(tx, account);
        tx.get(LOCK_BATCH, batch.id());
        UUID lineId = Objects.requireNonNull(batch.lineId());
        PersonsDecisions.Said said = decisions.about(tx, account);
        Optional<BankLine> open =
                statements.stillUnmatched(tx, List.of(lineId)).stream().findFirst();
        if (open.isEmpty() || said.takenOut().contains(lineId)) {
            return false;
        }
        BankLine line = open.get();
        Evidence evidence = tx.get(EVIDENCE, batch.id())
                .map(row -> new Evidence(
                        row.text("code"), (int) row.whole("evidence_from"), (int) row.whole("evidence_to")))
                .orElseThrow();
        Fitted fitted = fitRows.fit(
                tx, account, batch, SettlementReads.openRows(tx, batch.id()), payment -> said.allows(lineId, payment));
        keepMisfits(tx, batch, fitted);
        if (fitted.fits().isEmpty() || !within(line.openVnd(), fitted)) {
            return false;
        }
        book(tx, account, line, batch, evidence, fitted, by);
        Booked booked = done(tx, line, fitted, batch, evidence);
        if (!booked.whole()) {
            BankLine rest = statements.lines(tx, List.of(lineId)).getFirst();
            leftovers.keep(tx, List.of(new Leftovers.Left(rest, Unmatched.BATCH_ROWS, booked.left(), null)));
        }
        return booked.whole();
    }

    /** What fits takes a part of the line, never more than there is: without the row of a refund the others may be too much. */
    private static boolean within(long openVnd, Fitted fitted) {
        long share = fitted.fits().stream().mapToLong(Fit::shareVnd).reduce(0, Math::addExact);
        return share >= 0 && share <= openVnd;
    }

    private void book(
            Tx tx, UUID account, BankLine line, SettlementBatch batch, Evidence evidence, Fitted fitted, String by) {
        List<Fit> fits = fitted.fits();
        bank.paidOut(
                tx,
                account,
                batch.provider(),
                new BankWitness.Line(line.id(), line.bookedOn(), line.amountVnd(), line.name()),
                fits.stream().map(Fit::order).filter(Objects::nonNull).toList(),
                fits.stream().map(Fit::keptBack).filter(Objects::nonNull).toList());
        NewMatch.write(
                tx, this, line, fits.stream().map(fit -> match(fit, evidence)).toList(), clock.instant(), by);
        String agency = agencies.byId(tx, accounts.get(tx, account).agencyId()).code();
        tx.run(
                MATCHED,
                clock.instant(),
                column(fits, fit -> (long) fit.row().position(), Long[]::new),
                column(fits, ProviderBatches::payment, UUID[]::new),
                column(fits, fit -> fit.order() == null ? null : fit.order().attempt(), UUID[]::new),
                column(
                        fits,
                        fit -> fit.keptBack() == null ? null : fit.keptBack().refund(),
                        UUID[]::new),
                column(fits, fit -> contractFee(batch, agency, fit.row()), Long[]::new),
                batch.id());
    }

    private static NewMatch match(Fit fit, Evidence evidence) {
        var keptBack = fit.keptBack();
        return new NewMatch(
                keptBack == null ? "payment" : "refund",
                keptBack == null ? payment(fit) : keptBack.refund(),
                payment(fit),
                fit.label(),
                fit.shareVnd(),
                keptBack == null ? "seen" : "kept_back",
                evidence.code(),
                evidence.from(),
                evidence.to(),
                List.of());
    }

    private static UUID payment(Fit fit) {
        return fit.order() != null
                ? fit.order().payment()
                : Objects.requireNonNull(fit.keptBack()).payment();
    }

    private @Nullable Long contractFee(SettlementBatch batch, String agency, SettlementRow row) {
        LocalDate day = row.day() == null ? batch.lastDay() : row.day();
        return contracts
                .of(batch.provider(), agency, day)
                .map(contract -> contract.fee().of(row.grossVnd()))
                .orElse(null);
    }

    private Booked done(Tx tx, BankLine line, Fitted fitted, SettlementBatch batch, Evidence evidence) {
        boolean whole = statements.stillUnmatched(tx, List.of(line.id())).isEmpty();
        if (whole) {
            leftovers.matched(tx, List.of(line.id()));
        }
        return new Booked(whole, whole ? List.of() : suggestions(fitted, batch, evidence));
    }

    private void fees(Tx tx, BankLine line, SettlementBatch batch) {
        SettlementBatch now = SettlementReads.batch(tx, batch.id()).orElseThrow();
        if (now.differing() > 0) {
            leftovers.feesDiffer(
                    tx, line, batch.id(), batch.batchNo(), now.differing(), now.feeVnd(), now.contractFeeVnd());
        }
    }

    private static void keepMisfits(Tx tx, SettlementBatch batch, Fitted fitted) {
        if (!fitted.why().isEmpty()) {
            tx.run(
                    MISFITS,
                    fitted.why().keySet().stream()
                            .map(row -> (long) row.position())
                            .toArray(Long[]::new),
                    fitted.why().values().toArray(String[]::new),
                    batch.id());
        }
    }

    private static List<Suggestion> suggestions(Fitted fitted, SettlementBatch batch, Evidence evidence) {
        return fitted.why().entrySet().stream()
                .limit(SUGGESTIONS_MAX)
                .map(each -> new Suggestion(
                        "settlement_row",
                        batch.id(),
                        each.getKey().name(),
                        batch.batchNo(),
                        each.getKey().shareVnd(batch.pays().equals("net")),
                        each.getValue(),
                        evidence.from(),
                        evidence.to()))
                .toList();
    }

    private static Suggestion suggestion(SettlementBatch batch, Evidence evidence) {
        return new Suggestion(
                "settlement_batch",
                batch.id(),
                batch.batchNo(),
                evidence.code(),
                batch.payoutVnd(),
                "open",
                evidence.from(),
                evidence.to());
    }

    private static <T extends @Nullable Object> T[] column(
            List<Fit> fits, Function<Fit, T> of, IntFunction<T[]> array) {
        return fits.stream().map(of).toArray(array);
    }
}

package vn.phigate.reconciliation.returns;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.CompactNarrative;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.refunds.Refund;
import vn.phigate.gateway.refunds.Refunds;
import vn.phigate.reconciliation.matching.Leftovers;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.NewMatch;
import vn.phigate.reconciliation.matching.Pass;
import vn.phigate.reconciliation.matching.PersonsDecisions;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/**
 * A line whose narrative names exactly one refund of ours by its code, with exactly its amount: money out is its transfer and ends it, money in is that transfer come
 * back and opens it again. The code is of our making and unique, so that a word about the refund is enough; another amount is for a person.
 */
public final class RefundTransfers implements Pass {
    private final Db db;
    private final Statements statements;
    private final Refunds refunds;
    private final Leftovers leftovers;
    private final PersonsDecisions decisions;
    private final InstantSource clock;
    private final Direction direction;

    /** Which way the money goes; each is a pass, with a rule of its own. */
    public enum Direction {
        OUT,
        BACK
    }

    public RefundTransfers(
            Direction direction,
            Db db,
            Statements statements,
            Refunds refunds,
            Leftovers leftovers,
            PersonsDecisions decisions,
            InstantSource clock) {
        this.direction = direction;
        this.db = db;
        this.statements = statements;
        this.refunds = refunds;
        this.leftovers = leftovers;
        this.decisions = decisions;
        this.clock = clock;
    }

    @Override
    public String id() {
        return out() ? "refund_debit" : "refund_returned";
    }

    @Override
    public int version() {
        return 1;
    }

    private boolean out() {
        return direction == Direction.OUT;
    }

    @Override
    public Result run(UUID account, LocalDate through, List<BankLine> open, String by) {
        Map<UUID, Explained> explained = new HashMap<>();
        int matched = 0;
        List<BankLine> lines = open.stream()
                .filter(line -> out() ? line.amountVnd() < 0 : line.amountVnd() > 0)
                .sorted(BankLine.JUDGING_ORDER)
                .toList();
        List<Refund> awaited = lines.isEmpty() || !out() ? List.of() : refunds.awaitedDebits(db, account);
        for (BankLine line : lines) {
            CompactNarrative compact = CompactNarrative.of(line.narrative());
            List<Refund> named = (out() ? awaited : refunds.debitedNamedIn(db, account, compact.text()))
                    .stream()
                            .filter(refund -> compact.text().contains(refund.code()))
                            .toList();
            if (named.size() == 1 && named.getFirst().amountVnd() == Math.abs(line.amountVnd())) {
                Refund refund = named.getFirst();
                if (db.inTransaction(tx -> book(tx, account, line, refund, compact, by))) {
                    matched++;
                    continue;
                }
            }
            if (!named.isEmpty()) {
                explained.put(
                        line.id(),
                        new Explained(
                                out() ? Unmatched.DEBIT : Unmatched.AMOUNT_DIFFERS,
                                named.stream()
                                        .map(refund -> suggestion(refund, compact))
                                        .toList()));
            }
        }
        return new Result(matched, explained);
    }

    private boolean book(Tx tx, UUID account, BankLine line, Refund refund, CompactNarrative compact, String by) {
        Statements.lock(tx, account);
        boolean open = statements.stillUnmatched(tx, List.of(line.id())).stream()
                .anyMatch(now -> now.openVnd() == now.amountVnd());
        PersonsDecisions.Said said = decisions.about(tx, account);
        var asBooked = new BankWitness.Line(line.id(), line.bookedOn(), line.amountVnd(), line.name());
        if (!open
                || !said.allows(line.id(), refund.id())
                || !(out()
                        ? refunds.debited(tx, account, refund.id(), asBooked)
                        : refunds.cameBack(tx, account, refund.id(), asBooked))) {
            return false;
        }
        Suggestion found = suggestion(refund, compact);
        NewMatch.write(
                tx,
                this,
                line,
                List.of(new NewMatch(
                        "refund",
                        refund.id(),
                        refund.paymentId(),
                        found.dossiers(),
                        line.amountVnd(),
                        out() ? "refunded" : "returned",
                        refund.code(),
                        found.from(),
                        found.to(),
                        List.of())),
                clock.instant(),
                by);
        leftovers.matched(tx, List.of(line.id()));
        return true;
    }

    private static Suggestion suggestion(Refund refund, CompactNarrative compact) {
        int at = compact.text().indexOf(refund.code());
        return new Suggestion(
                "refund",
                refund.id(),
                "Hoàn trả " + refund.code(),
                refund.code(),
                refund.amountVnd(),
                refund.status().text(),
                compact.rawFrom(at),
                compact.rawTo(at + refund.code().length()));
    }
}

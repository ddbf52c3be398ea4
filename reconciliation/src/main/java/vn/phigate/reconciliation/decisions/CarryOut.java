package vn.phigate.reconciliation.decisions;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.ledger.Transfer;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.BankWitness.Confirmed;
import vn.phigate.gateway.payments.BankWitness.Subject;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.refunds.Refund;
import vn.phigate.gateway.refunds.Refunds;
import vn.phigate.reconciliation.decisions.Proposal.Content;
import vn.phigate.reconciliation.decisions.Proposal.Part;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.matching.Matching.ByHand;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.transfers.TransferOrder.Beneficiary;
import vn.phigate.reconciliation.transfers.TransferOrders;
import vn.phigate.reconciliation.transfers.TransferOrders.NewOrder;

/** Does what was agreed, in the transaction of the approval: all of it, or nothing. */
final class CarryOut {
    private static final String WRITE_OFF = """
            insert into reconciliation.write_off_day (agency_id, day, amount_vnd, ceiling_vnd) values (?, ?, ?, ?)
            on conflict (agency_id, day) do update set amount_vnd = write_off_day.amount_vnd + excluded.amount_vnd, ceiling_vnd = excluded.ceiling_vnd
            """;
    private static final String ORDERED = "select from reconciliation.inherited where match_id = ?";

    private final Matching matching;
    private final TransferOrders transfers;
    private final BankWitness bank;
    private final GatewayDoors doors;
    private final DecisionRules rules;
    private final InstantSource clock;

    CarryOut(
            Matching matching,
            TransferOrders transfers,
            BankWitness bank,
            GatewayDoors doors,
            DecisionRules rules,
            InstantSource clock) {
        this.matching = matching;
        this.transfers = transfers;
        this.bank = bank;
        this.doors = doors;
        this.rules = rules;
        this.clock = clock;
    }

    /** @param proposal approved, its account locked, its line as it is now */
    void run(Tx tx, Proposal proposal, String by) {
        BankLine line = proposal.line();
        if (!(proposal.content() instanceof Content.Unmatch)
                && (Long.signum(line.openVnd()) != Long.signum(proposal.amountVnd())
                        || Math.abs(proposal.amountVnd()) > Math.abs(line.openVnd()))) {
            throw DecisionProblem.LINE_CHANGED.refusal().with("open_vnd", line.openVnd());
        }
        switch (proposal.content()) {
            case Content.Match match -> match(tx, proposal, match, by);
            case Content.WriteOff _ -> {
                ByHand one = writeOff(tx, line, proposal.id(), proposal.amountVnd());
                matching.keep(tx, line, proposal.id(), List.of(one), by);
            }
            case Content.Transfer transfer -> transfer(tx, proposal, transfer, by);
            case Content.Refund refund -> refund(tx, proposal, refund, by);
            case Content.Unmatch unmatch -> unmatch(tx, proposal, unmatch, by);
        }
    }

    private void match(Tx tx, Proposal proposal, Content.Match content, String by) {
        BankLine line = proposal.line();
        bank.lock(tx, content.parts().stream().map(CarryOut::subject).toList());
        List<ByHand> matches = new ArrayList<>();
        for (Part part : content.parts()) {
            UUID id = Ids.next(clock.instant());
            var share = new BankWitness.Line(line.id(), line.bookedOn(), part.amountVnd(), line.name(), null, id);
            Confirmed confirmed = bank.confirm(tx, part.account(), subject(part), share);
            matches.add(
                    switch (confirmed) {
                        case Confirmed.Seen(UUID payment) -> byHand(id, line, part, payment, "seen");
                        case Confirmed.Paid(UUID payment) -> byHand(id, line, part, payment, "paid");
                        case Confirmed.Proved _, Confirmed.Moved _, Confirmed.TooLate _ ->
                            throw DecisionProblem.ITEM_CHANGED.refusal().with("item", part.label());
                    });
        }
        if (content.writtenOffVnd() != 0) {
            matches.add(writeOff(tx, line, proposal.id(), content.writtenOffVnd()));
        }
        matching.keep(tx, line, proposal.id(), matches, by);
    }

    private static Subject subject(Part part) {
        return part.subjectType().equals("dossier")
                ? new Subject.OfDossier(part.subject())
                : new Subject.OfPayment(part.subject());
    }

    /** The evidence is where the narrative has the very code that the person named; nowhere when it does not. */
    private static ByHand byHand(UUID id, BankLine line, Part part, UUID payment, String outcome) {
        int at = line.narrative().indexOf(part.code());
        return new ByHand(
                id,
                part.subjectType(),
                part.subject(),
                payment,
                part.label(),
                part.amountVnd(),
                outcome,
                part.code(),
                Math.max(at, 0),
                at < 0 ? 0 : at + part.code().length());
    }

    void requireSmall(long amountVnd) {
        if (Math.abs(amountVnd) > rules.writeOffLineVnd()) {
            throw DecisionProblem.WRITE_OFF_TOO_LARGE
                    .refusal()
                    .with("amount_vnd", Math.abs(amountVnd))
                    .with("line_max_vnd", rules.writeOffLineVnd());
        }
    }

    /** @param amountVnd the share of the line; of the opposite sign when it makes up for what the line lacks */
    private ByHand writeOff(Tx tx, BankLine line, UUID proposal, long amountVnd) {
        requireSmall(amountVnd);
        Instant now = clock.instant();
        LocalDate today = BusinessDay.of(now);
        long agency = account(tx, line.accountId()).agencyId();
        try {
            tx.run(WRITE_OFF, agency, today, Math.abs(amountVnd), rules.writeOffDayVnd());
        } catch (ConstraintViolation violation) {
            throw violation.constraint().equals("write_off_within")
                    ? DecisionProblem.WRITE_OFF_CEILING.refusal().with("ceiling_vnd", rules.writeOffDayVnd())
                    : violation;
        }
        UUID id = Ids.next(now);
        post(tx, line, id, amountVnd, "written_off", LedgerAccount.writtenOff(line.accountId()));
        return new ByHand(id, "write_off", proposal, null, "Chênh lệch nhỏ", amountVnd, "written_off", "", 0, 0);
    }

    /** Out of suspense above 0, into it below 0; of the day on which it was decided, so that closed days stay as they were signed. */
    private void post(Tx tx, BankLine line, UUID match, long amountVnd, String kind, LedgerAccount other) {
        Instant now = clock.instant();
        LedgerAccount suspense = LedgerAccount.suspense(line.accountId());
        boolean out = amountVnd > 0;
        doors.ledger()
                .post(
                        tx,
                        List.of(new Transfer(
                                out ? suspense : other,
                                out ? other : suspense,
                                Math.abs(amountVnd),
                                BusinessDay.of(now),
                                now,
                                kind,
                                "match:" + match,
                                null)));
    }

    private void transfer(Tx tx, Proposal proposal, Content.Transfer content, String by) {
        CollectionAccount to = account(tx, content.toAccount());
        order(tx, proposal, to.key(), "passed_on", to, null, by);
    }

    private void order(
            Tx tx,
            Proposal proposal,
            String label,
            String outcome,
            @Nullable CollectionAccount to,
            @Nullable Beneficiary beneficiary,
            String by) {
        BankLine line = proposal.line();
        UUID order = Ids.next(clock.instant());
        UUID match = Ids.next(clock.instant());
        var taken = new ByHand(match, "passed_on", order, null, label, proposal.amountVnd(), outcome, "", 0, 0);
        matching.keep(tx, line, proposal.id(), List.of(taken), by);
        transfers.order(
                tx,
                order,
                new NewOrder(
                        account(tx, line.accountId()),
                        line.bookedOn(),
                        match,
                        proposal.amountVnd(),
                        to,
                        beneficiary,
                        proposal.reason(),
                        proposal.proposedBy(),
                        by));
    }

    private void refund(Tx tx, Proposal proposal, Content.Refund content, String by) {
        UUID payment = content.payment();
        var to = content.beneficiary();
        if (payment == null) {
            order(tx, proposal, to.bin() + "-" + to.number(), "given_back", null, to, by);
            return;
        }
        BankLine line = proposal.line();
        UUID match = Ids.next(clock.instant());
        bank.lock(tx, List.of(new Subject.OfPayment(payment)));
        var share = new BankWitness.Line(line.id(), line.bookedOn(), proposal.amountVnd(), line.name(), null, match);
        if (!bank.surplus(tx, line.accountId(), payment, share)) {
            throw DecisionProblem.ITEM_CHANGED.refusal().with("item", String.valueOf(content.label()));
        }
        matching.keep(
                tx,
                line,
                proposal.id(),
                List.of(new ByHand(
                        match,
                        "payment",
                        payment,
                        payment,
                        String.valueOf(content.label()),
                        proposal.amountVnd(),
                        "surplus",
                        "",
                        0,
                        0)),
                by);
        // Whoever proposed it named the payee; whoever approved it here agreed to that too.
        Refund proposed = doors.refunds()
                .propose(
                        tx,
                        new Refunds.NewRefund(
                                payment,
                                proposal.amountVnd(),
                                null,
                                List.of(),
                                proposal.reason(),
                                false,
                                null,
                                new Refund.Beneficiary(to.bin(), to.number(), to.holder()),
                                null,
                                proposal.proposedBy(),
                                false));
        doors.refunds().approve(tx, proposed.id(), null, by);
    }

    void requireTakeable(Sql sql, Match match) {
        boolean takeable = switch (match.outcome()) {
            case "seen", "paid", "written_off" -> true;
            default -> false;
        };
        // Less than was due, and the rest let go: that goes with its match, or the line would be allocated beyond its
        // amount.
        boolean lack = match.outcome().equals("written_off")
                && match.amountVnd() < 0 != match.line().amountVnd() < 0;
        if (!takeable || lack || sql.get(ORDERED, match.id()).isPresent()) {
            throw DecisionProblem.MATCH_FINAL.refusal().with("outcome", match.outcome());
        }
    }

    private void unmatch(Tx tx, Proposal proposal, Content.Unmatch content, String by) {
        Match match = matching.find(tx, content.match()).orElseThrow(() -> DecisionProblem.MATCH_UNKNOWN.refusal());
        requireTakeable(tx, match);
        BankLine line = match.line();
        UUID undone = Ids.next(clock.instant());
        var taken = new LinkedHashMap<UUID, UUID>(Map.of(match.id(), undone));
        UUID payment = match.paymentId();
        if (payment == null) {
            takeBackDifference(tx, match, undone);
        } else {
            bank.lock(tx, List.of(new Subject.OfPayment(payment)));
            var share = new BankWitness.Line(
                    line.id(),
                    line.bookedOn(),
                    match.amountVnd(),
                    line.name(),
                    null,
                    match.byHand() ? match.id() : null);
            if (!bank.takeBack(tx, payment, share, undone, proposal.reason(), by)) {
                throw DecisionProblem.MATCH_FINAL.refusal().with("outcome", match.outcome());
            }
        }
        for (Match difference : payment == null ? List.<Match>of() : matching.differencesOf(tx, match)) {
            UUID id = Ids.next(clock.instant());
            takeBackDifference(tx, difference, id);
            taken.put(difference.id(), id);
        }
        matching.undo(tx, taken, proposal.id(), by);
    }

    private void takeBackDifference(Tx tx, Match match, UUID undone) {
        BankLine line = match.line();
        post(
                tx,
                line,
                undone,
                -match.amountVnd(),
                "written_off_taken_back",
                LedgerAccount.writtenOff(line.accountId()));
    }

    private CollectionAccount account(Sql sql, UUID id) {
        return doors.accounts().list(sql, List.of(id)).getFirst();
    }
}

package vn.phigate.reconciliation.returns;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.CompactNarrative;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.Pass;
import vn.phigate.reconciliation.matching.PersonsDecisions;
import vn.phigate.reconciliation.matching.PersonsDecisions.Said;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/**
 * A bank takes an incoming payment back: a reversal, or a return by its words, that names one payment which the bank had shown, with exactly its amount. Nothing is
 * booked: the money left, the dossier counts as paid, and whether the payer pays again or the fee is claimed back is for finance to decide, not for a rule. The line
 * stays in suspense as {@link Unmatched#RETURNED} with the payment beside it.
 */
public final class ReturnedPayments implements Pass {
    /** How banks write it, compact. */
    private static final Pattern RETURN_WORDS =
            Pattern.compile("HOANTRA|TRALAI|HOANLENH|HUYLENH|THUHOI|RETURN|REVERS|RJCT|REFUNDOF");

    private final Db db;
    private final Statements statements;
    private final BankWitness bank;
    private final PersonsDecisions decisions;

    public ReturnedPayments(Db db, Statements statements, BankWitness bank, PersonsDecisions decisions) {
        this.db = db;
        this.statements = statements;
        this.bank = bank;
        this.decisions = decisions;
    }

    @Override
    public String id() {
        return "returned_payment";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Result run(UUID account, LocalDate through, List<BankLine> open, String by) {
        List<BankLine> debits =
                open.stream().filter(line -> line.amountVnd() < 0).toList();
        Set<UUID> reversals = debits.isEmpty()
                ? Set.of()
                : new HashSet<>(statements.reversals(
                        db, debits.stream().map(BankLine::id).toList()));
        Said said = debits.isEmpty() ? Said.NOTHING : decisions.about(db, account);
        Map<UUID, Explained> explained = new HashMap<>();
        for (BankLine line : debits) {
            CompactNarrative compact = CompactNarrative.of(line.narrative());
            if (reversals.contains(line.id())
                    || RETURN_WORDS.matcher(compact.text()).find()) {
                Suggestion payment = payment(account, line, compact, said);
                if (payment != null) {
                    explained.put(line.id(), new Explained(Unmatched.RETURNED, List.of(payment)));
                }
            }
        }
        return new Result(0, explained);
    }

    /** The one payment that the narrative names and the bank had shown, of this amount, unless people said it is not; null when there is none, or several. */
    private @Nullable Suggestion payment(UUID account, BankLine line, CompactNarrative compact, Said said) {
        Map<UUID, Suggestion> named = new HashMap<>();
        for (BankWitness.Expected item : bank.expected(db, account)) {
            if (item.subject() instanceof BankWitness.Subject.OfPayment(UUID id)
                    && item.state() == BankWitness.State.SETTLED
                    && item.amountVnd() == -line.amountVnd()
                    && said.allows(line.id(), id)) {
                for (String code : item.codes()) {
                    int at = code.length() < 8 ? -1 : compact.text().indexOf(code);
                    if (at >= 0) {
                        named.putIfAbsent(
                                id,
                                new Suggestion(
                                        "payment",
                                        id,
                                        item.label(),
                                        code,
                                        item.amountVnd(),
                                        "settled",
                                        compact.rawFrom(at),
                                        compact.rawTo(at + code.length())));
                    }
                }
            }
        }
        return named.size() == 1 ? named.values().iterator().next() : null;
    }
}

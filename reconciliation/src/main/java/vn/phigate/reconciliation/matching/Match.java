package vn.phigate.reconciliation.matching;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.BankLine;

/**
 * A line that belongs to a payment, or is the test deposit of its account, or one end of a transfer from a former account.
 *
 * @param paymentId null for a test deposit and for an end of a transfer
 * @param dossiers the dossier codes, joined; otherwise what it is
 * @param amountVnd whole đồng of the line that the payment takes
 * @param outcome {@code seen}: a provider had reported the payment; {@code paid}: the line itself paid it; {@code proved}: it proved the
 *     account; {@code moved}: it is one end of a transfer from a former account; {@code refunded}: a refund's transfer left; {@code returned}: that
 *     transfer came back; {@code kept_back}: a provider lessened a pay-out by a refund; by people also {@code surplus}: money on top, to be given back; {@code written_off};
 *     {@code passed_on} to another agency; {@code given_back} to its sender
 * @param ruleVersion of the rules as they were then
 * @param code the known code that was found
 * @param made who made it, and when
 */
public record Match(
        UUID id,
        BankLine line,
        @Nullable UUID paymentId,
        String dossiers,
        long amountVnd,
        String outcome,
        String rule,
        int ruleVersion,
        String code,
        Evidence evidence,
        List<Rival> rivals,
        Made made) {

    /** The rule's name where people decided in its place. */
    public static final String BY_HAND = "by_hand";

    public boolean byHand() {
        return rule.equals(BY_HAND);
    }

    /** The exact stretch of the raw narrative; offsets in UTF-16 characters, {@code to} exclusive. */
    public record Evidence(int from, int to, String text) {}

    /** Another item that the narrative could have meant, and why it was passed over. */
    public record Rival(UUID subjectId, String dossiers, long amountVnd, String state, String why) {}

    public record Made(Instant at, String by) {}
}

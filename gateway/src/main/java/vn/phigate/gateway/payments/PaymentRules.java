package vn.phigate.gateway.payments;

import java.util.List;

/**
 * What the operator decides about the life of payments.
 *
 * @param cancelWhileOpen whether a payment may be cancelled while a provider could still take money for it; such money is then settled or given back by rule
 * @param confirmedBy whose word makes a paid payment confirmed
 */
public record PaymentRules(boolean cancelWhileOpen, ConfirmedBy confirmedBy) {
    public static final PaymentRules USUAL = new PaymentRules(true, ConfirmedBy.ANY);

    /** ANY: one witness is enough. TWO: two of different kinds. BANK: the bank's own line. */
    public enum ConfirmedBy {
        ANY,
        TWO,
        BANK;

        boolean met(List<Payment.Witness> paid) {
            return switch (this) {
                case ANY -> !paid.isEmpty();
                case TWO -> paid.stream().map(Payment.Witness::kind).distinct().count() > 1;
                case BANK -> paid.stream().anyMatch(w -> w.kind().equals("bank_line"));
            };
        }
    }
}

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

    /** ANY: one witness is enough. TWO: two of different kinds, or the bank's own line, which none outdoes. BANK: the bank's own line. */
    public enum ConfirmedBy {
        ANY,
        TWO,
        BANK;

        boolean met(List<Payment.Witness> paid) {
            return switch (this) {
                case ANY -> !paid.isEmpty();
                case TWO -> paid.stream().map(Payment.Witness::kind).distinct().count() > 1 || BANK.met(paid);
                case BANK -> paid.stream().anyMatch(w -> w.kind().equals("bank_line"));
            };
        }

        /** What stands in the outbox when a provider or a notice is the first to speak: what follows a payment, or what waits for it to be confirmed. */
        String first(String kind) {
            return this == ANY ? kind : "unconfirmed." + kind;
        }
    }
}

package vn.phigate.gateway.payments;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds the words about one payment against each other. Two that disagree stay side by side until a person decides the case. */
final class Witnesses {
    private Witnesses() {}

    /**
     * Which policy asks for which witnesses, whether it is met, and whether all agree.
     *
     * @return {@code policy}, {@code confirmed}, {@code confirmed_at} (when the policy was met), {@code by} and {@code contested}
     */
    static Map<String, @Nullable Object> confirmation(Payment payment, PaymentRules.ConfirmedBy policy) {
        List<Payment.Witness> paid = payment.witnesses().stream()
                .filter(w -> w.paid() && Objects.equals(w.amountVnd(), payment.amountVnd()))
                .toList();
        Instant confirmedAt = null;
        for (int i = 1; i <= paid.size() && confirmedAt == null; i++) {
            confirmedAt = policy.met(paid.subList(0, i)) ? paid.get(i - 1).recordedAt() : null;
        }
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("policy", policy.name().toLowerCase(java.util.Locale.ROOT));
        view.put("confirmed", payment.status() == PaymentStatus.PAID && confirmedAt != null);
        view.put("confirmed_at", confirmedAt);
        view.put("by", paid.stream().map(Payment.Witness::kind).distinct().toList());
        view.put("contested", contested(payment));
        return view;
    }

    /** When the policy was met; money that people accepted, in another amount than ordered, is confirmed since it was recorded. */
    static Optional<Instant> confirmedAt(Payment payment, PaymentRules.ConfirmedBy policy) {
        return confirmation(payment, policy).get("confirmed_at") instanceof Instant at
                ? Optional.of(at)
                : Optional.ofNullable(payment.recordedAt());
    }

    /** Whether what follows a payment may follow. Money that people accepted is confirmed by them. */
    static boolean confirmed(Payment payment, PaymentRules.ConfirmedBy policy) {
        var view = confirmation(payment, policy);
        return policy == PaymentRules.ConfirmedBy.ANY
                || Boolean.TRUE.equals(view.get("confirmed")) && !Boolean.TRUE.equals(view.get("contested"));
    }

    /** Somebody saw another amount, or one and the same order is said to be paid and not to be. An order that is unclear contradicts nobody. */
    private static boolean contested(Payment payment) {
        List<Payment.Witness> words = payment.witnesses();
        boolean amounts =
                words.stream().anyMatch(w -> w.paid() && w.amountVnd() != null && w.amountVnd() != payment.amountVnd());
        boolean denied = words.stream()
                .filter(w -> w.says().equals("declined"))
                .anyMatch(w -> words.stream()
                        .anyMatch(p -> p.paid() && Objects.equals(p.orderId(), w.orderId()) && p.orderId() != null));
        return amounts || denied;
    }

    /** When the next question goes out; null when nobody is to be asked. */
    static @Nullable Instant nextQueryAt(Payment payment) {
        return payment.attempts().stream()
                .map(Payment.Attempt::nextQueryAt)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
    }
}

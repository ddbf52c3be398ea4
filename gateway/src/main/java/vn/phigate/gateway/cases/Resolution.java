package vn.phigate.gateway.cases;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import vn.phigate.gateway.payments.CaseType;

/** What may be decided about a case, and about which types. */
public enum Resolution {
    /** Gives the money on top back. The refund has its own approval; the case is resolved when the money is with the payer. */
    REFUND(false, CaseType.PAID_TWICE, CaseType.REFUND_REFUSED),
    /** The late money stays where the rule put it. */
    ACCEPT(false, CaseType.PAID_AFTER_EXPIRY),
    /** The provider's word is right: its amount is taken, settles what it covers, and the rest is given back. */
    ACCEPT_AMOUNT(true, CaseType.AMOUNT_DIFFERS, CaseType.BENEFICIARY_DIFFERS, CaseType.PAID_AFTER_REVERSAL),
    /** The provider's word is wrong, or will never come: there is no such money, and what the payment held can be paid. */
    NO_MONEY(
            true,
            CaseType.AMOUNT_DIFFERS,
            CaseType.BENEFICIARY_DIFFERS,
            CaseType.PAID_AFTER_REVERSAL,
            CaseType.ORDER_UNDECIDED),
    /** It is known from elsewhere that the provider paid the refund, of which it says nothing. */
    PAID_BACK(true, CaseType.REFUND_UNDECIDED),
    /** It is known from elsewhere that the provider did not pay the refund: its money is free again. */
    NOT_PAID_BACK(true, CaseType.REFUND_UNDECIDED),
    /** What was recorded stands; the later word was wrong. */
    KEEP_BOOKS(true, CaseType.CONTRADICTION),
    /** The provider's later word is right: there was no such money. The payment is taken back, and what it was for is due again. */
    ACCEPT_WORD(true, CaseType.CONTRADICTION),
    /** Stays open and contested; the note says what is being done. */
    KEEP_CONTESTED(
            false,
            CaseType.AMOUNT_DIFFERS,
            CaseType.BENEFICIARY_DIFFERS,
            CaseType.CONTRADICTION,
            CaseType.PAID_AFTER_REVERSAL),
    /** Cleared up outside of these books; the note says how. */
    EXPLAINED(
            true,
            CaseType.WRONG_TERMINAL,
            CaseType.UNKNOWN_ORDER,
            CaseType.UNIDENTIFIED_TRANSFER,
            CaseType.REFUND_REFUSED,
            CaseType.REFUND_UNDECIDED,
            CaseType.ORDER_UNDECIDED);

    private final boolean secondPerson;
    private final Set<CaseType> types;

    Resolution(boolean secondPerson, CaseType... types) {
        this.secondPerson = secondPerson;
        this.types = Set.of(types);
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it moves the money the case is about, and so is not for news that named no amount. */
    boolean needsAmount() {
        return this == REFUND || this == ACCEPT_AMOUNT;
    }

    /** Whether another person must agree before it takes effect. */
    public boolean secondPerson() {
        return secondPerson;
    }

    /** What may be decided about a case of this type, in the order it is offered. */
    public static List<Resolution> of(String caseType) {
        return Arrays.stream(values())
                .filter(r -> r.types.stream().anyMatch(t -> t.text().equals(caseType)))
                .toList();
    }

    public static Optional<Resolution> parse(String text) {
        return Arrays.stream(values()).filter(r -> r.text().equals(text)).findFirst();
    }
}

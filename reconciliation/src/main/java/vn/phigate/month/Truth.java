package vn.phigate.month;

import java.util.List;

/**
 * What a bank line really is.
 *
 * @param dossiers whose money it is; empty when it is nobody's
 */
public record Truth(What what, List<String> dossiers) {

    /** Whether a program that does not guess can know. */
    public enum Fate {
        /** Whoever reads carefully knows. */
        DECIDABLE,
        /** Known to be somebody's, yet the rules may leave it: taken for that, it is right; left to a person, it is right too. */
        EITHER,
        /** Only a person can decide; a program that takes it guessed. */
        PERSON
    }

    /** Kinds of lines, each with its fate. */
    public enum What {
        INTACT_REFERENCE(Fate.DECIDABLE),
        INTACT_DOSSIER_CODE(Fate.DECIDABLE),
        /** Reference and dossier code of the same payment in one line. */
        BOTH_NAMED(Fate.DECIDABLE),
        /** One payment for two dossiers, by its reference. */
        TWO_DOSSIERS_ONE_PAYMENT(Fate.DECIDABLE),
        /** After its QR code had expired, with nothing paid meanwhile. */
        LATE(Fate.DECIDABLE),
        /** A reference with one character wrong, lost or added, or two neighbours swapped. */
        REPAIRABLE_REFERENCE(Fate.DECIDABLE),
        /** Parts that add up to what one dossier owes, each naming it. */
        INSTALMENT(Fate.DECIDABLE),
        /** To the account of a commune that one other took over. */
        FORMER_ACCOUNT(Fate.DECIDABLE),
        /** A provider's pay-out, net of its fees, whose settlement file came. */
        BATCH(Fate.DECIDABLE),
        /** Late, and the dossier was paid another way meanwhile: its payment is known, its money has to go back. */
        LATE_AND_PAID(Fate.EITHER),
        /** The code of another agency's dossier. */
        WRONG_AGENCY(Fate.PERSON),
        /** To the account of a commune that was divided, with nobody having decided whose it is. */
        DIVIDED_ACCOUNT(Fate.PERSON),
        /** The same again. Which of two equal lines is the second one nobody can say: one of them may be taken, not both. */
        PAID_TWICE(Fate.PERSON),
        DAMAGED_DOSSIER_CODE(Fate.PERSON),
        /** Two faults or more in a reference. */
        BROKEN_REFERENCE(Fate.PERSON),
        CUT_CODE(Fate.PERSON),
        AMOUNT_DIFFERS(Fate.PERSON),
        TWO_CODES(Fate.PERSON),
        /** Two open dossiers whose codes are one once the dots are gone. */
        SHARED_CODE(Fate.PERSON),
        NO_CODE(Fate.PERSON),
        NOT_A_FEE(Fate.PERSON),
        MONEY_OUT(Fate.PERSON);

        private final Fate fate;

        What(Fate fate) {
            this.fate = fate;
        }

        public Fate fate() {
            return fate;
        }
    }

    public Truth {
        dossiers = List.copyOf(dossiers);
    }
}

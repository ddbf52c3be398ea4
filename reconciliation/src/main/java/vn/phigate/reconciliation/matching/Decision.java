package vn.phigate.reconciliation.matching;

import java.util.List;

/** What the narrative and the amount of one bank line say. */
public sealed interface Decision {

    /**
     * One open item, named exactly, paid exactly. The only outcome that may be booked without a person.
     *
     * @param code the code that was found; of several codes of the item the longest
     * @param rawFrom where it stands in the raw narrative
     * @param rawTo where it ends, exclusive
     * @param refused whom the text also names
     */
    record AutoMatch(OpenItem item, String code, int rawFrom, int rawTo, Rule rule, List<Refused> refused)
            implements Decision {
        public AutoMatch {
            refused = List.copyOf(refused);
        }
    }

    /** An item that was passed over, and why. */
    record Refused(OpenItem item, String why) {}

    /** To be looked at by a person. The candidates are suggestions, sorted, the likeliest first. */
    record Review(Reason reason, List<Candidate> candidates) implements Decision {
        public Review {
            candidates = List.copyOf(candidates);
        }
    }

    /** Nothing known is named. That an open item waits for the same amount means nothing. */
    record Unidentified() implements Decision {}

    /** An item that may be meant, and where the narrative says so. */
    record Candidate(OpenItem item, String code, int rawFrom, int rawTo) {}

    /** By which rule a match was made, kept with the match; in the order in which the rules are asked. */
    enum Rule {
        /** A known code stands in the compact narrative, it names one open item, and the credit is exactly its amount. */
        EXACT_CODE_AND_AMOUNT(2),
        /** A payment reference damaged in one place; its check symbols say what it was, one open payment has it, and the credit is exactly its amount. */
        REPAIRED_REFERENCE(1),
        /** The narrative names nothing, but a notice service had reported this very transfer: account, bank's reference, amount and day. */
        REPORTED_TRANSFER(1),
        /** Several lines name one open item exactly, each is less than its amount, and from the first on they add up to exactly that. */
        INSTALMENTS(1);

        private final int version;

        Rule(int version) {
            this.version = version;
        }

        /** Goes up with every change that could decide a line differently. */
        int version() {
            return version;
        }
    }

    /** Why a person must look; in order of precedence. */
    enum Reason {
        /** Money out that names a known code: a refund or a reversal. */
        DEBIT,
        /** Codes of different items. */
        MULTIPLE_CODES,
        /** One code that several items share. */
        AMBIGUOUS_CODE,
        /** The item is settled: paid twice, or a line of another day. */
        ALREADY_PAID,
        AMOUNT_DIFFERS,
        /**
         * No exact code, but one with O for 0 or I for 1, with one character wrong, lost, added or swapped with its neighbour, cut off at the end, or standing inside a
         * longer code that is not ours.
         */
        NEAR_CODE
    }
}

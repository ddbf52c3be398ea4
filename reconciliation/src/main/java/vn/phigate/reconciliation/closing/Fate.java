package vn.phigate.reconciliation.closing;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import vn.phigate.reconciliation.closing.Bucket.Part;
import vn.phigate.reconciliation.discrepancies.Discrepancy;

/**
 * Where a part of a line goes. Every outcome of a match is named here: one that is not stops the close, so that a new kind of match cannot fall through.
 *
 * @param bucket stable name
 */
public record Fate(String bucket, Part part) {
    public static final Fate MATCHED = new Fate("matched", Part.MATCHED);

    /** Matched first, then the rest by term and name. */
    static final Comparator<Fate> ORDER = Comparator.comparing((Fate f) -> !f.equals(MATCHED))
            .thenComparing(Fate::bucket)
            .thenComparing(Fate::part);

    private static final Map<String, Fate> OUTCOMES = Map.ofEntries(
            Map.entry("seen", MATCHED),
            Map.entry("paid", MATCHED),
            Map.entry("surplus", new Fate("given_back", Part.RETURNED)),
            Map.entry("given_back", new Fate("given_back", Part.RETURNED)),
            Map.entry("desk", new Fate("desk_fees", Part.MATCHED)),
            Map.entry("proved", new Fate("test_deposit", Part.MATCHED)),
            Map.entry("moved", new Fate("transfer", Part.TRANSFERS)),
            Map.entry("passed_on", new Fate("passed_on", Part.TRANSFERS)),
            Map.entry("refunded", new Fate("refund", Part.RETURNED)),
            Map.entry("returned", new Fate("refund_returned", Part.RETURNED)),
            Map.entry("kept_back", new Fate("refund_kept_back", Part.RETURNED)),
            Map.entry("fee", new Fate("provider_fee", Part.FEES)),
            Map.entry("written_off", new Fate("written_off", Part.WRITTEN_OFF)));

    /** Of a match, by its outcome; empty for one that nobody has given a place. */
    public static Optional<Fate> ofOutcome(String outcome) {
        return Optional.ofNullable(OUTCOMES.get(outcome));
    }

    /** Of the open rest of a line. */
    static Fate ofOpen(Discrepancy reason) {
        return new Fate(reason.bucket(), Part.SUSPENSE);
    }
}

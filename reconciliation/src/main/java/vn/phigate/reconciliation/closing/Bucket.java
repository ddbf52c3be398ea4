package vn.phigate.reconciliation.closing;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a day's lines that share one fate: taken by a match of one kind, or open for one reason.
 *
 * @param bucket {@code matched} and the other names of {@link Fate}, or the type of the discrepancies
 * @param part which term of the day's sum it belongs to, see {@link Part}; null in closings from before there were parts
 * @param amountVnd the sum of its items
 */
public record Bucket(String bucket, @Nullable Part part, int count, long amountVnd, List<Item> items) {

    /** The terms of the bank's side of a day: opening + all of these = closing. */
    public enum Part {
        MATCHED,
        SUSPENSE,
        RETURNED,
        FEES,
        TRANSFERS,
        WRITTEN_OFF
    }

    /**
     * A line, or the part of it that shares the fate.
     *
     * @param paymentId the payment it belongs to; null while open, and where it is no payment's
     * @param dossiers the dossier codes of the payment, or what it is; null while open
     * @param rule by which it was matched; null while open
     */
    public record Item(
            UUID lineId,
            @Nullable String bankReference,
            long amountVnd,
            @Nullable UUID paymentId,
            @Nullable String dossiers,
            @Nullable String rule) {}

    static Bucket of(Fate fate, List<Item> items) {
        return new Bucket(
                fate.bucket(),
                fate.part(),
                items.size(),
                items.stream().mapToLong(Item::amountVnd).reduce(0, Math::addExact),
                List.copyOf(items));
    }
}

package vn.phigate.reconciliation.closing;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a day that share one fate: matched, or open for one reason.
 *
 * @param bucket {@code matched}, or the type of the discrepancies
 * @param amountVnd the sum of its items
 */
public record Bucket(String bucket, int count, long amountVnd, List<Item> items) {

    /**
     * One line.
     *
     * @param paymentId the payment it belongs to; null while open
     * @param dossiers the dossier codes of the payment; null while open
     * @param rule by which it was matched; null while open
     */
    public record Item(
            UUID lineId,
            @Nullable String bankReference,
            long amountVnd,
            @Nullable UUID paymentId,
            @Nullable String dossiers,
            @Nullable String rule) {}

    static Bucket of(String bucket, List<Item> items) {
        return new Bucket(
                bucket,
                items.size(),
                items.stream().mapToLong(Item::amountVnd).reduce(0, Math::addExact),
                List.copyOf(items));
    }
}

package vn.phigate.reconciliation.closing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One named term of a sum that people add up by hand.
 *
 * @param name stable
 * @param dueOn of money on its way, when it is due at the bank; null elsewhere
 * @param count of the items behind it
 * @param items those items where they stand nowhere else in the proof; else empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Term(String name, @Nullable LocalDate dueOn, int count, long amountVnd, List<Item> items) {

    /** @param dossiers their codes, joined */
    public record Item(UUID paymentId, String dossiers, long amountVnd) {}

    static Term sum(String name, int count, long amountVnd) {
        return new Term(name, null, count, amountVnd, List.of());
    }

    static Term of(String name, @Nullable LocalDate dueOn, List<Item> items) {
        return new Term(
                name,
                dueOn,
                items.size(),
                items.stream().mapToLong(Item::amountVnd).reduce(0, Math::addExact),
                List.copyOf(items));
    }
}

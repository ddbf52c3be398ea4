package vn.phigate.reconciliation.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.transfers.TransferOrder;

/**
 * One transfer order.
 *
 * @param refused why the last act was refused; null when none was
 */
public record TransferView(
        TransferOrder order,
        List<TransferOrder.Item> items,
        @Nullable String refused) {
    /** Where the day of the former account stands. */
    public String sheet() {
        return AccountPages.address(order.from().key(), order.businessDay());
    }

    public boolean is(TransferOrder.Status status) {
        return order.status() == status;
    }
}

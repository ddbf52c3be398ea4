package vn.phigate.reconciliation.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.transfers.TransferOrder;

/**
 * Transfer orders, the oldest first.
 *
 * @param status null for all
 * @param nextPage address; null on the last page
 */
public record TransfersView(
        TransferOrder.@Nullable Status status,
        List<TransferOrder> orders,
        @Nullable String nextPage) {}

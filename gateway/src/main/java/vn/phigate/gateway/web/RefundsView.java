package vn.phigate.gateway.web;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.refunds.Refund;
import vn.phigate.gateway.refunds.RefundStatus;

/**
 * A page of refunds.
 *
 * @param status the one shown; null for all
 * @param more last id shown when there are more; null on the last page
 */
public record RefundsView(
        List<Refund> refunds,
        @Nullable RefundStatus status,
        @Nullable UUID more) {
    public String query(@Nullable RefundStatus other) {
        return other == null ? "/refunds" : "/refunds?status=" + other.text();
    }
}

package vn.phigate.gateway.web;

import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.refunds.Refund;
import vn.phigate.gateway.refunds.RefundStatus;

/**
 * One refund with what may be done about it.
 *
 * @param refused why the last act was refused; null when none was
 */
public record RefundView(
        Refund refund, Caller caller, @Nullable String refused) {
    private boolean open() {
        return refund.status() == RefundStatus.PROPOSED;
    }

    public boolean approves() {
        return open()
                && caller.is(Role.CHECKER)
                && !refund.needsBeneficiary()
                && !caller.name().equals(refund.proposedBy());
    }

    public boolean refuses() {
        return refund.canBeTakenBack() && (caller.is(Role.MAKER) || caller.is(Role.CHECKER));
    }

    public boolean namesBeneficiary() {
        return open() && refund.byTransfer() && caller.is(Role.MAKER);
    }
}

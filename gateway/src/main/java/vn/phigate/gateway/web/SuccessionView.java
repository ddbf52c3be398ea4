package vn.phigate.gateway.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.AuditEvent;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.succession.MapChange;
import vn.phigate.gateway.succession.Succession;
import vn.phigate.gateway.succession.Succession.Status;

/**
 * One succession, what it changes in the map of accounts, and what the caller may do.
 *
 * @param ofUndo whether the changes are those of its undoing
 * @param refused why the last step was not done; null when nothing was refused
 */
public record SuccessionView(
        Succession succession,
        List<MapChange> changes,
        boolean ofUndo,
        List<AuditEvent> history,
        Caller caller,
        @Nullable String refused) {
    public boolean undoProposed() {
        Succession.Undo undo = succession.undo();
        return undo != null && undo.approved() == null;
    }

    /** Whoever proposed sees no button to approve with. */
    public boolean mayApprove() {
        return caller.is(Role.CHECKER)
                && succession.status() == Status.PROPOSED
                && !succession.proposed().by().equals(caller.name());
    }

    public boolean mayApproveUndo() {
        Succession.Undo undo = succession.undo();
        return caller.is(Role.CHECKER)
                && undo != null
                && undo.approved() == null
                && !undo.proposed().by().equals(caller.name());
    }

    public boolean mayReject() {
        return (caller.is(Role.CHECKER) || caller.is(Role.MAKER))
                && (succession.status() == Status.PROPOSED || undoProposed());
    }

    public boolean mayUndo() {
        return caller.is(Role.MAKER)
                && succession.undo() == null
                && (succession.status() == Status.APPROVED || succession.status() == Status.IN_FORCE);
    }

    public static String account(MapChange.@Nullable Payee payee) {
        return payee == null ? "–" : payee.number();
    }
}

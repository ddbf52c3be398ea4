package vn.phigate.gateway.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.AuditEvent;
import vn.phigate.gateway.cases.CaseFile;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;

/**
 * One case with what may be done about it.
 *
 * @param refused why the last act was refused; null when none was
 */
public record CaseView(
        CaseFile file,
        List<AuditEvent> history,
        Caller caller,
        @Nullable String refused) {
    public boolean resolves() {
        return caller.is(Role.MAKER) && !file.offered().isEmpty();
    }

    public boolean approves() {
        return caller.is(Role.CHECKER)
                && file.open()
                && file.awaitsApproval()
                && !caller.name().equals(file.proposedBy());
    }
}

package vn.phigate.gateway.web;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.AccountFile;
import vn.phigate.gateway.accounts.AccountStatus;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.RegistryNotices;
import vn.phigate.gateway.audit.AuditEvent;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;

/**
 * One account with its registration, for whoever is signed in.
 *
 * @param ticked fields that were ticked in what was refused
 * @param refused why the last act was not done; null when nothing was refused
 */
public record AccountFileView(
        AccountFile file,
        List<AuditEvent> history,
        List<RegistryNotices.Notice> notices,
        List<Accounts.Assignment> assignments,
        Caller caller,
        @Nullable String refused,
        Set<String> ticked) {
    public String bank() {
        return Banks.named(file.account().bin());
    }

    public boolean touched() {
        return file.touchedBy().contains(caller.name());
    }

    private boolean decided() {
        var approved = file.approved();
        return approved != null && approved.by().equals(caller.name());
    }

    public boolean mayEdit() {
        return file.status() == AccountStatus.DRAFT && caller.is(Role.MAKER);
    }

    public boolean mayApprove() {
        return file.status() == AccountStatus.SUBMITTED && caller.is(Role.CHECKER) && !touched();
    }

    /** Whoever could approve by role, but is one of those who asked. */
    public boolean needsAnother() {
        return file.status() == AccountStatus.SUBMITTED && caller.is(Role.CHECKER) && touched();
    }

    public boolean mayReject() {
        boolean open = file.status() == AccountStatus.DRAFT
                || file.status() == AccountStatus.SUBMITTED
                || file.status() == AccountStatus.APPROVED;
        return open && (caller.is(Role.CHECKER) || caller.is(Role.MAKER));
    }

    public boolean mayWaive() {
        var deposit = file.deposit();
        if (file.status() != AccountStatus.APPROVED || deposit == null || deposit.provenAt() != null) {
            return false;
        }
        var first = deposit.firstWaiver();
        boolean vouched = first != null && first.by().equals(caller.name());
        return (caller.is(Role.CHECKER) || caller.is(Role.ADMIN)) && !touched() && !decided() && !vouched;
    }

    public boolean mayBeginAgain() {
        return file.status() == AccountStatus.REJECTED && caller.is(Role.MAKER);
    }

    public boolean inForce() {
        return file.status() == AccountStatus.ACTIVE || file.status() == AccountStatus.SUPERSEDED;
    }

    public boolean mayProposeClosing() {
        return inForce() && file.closing() == null && (caller.is(Role.MAKER) || caller.is(Role.CHECKER));
    }

    public boolean mayConfirmClosing() {
        var closing = file.closing();
        return inForce()
                && closing != null
                && !closing.proposed().by().equals(caller.name())
                && (caller.is(Role.MAKER) || caller.is(Role.CHECKER));
    }

    public boolean mayAssign() {
        return file.status() == AccountStatus.ACTIVE && caller.is(Role.MAKER);
    }
}

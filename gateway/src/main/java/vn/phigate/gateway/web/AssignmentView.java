package vn.phigate.gateway.web;

import java.util.List;
import java.util.Map;
import vn.phigate.gateway.accounts.AccountFile;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.audit.AuditEvent;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;

/** One row of the map, for whoever is signed in. @param agency whose fees it is about; @param act what was just refused; empty for nothing */
public record AssignmentView(
        Accounts.Assignment row,
        Agency agency,
        AccountFile account,
        List<Accounts.GivenConsent> consents,
        List<AuditEvent> history,
        Caller caller,
        String act,
        Form refused) {
    /** The form of an act: with what was typed and why it was not taken, when it was this one. */
    public Form form(String wanted) {
        return wanted.equals(act) ? refused : Form.EMPTY;
    }

    /** What stands in front of the ids of that form's fields. */
    public String at() {
        return act.isEmpty() ? "" : act + "-";
    }

    /** The correction as it begins: what the row says now. */
    public Form correction(Wording w) {
        if (act.equals("correct")) {
            return refused;
        }
        var until = row.validUntil();
        return Form.of(
                Map.of("from", w.localMinute(row.validFrom()), "until", until == null ? "" : w.localMinute(until)));
    }

    public boolean proposed() {
        return row.status().equals("proposed");
    }

    public boolean approved() {
        return row.status().equals("approved");
    }

    /** Whether one agency collects for another. */
    public boolean delegated() {
        return account.account().agencyId() != row.agencyId();
    }

    private boolean recorded() {
        return consents.stream().anyMatch(c -> c.recordedBy().equals(caller.name()));
    }

    public boolean mayApprove() {
        return proposed() && caller.is(Role.CHECKER) && !row.proposedBy().equals(caller.name()) && !recorded();
    }

    /** Whoever could approve by role, but is one of those who asked. */
    public boolean needsAnother() {
        return proposed() && caller.is(Role.CHECKER) && !mayApprove();
    }

    public boolean mayReject() {
        return proposed() && (caller.is(Role.MAKER) || caller.is(Role.CHECKER));
    }

    public boolean mayConsent() {
        return proposed() && lacking() > 0 && papers();
    }

    /** Of the two papers, how many are not there. */
    public long lacking() {
        return delegated() ? 2 - consents.size() : 0;
    }

    public boolean mayWithdraw(Accounts.GivenConsent consent) {
        return consent.withdrawn() == null && (proposed() || approved()) && papers();
    }

    private boolean papers() {
        return caller.is(Role.MAKER) || caller.is(Role.ADMIN);
    }

    public boolean mayChange() {
        return approved() && caller.is(Role.MAKER);
    }
}

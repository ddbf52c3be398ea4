package vn.phigate.gateway.web;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.receipts.Correction;

/**
 * Wrong receipts, and the reports to the tax office.
 *
 * @param corrections of the chosen status, newest first
 * @param next address of the next page; null on the last
 * @param form what was typed into the proposal
 * @param agencies to choose a report from
 */
public record CorrectionsView(
        Correction.Status status,
        List<Correction> corrections,
        @Nullable String next,
        Form form,
        @Nullable String refused,
        List<Agency> agencies,
        LocalDate today,
        Caller caller) {
    public boolean proposes() {
        return caller.is(Role.MAKER);
    }

    /** Whoever answers for one agency alone takes back an own proposal, no other. */
    public boolean refuses(Correction correction) {
        return (caller.is(Role.MAKER) || caller.is(Role.CHECKER))
                && (caller.wholeCity() || correction.proposedBy().equals(caller.name()));
    }

    public boolean approves(Correction correction) {
        return caller.wholeCity()
                && caller.is(Role.CHECKER)
                && !correction.proposedBy().equals(caller.name());
    }

    public static String status(Wording w, Correction.Status status) {
        return switch (status) {
            case PROPOSED -> w.say("Chờ phê duyệt", "Waiting");
            case DONE -> w.say("Đã sửa", "Done");
            case REFUSED -> w.say("Không sửa", "Refused");
        };
    }

    public static String action(Wording w, Correction.Action action) {
        return switch (action) {
            case NOTICE -> w.say("Thông báo sai sót", "Notice of errors");
            case REPLACEMENT -> w.say("Biên lai thay thế", "Another receipt");
        };
    }
}

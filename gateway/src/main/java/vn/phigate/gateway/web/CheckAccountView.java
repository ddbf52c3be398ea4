package vn.phigate.gateway.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CheckAccount;

/**
 * The answer about an account.
 *
 * @param ours null unless it is, or was, the city's
 * @param successor name of the agency that collects now what went to a former account; null when none does, or it is in force
 */
public record CheckAccountView(
        Form form,
        Verdict verdict,
        CheckAccount.@Nullable Ours ours,
        @Nullable String successor) {
    public enum Verdict {
        ASK,
        OURS,
        FORMER,
        /** Not ours, but one slip away from one that is. */
        LOOKS_LIKE_OURS,
        NOT_OURS
    }

    public List<Banks.Bank> banks() {
        return Banks.all();
    }
}

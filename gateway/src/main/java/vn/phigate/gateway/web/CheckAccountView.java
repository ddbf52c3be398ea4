package vn.phigate.gateway.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CheckAccount;

/** The answer about an account. @param ours null unless it is, or was, the city's */
public record CheckAccountView(Form form, Verdict verdict, CheckAccount.@Nullable Ours ours) {
    public enum Verdict {
        ASK,
        OURS,
        FORMER,
        NOT_OURS
    }

    public List<Banks.Bank> banks() {
        return Banks.all();
    }
}

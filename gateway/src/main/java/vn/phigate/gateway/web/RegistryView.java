package vn.phigate.gateway.web;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.AccountFile;
import vn.phigate.gateway.accounts.AccountStatus;

/**
 * Accounts by status.
 *
 * @param counts of all accounts, by status
 * @param status that is shown; null for all
 * @param agency code that is shown; empty for all
 * @param more id to continue after; null when this is all
 * @param registers whether the caller may register
 */
public record RegistryView(
        List<AccountFile> accounts,
        Map<AccountStatus, Long> counts,
        @Nullable AccountStatus status,
        String agency,
        @Nullable UUID more,
        boolean registers) {
    public String bank(AccountFile file) {
        return Banks.named(file.account().bin());
    }

    public String query(@Nullable AccountStatus other) {
        return "/registry?agency=" + agency + (other == null ? "" : "&status=" + other.text());
    }
}

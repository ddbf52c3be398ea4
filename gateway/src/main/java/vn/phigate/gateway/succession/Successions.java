package vn.phigate.gateway.succession;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.platform.db.Sql;

/** The door to successions. */
public final class Successions {
    private final Accounts accounts;
    private final FollowMoney follow;
    private final InstantSource clock;

    public Successions(Agencies agencies, Accounts accounts, InstantSource clock) {
        this.accounts = accounts;
        this.follow = new FollowMoney(agencies, accounts);
        this.clock = clock;
    }

    /**
     * Whose the money is that reaches an account at an instant, by what is known now.
     *
     * @return empty when nobody took over from the account or its agency then: it is the agency's own
     */
    public Optional<Successor> successor(Sql sql, UUID account, Instant at) {
        return follow.after(sql, account, at, clock.instant());
    }

    /** The same by bank and number. Of several accounts with this number the one valid at the instant, else the latest before it. */
    public Optional<Successor> successor(Sql sql, String bin, String number, Instant at) {
        return accounts.withNumber(sql, number).stream()
                .filter(account ->
                        account.bin().equals(bin) && !account.validFrom().isAfter(at))
                .findFirst()
                .flatMap(account -> successor(sql, account.id(), at));
    }
}

package vn.phigate.gateway.ledger;

import java.time.InstantSource;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;

/** The books over HTTP. */
public final class LedgerApi {
    private final Db db;
    private final Ledger ledger;
    private final InstantSource clock;

    public LedgerApi(Db db, Ledger ledger, InstantSource clock) {
        this.db = db;
        this.ledger = ledger;
        this.clock = clock;
    }

    public void routes(Web web) {
        web.get("/v1/ledger/trial-balance", Access.READ, request -> {
            var day = request.queryDate("day").orElseGet(() -> BusinessDay.of(clock.instant()));
            return Reply.ok(ledger.trialBalance(db, day));
        });
    }
}

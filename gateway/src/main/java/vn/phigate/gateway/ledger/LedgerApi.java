package vn.phigate.gateway.ledger;

import java.time.InstantSource;
import java.time.LocalDate;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;

/** The books over HTTP. */
public final class LedgerApi {
    private final Db db;
    private final Ledger ledger;
    private final AgencyLookup agencies;
    private final InstantSource clock;

    /** Which agency a code means on a day; the books know no codes. */
    @FunctionalInterface
    public interface AgencyLookup {
        long idOf(Sql sql, String code, LocalDate day);
    }

    public LedgerApi(Db db, Ledger ledger, AgencyLookup agencies, InstantSource clock) {
        this.agencies = agencies;
        this.db = db;
        this.ledger = ledger;
        this.clock = clock;
    }

    public void routes(Web web) {
        web.get("/v1/ledger/trial-balance", Access.READ, request -> {
            var day = request.queryDate("day").orElseGet(() -> BusinessDay.of(clock.instant()));
            Long agency = request.query("agency")
                    .map(code -> agencies.idOf(db, code, day))
                    .orElse(null);
            return Reply.ok(ledger.trialBalance(db, day, agency));
        });
    }
}

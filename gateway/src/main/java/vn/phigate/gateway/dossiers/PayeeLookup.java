package vn.phigate.gateway.dossiers;

import java.time.Instant;
import java.util.Optional;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.procedures.Kind;

/** Tells the account of a fee; implemented over the map of accounts by whoever wires the gateway. */
@FunctionalInterface
public interface PayeeLookup {
    Optional<Payee> find(Sql sql, long agencyId, String procedure, Kind kind, Instant at);

    /** An account as a payer sees it. */
    record Payee(String bin, String number, String holder) {}
}

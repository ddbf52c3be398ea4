package vn.phigate.gateway.audit;

import java.time.InstantSource;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.signing.KeyRing;

/** The jobs that make the log a proof; every process of a city may run them, one at a time works. */
public final class AuditChain {
    private final SealEvents seal;
    private final PublishRoots publish;

    /** @param city code of the city, which stands in every root */
    public AuditChain(Db db, KeyRing keys, String city, InstantSource clock) {
        this.seal = new SealEvents(db, clock);
        this.publish = new PublishRoots(db, keys, city, clock);
    }

    /** Links what was committed since the last run. @return how many events were looked at; 0 also when another process is sealing */
    public int seal() {
        return seal.run();
    }

    /** Signs the last link of each past day. @return how many days */
    public int publishRoots() {
        return publish.run();
    }
}

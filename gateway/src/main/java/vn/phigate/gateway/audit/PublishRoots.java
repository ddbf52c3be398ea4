package vn.phigate.gateway.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HexFormat;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.signing.CanonicalJson;
import vn.phigate.gateway.platform.signing.KeyRing;
import vn.phigate.gateway.platform.signing.SignedDocument;
import vn.phigate.gateway.platform.time.BusinessDay;

/**
 * Signs the last link of each past day on which something was sealed. A day without changes has no root: the next one covers it. A sandbox
 * clock may run back; then a day has its root already, and the root of the next new day covers what came on top.
 */
final class PublishRoots {
    static final String TYPE = "vn.phigate.audit-root";

    private static final String DUE = """
            select d.day, d.seal_no, s.hash
            from (select cast(sealed_at at time zone 'Asia/Ho_Chi_Minh' as date) as day, max(seal_no) as seal_no
                  from gateway.audit_seal
                  where seal_no > (select coalesce(max(seal_no), 0) from gateway.audit_root)
                  group by 1) d
            join gateway.audit_seal s on s.seal_no = d.seal_no
            where d.day < cast(? as date) and not exists (select from gateway.audit_root r where r.day = d.day)
            order by d.seal_no
            """;
    /** Two processes may publish at once: the first counts, and both signed the same link. */
    private static final String PUBLISH = """
            insert into gateway.audit_root (day, seal_no, hash, signed, published_at) values (?, ?, ?, ?, ?) on conflict do nothing
            """;

    private final Db db;
    private final KeyRing keys;
    private final String city;
    private final InstantSource clock;

    PublishRoots(Db db, KeyRing keys, String city, InstantSource clock) {
        this.db = db;
        this.keys = keys;
        this.city = city;
        this.clock = clock;
    }

    int run() {
        return db.inTransaction(this::publish);
    }

    private int publish(Tx tx) {
        Instant now = clock.instant();
        int published = 0;
        for (Row due : tx.list(DUE, row -> row, BusinessDay.of(now))) {
            LocalDate day = due.date("day");
            String signed = sign(day, due.whole("seal_no"), due.bytes("hash"), now);
            published += (int) tx.run(PUBLISH, day, due.whole("seal_no"), due.bytes("hash"), signed, now);
        }
        return published;
    }

    private String sign(LocalDate day, long sealNo, byte[] hash, Instant now) {
        var root = JsonNodeFactory.instance
                .objectNode()
                .put("type", TYPE)
                .put("city", city)
                .put("day", day.toString())
                .put("seal_no", sealNo)
                .put("hash", HexFormat.of().formatHex(hash))
                .put("published_at", now.toString());
        return new String(CanonicalJson.bytes(SignedDocument.sign(root, keys.current())), StandardCharsets.UTF_8);
    }
}

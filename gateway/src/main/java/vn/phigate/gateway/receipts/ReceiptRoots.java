package vn.phigate.gateway.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.signing.CanonicalJson;
import vn.phigate.gateway.platform.signing.KeyRing;
import vn.phigate.gateway.platform.signing.PublicKeys;
import vn.phigate.gateway.platform.signing.SignedDocument;
import vn.phigate.gateway.platform.time.BusinessDay;

/**
 * One signed root for the receipts of each past day, and the papers beside them. A receipt that was numbered then but signed later stands under the next root; a day without receipts has none.
 */
public final class ReceiptRoots {
    static final String TYPE = "vn.phigate.receipt-root";

    /** One process at a time; the second finds nothing left. */
    private static final String LOCK =
            "select cast(pg_advisory_xact_lock(hashtextextended('receipt-roots', 8080)) as text) as locked";
    /** Yesterday's root waits until all of its receipts are signed. */
    private static final String UNSIGNED = """
            select 1 as waits from gateway.receipt
            where signed is null and issued_at < ? limit 1
            """;

    /** A root waits until all receipts of its days are signed; only a transaction that ended after it, or a clock set back, leaves one behind. */
    private static final Duration STRAGGLERS = Duration.ofDays(7);

    private static final String DUE = """
            select r.id as receipt_id, null::uuid as paper_id, r.signed, r.issued_at as at, r.id as id from gateway.receipt r
            where r.issued_at >= ? and r.issued_at < ? and r.signed is not null and not exists (select from gateway.receipt_leaf l where l.receipt_id = r.id)
            union all
            select null, p.id, p.signed, p.issued_at, p.id from gateway.paper p
            where p.issued_at >= ? and p.issued_at < ? and not exists (select from gateway.receipt_leaf l where l.paper_id = p.id)
            order by at, id
            """;
    private static final String PUBLISH =
            "insert into gateway.receipt_root (day, receipts, root, signed, published_at) values (?, ?, ?, ?, ?)";
    private static final String LEAF =
            "insert into gateway.receipt_leaf (day, place, receipt_id, paper_id, hash) values (?, ?, ?, ?, ?)";
    private static final String LAST_DAY = "select max(day) as day from gateway.receipt_root";
    private static final String ROOTS =
            "select signed from gateway.receipt_root where day < ? order by day desc limit ?";
    private static final String PLACE = """
            select l.day, l.place, o.signed as root from gateway.receipt_leaf l join gateway.receipt_root o on o.day = l.day
            where l.receipt_id = (select r.id from gateway.receipt r where r.code = ?)
               or l.paper_id = (select p.id from gateway.paper p where p.code = ?)
            """;
    private static final String LEAVES =
            "select hash from gateway.receipt_leaf where day = cast(? as date) order by place";
    private static final String ALL_ROOTS = "select day, receipts, root, signed from gateway.receipt_root order by day";
    private static final String LEAVES_WITH_RECEIPTS = """
            select l.place, l.hash, coalesce(r.signed, p.signed) as signed, coalesce(r.serial || '-' || r.number, p.code) as name
            from gateway.receipt_leaf l left join gateway.receipt r on r.id = l.receipt_id left join gateway.paper p on p.id = l.paper_id
            where l.day = cast(? as date) order by l.place
            """;

    private final Db db;
    private final KeyRing keys;
    private final String city;
    private final InstantSource clock;

    ReceiptRoots(Db db, KeyRing keys, String city, InstantSource clock) {
        this.db = db;
        this.keys = keys;
        this.city = city;
        this.clock = clock;
    }

    private record Leaf(@Nullable UUID receipt, @Nullable UUID paper, byte[] hash) {}

    /** @return how many roots were published */
    int publish() {
        return db.inTransaction(this::publish);
    }

    private int publish(Tx tx) {
        tx.get(LOCK);
        Instant now = clock.instant();
        LocalDate yesterday = BusinessDay.of(now).minusDays(1);
        LocalDate last = tx.get(LAST_DAY).map(row -> row.dateOrNull("day")).orElse(null);
        Instant midnight = BusinessDay.startOf(yesterday.plusDays(1));
        // A sandbox clock may run back: a day that has its root is not opened again.
        if ((last != null && !last.isBefore(yesterday))
                || tx.get(UNSIGNED, midnight).isPresent()) {
            return 0;
        }
        Instant from = last == null ? Instant.EPOCH : BusinessDay.startOf(last).minus(STRAGGLERS);
        List<Leaf> leaves = tx.list(DUE, ReceiptRoots::leaf, from, midnight, from, midnight);
        if (leaves.isEmpty()) {
            return 0;
        }
        byte[] root = MerkleTree.root(leaves.stream().map(Leaf::hash).toList());
        tx.run(PUBLISH, yesterday, (long) leaves.size(), root, sign(yesterday, leaves.size(), root, now), now);
        tx.jdbc(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(LEAF)) {
                for (int place = 0; place < leaves.size(); place++) {
                    insert.setObject(1, yesterday);
                    insert.setInt(2, place);
                    insert.setObject(3, leaves.get(place).receipt());
                    insert.setObject(4, leaves.get(place).paper());
                    insert.setBytes(5, leaves.get(place).hash());
                    insert.addBatch();
                }
                return insert.executeBatch();
            }
        });
        return 1;
    }

    private static Leaf leaf(Row row) {
        return new Leaf(
                row.uuidOrNull("receipt_id"),
                row.uuidOrNull("paper_id"),
                MerkleTree.leaf(row.text("signed").getBytes(StandardCharsets.UTF_8)));
    }

    private String sign(LocalDate day, int receipts, byte[] root, Instant now) {
        ObjectNode document = JsonNodeFactory.instance
                .objectNode()
                .put("type", TYPE)
                .put("city", city)
                .put("day", day.toString())
                .put("receipts", receipts)
                .put("root", HexFormat.of().formatHex(root))
                .put("published_at", now.toString());
        return new String(CanonicalJson.bytes(SignedDocument.sign(document, keys.current())), StandardCharsets.UTF_8);
    }

    /** Signed roots before a day, the newest first. */
    List<JsonNode> list(LocalDate before, int limit) {
        return db.list(ROOTS, row -> Json.tree(row.text("signed")), before, (long) limit);
    }

    /** The place of a receipt under its root, with the path to it; empty until the day after its issue. */
    Optional<ObjectNode> place(String code) {
        return db.get(PLACE, code, code).map(row -> {
            int place = (int) row.whole("place");
            List<byte[]> leaves = db.list(LEAVES, leaf -> leaf.bytes("hash"), row.date("day"));
            ObjectNode proof = JsonNodeFactory.instance.objectNode().put("place", place);
            var path = proof.putArray("path");
            MerkleTree.path(leaves, place)
                    .forEach(hash -> path.add(HexFormat.of().formatHex(hash)));
            proof.set("root", Json.tree(row.text("root")));
            return proof;
        });
    }

    /**
     * Computes every root again from the receipts.
     *
     * @return what does not hold, a line each, Vietnamese and English; empty when all does
     */
    public static List<String> faults(Sql sql, PublicKeys keys) {
        var faults = new ArrayList<String>();
        for (Row root : sql.list(ALL_ROOTS, row -> row)) {
            LocalDate day = root.date("day");
            var hashes = new ArrayList<byte[]>();
            for (Row leaf : sql.list(LEAVES_WITH_RECEIPTS, row -> row, day)) {
                byte[] hash = leaf.bytes("hash");
                hashes.add(hash);
                String signed = leaf.textOrNull("signed");
                if (signed == null) {
                    faults.add("ngày " + day + ": biên lai ở vị trí " + leaf.whole("place") + " đã mất. / day " + day
                            + ": the receipt at place " + leaf.whole("place") + " is gone.");
                } else if (!Arrays.equals(MerkleTree.leaf(signed.getBytes(StandardCharsets.UTF_8)), hash)) {
                    String number = leaf.text("name");
                    faults.add("ngày " + day + ": biên lai " + number + " đã bị sửa. / day " + day + ": receipt "
                            + number + " was changed.");
                }
            }
            boolean signedRoot = SignedDocument.verify(root.text("signed").getBytes(StandardCharsets.UTF_8), keys)
                            instanceof SignedDocument.Verification.Genuine(ObjectNode document, String _)
                    && document.path("root").asText().equals(HexFormat.of().formatHex(root.bytes("root")));
            if (hashes.isEmpty()
                    || hashes.size() != root.whole("receipts")
                    || !Arrays.equals(MerkleTree.root(hashes), root.bytes("root"))
                    || !signedRoot) {
                faults.add("ngày " + day + ": gốc không khớp với các biên lai. / day " + day
                        + ": the root does not fit the receipts.");
            }
        }
        return faults;
    }
}

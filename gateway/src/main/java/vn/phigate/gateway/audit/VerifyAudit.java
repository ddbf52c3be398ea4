package vn.phigate.gateway.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.signing.PublicKeys;
import vn.phigate.gateway.platform.signing.SignedDocument;

/**
 * Computes the whole chain again from the events and compares: every event with its digests, every link with the one before, every daily root
 * with its link, and what is not sealed with what waits. Reads one snapshot in a stream and changes nothing.
 *
 * <p>What it cannot see: rows cut off the end since the last root that anybody holds. That is what the roots are published for.
 */
public final class VerifyAudit {
    private static final int FETCH_ROWS = 500;
    private static final HexFormat HEX = HexFormat.of();

    private static final String READY = "select to_regclass('gateway.audit_seal') is not null as ready";
    private static final String ONE_SNAPSHOT = "set transaction isolation level repeatable read, read only";
    private static final String ROOTS = "select day, seal_no, hash, signed from gateway.audit_root order by day";
    private static final String CHAIN = """
            select s.seal_no, s.event_id, s.content_digest, s.digest, s.previous_hash, s.hash, s.sealed_at,
                   e.id, e.at, e.actor, e.action, e.subject_type, e.subject_id, e.salt, e.before, e.after, e.reason,
                   exists (select from gateway.audit_event x
                           where x.subject_type = 'audit_event' and x.subject_id = cast(s.event_id as text) and x.action = 'erase') as erasure
            from gateway.audit_seal s left join gateway.audit_event e on e.id = s.event_id
            order by s.seal_no
            """;
    /** Both what waits for its seal, and what waits though its event is gone. */
    private static final String UNSEALED = """
            select coalesce(e.id, u.event_id) as event_id, e.id is not null as there, u.recorded_at,
                   u.recorded_at < now() - ? * interval '1 second' as overdue
            from gateway.audit_event e full join gateway.audit_unsealed u on u.event_id = e.id
            where not exists (select from gateway.audit_seal s where s.event_id = coalesce(e.id, u.event_id))
            order by 1
            """;

    /** What can be wrong. */
    public enum Fault {
        /** The event, or its seal, says something else than when it was sealed. */
        CHANGED,
        /** The event or its seal is gone. */
        MISSING,
        /** The event neither has a seal nor waits for one: it did not come through the log, or its seal was taken away. */
        INSERTED,
        /** The link does not join the one before. */
        BROKEN_LINK,
        /** The event has waited for its seal longer than it may: nobody seals. */
        UNSEALED,
        /** A daily root is not what was published, or the chain under it was written anew. */
        ROOT
    }

    /**
     * The first fault.
     *
     * @param event number of the event, null when the fault is not at an event
     * @param seal place in the chain, null when the event has none
     */
    public record Finding(
            Fault fault, @Nullable Long event, @Nullable Long seal, String vi, String en) {}

    /**
     * @param sealed links that were checked up to the first fault
     * @param waiting events without a seal yet
     * @param roots daily roots that fit
     * @param lastHash hash of the last good link, lower-case hex; empty before the first
     * @param first null when everything holds
     */
    public record Answer(
            long sealed,
            long waiting,
            int roots,
            String lastHash,
            @Nullable Finding first) {
        public boolean holds() {
            return first == null;
        }
    }

    /** A root to be found in the chain. @param complaint why it is not believed itself, null when it is */
    private record Root(
            String day, long sealNo, String hash, @Nullable String complaint) {}

    private final PublicKeys keys;
    private final Duration mostWaiting;
    private final Map<Long, List<Root>> roots = new TreeMap<>();
    private long sealNo;
    private byte[] hash = LoggedEvent.GENESIS;
    private @Nullable Long lastEvent;
    private long waiting;
    private int rootsThatFit;

    private VerifyAudit(PublicKeys keys, Duration mostWaiting) {
        this.keys = keys;
        this.mostWaiting = mostWaiting;
    }

    /**
     * @param keys that may have signed roots
     * @param heldRoots signed roots that somebody kept outside of this database, as published
     * @param mostWaiting how long an event may be without its seal
     * @throws IllegalStateException in words for a person, when there is no audit log in this database
     */
    public static Answer check(Db db, PublicKeys keys, List<String> heldRoots, Duration mostWaiting) {
        if (!db.get(READY).orElseThrow().flag("ready")) {
            throw new IllegalStateException(
                    "Cơ sở dữ liệu này chưa có nhật ký niêm phong; hãy khởi động PhiGate một lần."
                            + " / There is no sealed audit log in this database; start PhiGate once.");
        }
        return db.inTransaction(tx -> new VerifyAudit(keys, mostWaiting).check(tx, heldRoots));
    }

    private Answer check(Tx tx, List<String> heldRoots) {
        tx.run(ONE_SNAPSHOT);
        heldRoots.forEach(text -> keep(read(text)));
        tx.list(
                        ROOTS,
                        row -> stored(
                                row.date("day").toString(),
                                row.whole("seal_no"),
                                row.bytes("hash"),
                                row.text("signed")))
                .forEach(this::keep);
        Optional<Finding> inChain = tx.jdbc(connection -> Optional.ofNullable(walkChain(connection)));
        Optional<Finding> first =
                inChain.or(() -> tx.jdbc(connection -> Optional.ofNullable(walkUnsealed(connection))));
        return new Answer(sealNo, waiting, rootsThatFit, sealNo == 0 ? "" : HEX.formatHex(hash), first.orElse(null));
    }

    // ---- roots ----------------------------------------------------------------------------------------------------

    private void keep(Root root) {
        roots.computeIfAbsent(root.sealNo(), _ -> new ArrayList<>()).add(root);
    }

    private Root stored(String day, long sealNo, byte[] hash, String signed) {
        Root said = read(signed);
        boolean same =
                said.day().equals(day) && said.sealNo() == sealNo && said.hash().equals(HEX.formatHex(hash));
        String complaint = said.complaint() == null && !same
                ? "the row says something else than its signed text"
                : said.complaint();
        return new Root(day, sealNo, HEX.formatHex(hash), complaint);
    }

    private Root read(String signed) {
        return switch (SignedDocument.verify(signed.getBytes(StandardCharsets.UTF_8), keys)) {
            case SignedDocument.Verification.Genuine(ObjectNode root, var _) ->
                new Root(
                        root.path("day").asText(),
                        root.path("seal_no").asLong(),
                        root.path("hash").asText(),
                        root.path("type").asText().equals(PublishRoots.TYPE)
                                ? null
                                : "it is signed, but no root of an audit log");
            case SignedDocument.Verification.Altered(var _, String detail) -> new Root("?", 0, "", detail);
            case SignedDocument.Verification.UnknownKey(String keyId) ->
                new Root("?", 0, "", "signed with the unknown key " + keyId);
        };
    }

    private @Nullable Finding rootsAt(long number, @Nullable Long event) {
        for (Root root : roots.getOrDefault(number, List.of())) {
            String complaint = root.complaint();
            if (complaint != null) {
                return new Finding(
                        Fault.ROOT,
                        event,
                        number,
                        "gốc ngày " + root.day() + " không phải bản đã công bố (" + complaint + ")",
                        "the root of " + root.day() + " is not what was published (" + complaint + ")");
            }
            if (!root.hash().equals(HEX.formatHex(hash))) {
                return new Finding(
                        Fault.ROOT,
                        event,
                        number,
                        "gốc ngày " + root.day() + " ghi mã băm " + root.hash() + ": chuỗi đến đây đã bị viết lại",
                        "the root of " + root.day() + " says hash " + root.hash()
                                + ": the chain up to here was written anew");
            }
            rootsThatFit++;
        }
        return null;
    }

    // ---- the chain ------------------------------------------------------------------------------------------------

    private @Nullable Finding walkChain(Connection connection) throws SQLException {
        Finding unreadable = rootsAt(0, null);
        if (unreadable != null) {
            return unreadable;
        }
        try (PreparedStatement statement = connection.prepareStatement(CHAIN)) {
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Finding finding = link(row);
                    if (finding != null) {
                        return finding;
                    }
                }
            }
        }
        return roots.entrySet().stream()
                .filter(entry -> entry.getKey() > sealNo)
                .findFirst()
                .map(entry -> missingSeal(
                        " (gốc ngày " + entry.getValue().getFirst().day() + " ghi đến số " + entry.getKey() + ")",
                        " (the root of " + entry.getValue().getFirst().day() + " goes up to number " + entry.getKey()
                                + ")"))
                .orElse(null);
    }

    private @Nullable Finding link(ResultSet row) throws SQLException {
        long number = row.getLong("seal_no");
        long event = row.getLong("event_id");
        if (number != sealNo + 1) {
            return missingSeal("", "");
        }
        byte[] content = row.getBytes("content_digest");
        byte[] digest = row.getBytes("digest");
        LoggedEvent logged = event(row);
        if (logged == null) {
            return new Finding(Fault.MISSING, event, number, "dòng sự kiện đã bị xóa", "the event's row was deleted");
        }
        if (logged.erased() && !row.getBoolean("erasure")) {
            return new Finding(
                    Fault.CHANGED,
                    event,
                    number,
                    "nội dung đã mất mà không có sự kiện erase",
                    "the content is gone, but no event erase tells of it");
        }
        if (!logged.erased() && !Arrays.equals(logged.contentDigest(), content)) {
            return new Finding(
                    Fault.CHANGED,
                    event,
                    number,
                    "trước, sau hoặc lý do không còn như khi niêm phong",
                    "before, after or reason is not what was sealed");
        }
        if (!Arrays.equals(logged.digest(content, instant(row, "sealed_at")), digest)) {
            return new Finding(
                    Fault.CHANGED,
                    event,
                    number,
                    "thời điểm, người, việc, đối tượng hoặc niêm phong không còn như khi niêm phong",
                    "time, actor, action, subject or the seal itself is not what was sealed");
        }
        byte[] linked = row.getBytes("hash");
        if (!Arrays.equals(row.getBytes("previous_hash"), hash)
                || !Arrays.equals(LoggedEvent.link(hash, number, digest), linked)) {
            return new Finding(
                    Fault.BROKEN_LINK,
                    event,
                    number,
                    "mắt xích không nối với mắt xích trước",
                    "the link does not join the link before it");
        }
        sealNo = number;
        hash = linked;
        lastEvent = event;
        return rootsAt(number, event);
    }

    private Finding missingSeal(String moreVi, String moreEn) {
        return new Finding(
                Fault.MISSING,
                null,
                sealNo + 1,
                "niêm phong đã bị xóa, ngay sau sự kiện " + lastEvent + moreVi,
                "the seal was deleted, right after event " + lastEvent + moreEn);
    }

    private static @Nullable LoggedEvent event(ResultSet row) throws SQLException {
        long id = row.getLong("id");
        return row.wasNull()
                ? null
                : new LoggedEvent(
                        id,
                        instant(row, "at"),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("subject_type"),
                        row.getString("subject_id"),
                        row.getBytes("salt"),
                        row.getString("before"),
                        row.getString("after"),
                        row.getString("reason"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    // ---- what is not in the chain ---------------------------------------------------------------------------------

    private @Nullable Finding walkUnsealed(Connection connection) throws SQLException {
        Finding first = null;
        try (PreparedStatement statement = connection.prepareStatement(UNSEALED)) {
            statement.setFetchSize(FETCH_ROWS);
            statement.setLong(1, mostWaiting.toSeconds());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    waiting++;
                    first = first == null ? unsealed(row) : first;
                }
            }
        }
        return first;
    }

    private @Nullable Finding unsealed(ResultSet row) throws SQLException {
        long event = row.getLong("event_id");
        if (!row.getBoolean("there")) {
            return new Finding(
                    Fault.MISSING,
                    event,
                    null,
                    "dòng sự kiện đã bị xóa trước khi niêm phong",
                    "the event's row was deleted before it was sealed");
        }
        OffsetDateTime recordedAt = row.getObject("recorded_at", OffsetDateTime.class);
        if (recordedAt == null) {
            return new Finding(
                    Fault.INSERTED,
                    event,
                    null,
                    "sự kiện không có niêm phong và cũng không chờ niêm phong: được chèn từ ngoài, hoặc niêm phong đã bị xóa",
                    "the event has no seal and waits for none: it was put in from outside, or its seal was deleted");
        }
        return row.getBoolean("overdue")
                ? new Finding(
                        Fault.UNSEALED,
                        event,
                        null,
                        "chờ niêm phong từ " + recordedAt.toInstant() + ", quá " + mostWaiting.toMinutes()
                                + " phút; dịch vụ có đang chạy không?",
                        "unsealed since " + recordedAt.toInstant() + ", more than " + mostWaiting.toMinutes()
                                + " minutes; is the service running?")
                : null;
    }
}

package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;

/** The door to what notice services reported, for whoever reads the statements: the notices, and the statement's judgement of each. */
public final class NoticeBook {
    private static final String SELECT = """
            select n.id, n.bin, n.number, n.bank_reference, n.amount_vnd, n.day, n.narrative, n.occurred_at, n.services, n.status, n.outcome, n.payment_id,
                   n.line_id, n.received_at, n.judged_at
            from gateway.bank_notice n
            """;
    private static final String LIST = SELECT + """
             where (cast(? as date) is null or n.day = cast(? as date)) and (cast(? as text) is null or n.status = ?) and n.id > ? order by n.id limit ?
            """;
    private static final String COUNTS =
            "select status, count(*) as times from gateway.bank_notice where day = cast(? as date) group by status";
    private static final String TAKEN = "select distinct line_id from gateway.bank_notice where line_id = any(?)";
    /** Of the lines of a day, by account, how many some notice stands for. */
    private static final String TAKEN_OF_DAY = """
            select c.id, count(distinct l.line_id) as times
            from gateway.bank_line l join gateway.collection_account c on c.bank_bin = l.bin and c.number = l.number
            where l.line_id in (select n.line_id from gateway.bank_notice n where n.line_id is not null and n.day between cast(? as date) - 7 and cast(? as date) + 7)
              and l.day = cast(? as date) and l.amount_vnd > 0
            group by c.id
            """;
    /** A service that reported an account within the last 30 days is on duty there. */
    private static final String SERVED = """
            select distinct c.id from gateway.bank_notice n join gateway.collection_account c on c.number = n.number and n.bin in (c.bank_bin, '')
            where n.day between cast(? as date) - 30 and cast(? as date)
            """;

    private final JudgeNotices judge;

    public NoticeBook(InstantSource clock) {
        this.judge = new JudgeNotices(clock);
    }

    /** PROVISIONAL until a statement decides. */
    public enum Status {
        PROVISIONAL,
        CONFIRMED,
        CORRECTED,
        WITHDRAWN;

        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        public static Optional<Status> parse(String text) {
            return java.util.Arrays.stream(values())
                    .filter(s -> s.text().equals(text))
                    .findFirst();
        }
    }

    /**
     * One transfer as services reported it.
     *
     * @param bin empty when the bank is not known
     * @param bankReference in capitals; where the bank gave none, the service's name and number
     * @param amountVnd above 0 for money in, below for money out
     * @param outcome what it did when it came
     * @param lineId the statement's line for it; null while there is none
     * @param judgedAt when it was corrected or withdrawn
     */
    public record Told(
            UUID id,
            String bin,
            String number,
            String bankReference,
            long amountVnd,
            LocalDate day,
            String narrative,
            Instant occurredAt,
            List<String> services,
            String status,
            String outcome,
            @Nullable UUID paymentId,
            @Nullable UUID lineId,
            Instant receivedAt,
            @Nullable Instant judgedAt) {
        public String account() {
            return bin.isEmpty() ? number : bin + "-" + number;
        }
    }

    /** @param day null for all; @param status null for all; @param after the last id seen */
    public List<Told> list(Sql sql, @Nullable LocalDate day, @Nullable Status status, UUID after, int limit) {
        String text = status == null ? null : status.text();
        return sql.list(LIST, NoticeBook::read, day, day, text, text, after, (long) limit);
    }

    /** How many notices of a day stand how. */
    public Map<Status, Long> counts(Sql sql, LocalDate day) {
        Map<Status, Long> counts = new HashMap<>();
        sql.list(COUNTS, row -> row, day)
                .forEach(row -> counts.put(Status.parse(row.text("status")).orElseThrow(), row.whole("times")));
        return counts;
    }

    /** Of these lines, those that some notice stands for. */
    public Set<UUID> taken(Sql sql, Collection<UUID> lines) {
        return new HashSet<>(sql.list(TAKEN, row -> row.uuid("line_id"), (Object) lines.toArray(UUID[]::new)));
    }

    /** How many lines of money in of a day some notice stands for, by account. */
    public Map<UUID, Long> takenOfDay(Sql sql, LocalDate day) {
        Map<UUID, Long> taken = new HashMap<>();
        sql.list(TAKEN_OF_DAY, row -> row, day, day, day).forEach(row -> taken.put(row.uuid("id"), row.whole("times")));
        return taken;
    }

    /** Accounts on which a notice service is at work: it reported a transfer within the 30 days up to this one. */
    public Set<UUID> served(Sql sql, LocalDate day) {
        return new HashSet<>(sql.list(SERVED, row -> row.uuid("id"), day, day));
    }

    /** Accounts with notices up to a day that a statement may decide about. */
    public List<UUID> accounts(Sql sql, LocalDate through) {
        return judge.accounts(sql, through);
    }

    /** The days up to one with notices of an account that no statement has decided about. */
    public List<LocalDate> provisionalDays(Sql sql, UUID account, LocalDate through) {
        return judge.provisionalDays(sql, account, through);
    }

    /**
     * Decides about the notices of an account. Call it under the account's lock, after its lines were judged.
     *
     * @param covered days that are over, and of which a statement was booked whole
     */
    public void judge(Tx tx, UUID account, Collection<LocalDate> covered) {
        judge.judge(tx, account, covered);
    }

    private static Told read(Row row) {
        return new Told(
                row.uuid("id"),
                row.text("bin"),
                row.text("number"),
                row.text("bank_reference"),
                row.whole("amount_vnd"),
                row.date("day"),
                row.text("narrative"),
                row.instant("occurred_at"),
                row.texts("services"),
                row.text("status"),
                row.text("outcome"),
                row.uuidOrNull("payment_id"),
                row.uuidOrNull("line_id"),
                row.instant("received_at"),
                row.instantOrNull("judged_at"));
    }
}

package vn.phigate.gateway.payments;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.Ids;

/**
 * Holds the notices of an account against its statement, one by one, once the lines were judged. A line stands for one notice, and a notice for one transfer:
 *
 * <ol>
 *   <li>confirmed: same account, bank reference, amount and day (done where lines are booked);
 *   <li>corrected: same account and bank reference, both used once, and either the amount or the day differs, not both; a day differs by a week at most;
 *   <li>corrected: the bank wrote another reference, but its line paid the payment that the notice names, in the notice's amount (a notice that was counted
 *       is told so by the match itself);
 *   <li>corrected: the service gave no reference; the lines left over with its amount and day are taken in their order, for it moved nothing;
 *   <li>withdrawn: the statement of its day came whole, and has no line for it. A line that comes later takes that back.
 * </ol>
 *
 * What a notice had paid stays as it was told: a withdrawn or smaller transfer contradicts, and the payment's own life says what that means.
 */
final class JudgeNotices {
    private static final String NOTICE = "notice:";
    private static final String OPEN = """
            select n.id, n.bank_reference, n.amount_vnd, n.day, n.payment_id, n.counted, n.outcome
            from gateway.bank_notice n join gateway.collection_account c on c.id = ? and n.number = c.number and n.bin in (c.bank_bin, '')
            where n.status in ('provisional', 'withdrawn')
            """;
    /** The notice that a case is about; whatever else cases are about is no notice. */
    private static final String OF_CASE =
            "n.id = case when k.fingerprint like 'notice:%' then cast(substr(k.fingerprint, 8) as uuid) end";
    /** Cases of notices that the statement has meanwhile must be ended too. */
    private static final String ACCOUNTS = """
            select distinct c.id
            from (
                select n.number, n.bin from gateway.bank_notice n
                where n.status in ('provisional', 'withdrawn') and n.day <= cast(? as date) and (n.status = 'provisional' or n.day > cast(? as date) - 31)
                union
                select n.number, n.bin from gateway.payment_case k join gateway.bank_notice n on %s
                where k.status = 'open' and k.type in ('unidentified_transfer', 'contradiction') and n.day <= cast(? as date)
            ) t join gateway.collection_account c on c.number = t.number and t.bin in (c.bank_bin, '')
            order by c.id
            """.replace("%s", OF_CASE);

    private static final String PROVISIONAL_DAYS = """
            select distinct n.day from gateway.bank_notice n
            join gateway.collection_account c on c.id = ? and n.number = c.number and n.bin = c.bank_bin
            where n.status = 'provisional' and n.day <= cast(? as date) order by n.day
            """;
    private static final String FREE_LINES = """
            select l.line_id, l.bank_reference, l.amount_vnd, l.day
            from gateway.bank_line l join gateway.collection_account c on c.id = ? and l.number = c.number and l.bin = c.bank_bin
            where not exists (select from gateway.bank_notice taken where taken.line_id = l.line_id)
            """;
    private static final String BY_REFERENCE = """
            with notice as (
                select o.*, count(*) over (partition by o.bank_reference) as times from (%s) o where o.outcome <> 'no_reference'
            ), line as (
                select f.*, count(*) over (partition by f.bank_reference) as times
                from (%s and l.bank_reference in (select n.bank_reference from notice n)) f
                where f.day between (select min(n.day) - 7 from notice n) and (select max(n.day) + 7 from notice n)
            )
            update gateway.bank_notice t set status = 'corrected', line_id = line.line_id, judged_at = ?
            from notice join line on line.bank_reference = notice.bank_reference
            where t.id = notice.id and notice.times = 1 and line.times = 1
              and (line.amount_vnd = notice.amount_vnd and abs(line.day - notice.day) <= 7
                   or line.day = notice.day and sign(line.amount_vnd) = sign(notice.amount_vnd))
            """.formatted(OPEN, FREE_LINES);
    private static final String BY_PAYMENT = """
            with notice as (
                select o.*, row_number() over (partition by o.payment_id, o.amount_vnd order by o.day, o.id) as place
                from (%s) o join gateway.payment p on p.id = o.payment_id and p.provider in ('bank', 'vietqr')
                where not o.counted
            ), line as (
                select s.line_id, s.payment_id, s.amount_vnd, s.booked_on,
                       row_number() over (partition by s.payment_id, s.amount_vnd order by s.booked_on, s.line_id) as place
                from gateway.bank_sighting s
                where s.payment_id in (select n.payment_id from notice n)
                  and not exists (select from gateway.bank_notice taken where taken.line_id = s.line_id)
            )
            update gateway.bank_notice t set status = 'corrected', line_id = line.line_id, judged_at = ?
            from notice join line on line.payment_id = notice.payment_id and line.amount_vnd = notice.amount_vnd and line.place = notice.place
            where t.id = notice.id and abs(line.booked_on - notice.day) <= 7
            """.formatted(OPEN);
    private static final String WITHOUT_REFERENCE = """
            with notice as (
                select o.*, row_number() over (partition by o.amount_vnd, o.day order by o.id) as place
                from (%s) o where o.outcome = 'no_reference'
            ), line as (
                select f.*, row_number() over (partition by f.amount_vnd, f.day order by f.line_id) as place
                from (%s and l.day in (select n.day from notice n)) f
            )
            update gateway.bank_notice t set status = 'corrected', line_id = line.line_id, judged_at = ?
            from notice join line on line.amount_vnd = notice.amount_vnd and line.day = notice.day and line.place = notice.place
            where t.id = notice.id
            """.formatted(OPEN, FREE_LINES);
    private static final String ANY = "select o.id from (%s) o limit 1".formatted(OPEN);
    private static final String ANY_WITHOUT_REFERENCE =
            "select o.id from (%s) o where o.outcome = 'no_reference' limit 1".formatted(OPEN);

    /** At one bank only: where the bank is not known, the statement of one proves nothing. */
    private static final String WITHDRAW = """
            update gateway.bank_notice n set status = 'withdrawn', judged_at = ?
            from gateway.collection_account c
            where c.id = ? and n.number = c.number and n.bin = c.bank_bin and n.status = 'provisional' and n.day = any(cast(? as date[]))
            """;

    private static final String LOCK_COUNTED = """
            select p.id from gateway.payment p
            where p.id in (select o.payment_id from (%s) o where o.counted) order by p.id for update
            """.formatted(OPEN);
    /** Of what is judged now: money that was counted, and that the bank does not have, or not in this amount. */
    private static final String DENIED = """
            select n.id, n.payment_id, n.amount_vnd, n.bank_reference, n.day, n.status, l.amount_vnd as line_vnd, p.status as payment_status
            from gateway.bank_notice n
            join gateway.collection_account c on c.id = ? and n.number = c.number and n.bin in (c.bank_bin, '')
            join gateway.payment p on p.id = n.payment_id
            left join gateway.bank_line l on l.line_id = n.line_id
            where n.counted and n.judged_at = ? and (n.status = 'withdrawn' or l.amount_vnd <> n.amount_vnd) order by n.id
            """;

    private static final String OPEN_CASE = """
            insert into gateway.payment_case (id, payment_id, type, amount_vnd, detail, fingerprint, opened_at)
            values (?, ?, ?, ?, ?, ?, ?) on conflict (payment_id, type, fingerprint) do nothing
            """;
    private static final String END_CASES = """
            update gateway.payment_case k set status = 'resolved', resolved_by = 'rule:bank_statement', resolved_at = ?,
                resolution = case when n.status = 'withdrawn' then 'never_booked' when k.type = 'contradiction' then 'booked_after_all' else 'on_statement' end
            from gateway.bank_notice n join gateway.collection_account c on c.id = ? and n.number = c.number and n.bin in (c.bank_bin, '')
            left join gateway.bank_line l on l.line_id = n.line_id
            where k.status = 'open' and k.type in ('unidentified_transfer', 'contradiction') and %s
              and (k.type = 'unidentified_transfer' and n.status <> 'provisional'
                   or k.type = 'contradiction' and n.status in ('confirmed', 'corrected') and l.amount_vnd = n.amount_vnd)
            """.replace("%s", OF_CASE);

    private final InstantSource clock;

    JudgeNotices(InstantSource clock) {
        this.clock = clock;
    }

    static String fingerprint(UUID notice) {
        return NOTICE + notice;
    }

    /** The notice that a case of this fingerprint is about. */
    static Optional<UUID> noticeOf(String fingerprint) {
        return fingerprint.startsWith(NOTICE)
                ? Optional.of(UUID.fromString(fingerprint.substring(NOTICE.length())))
                : Optional.empty();
    }

    List<UUID> accounts(Sql sql, LocalDate through) {
        return sql.list(ACCOUNTS, row -> row.uuid("id"), through, through, through);
    }

    List<LocalDate> provisionalDays(Sql sql, UUID account, LocalDate through) {
        return sql.list(PROVISIONAL_DAYS, row -> row.date("day"), account, through);
    }

    /** @param covered days of which all lines are booked and judged */
    void judge(Tx tx, UUID account, Collection<LocalDate> covered) {
        Instant now = clock.instant();
        tx.list(LOCK_COUNTED, row -> row.uuid("id"), account);
        if (tx.get(ANY, account).isPresent()) {
            tx.run(BY_REFERENCE, account, account, now);
            tx.run(BY_PAYMENT, account, now);
        }
        if (tx.get(ANY_WITHOUT_REFERENCE, account).isPresent()) {
            tx.run(WITHOUT_REFERENCE, account, account, now);
        }
        tx.run(WITHDRAW, now, account, covered.stream().map(LocalDate::toString).toArray(String[]::new));
        tx.list(DENIED, row -> row, account, now).forEach(denied -> contest(tx, denied, now));
        tx.run(END_CASES, now, account);
    }

    /** The bank's word stands beside the service's; which of them is right, and what follows, people decide. */
    private static void contest(Tx tx, Row denied, Instant now) {
        PaymentStatus status = PaymentStatus.read(denied.text("payment_status"));
        if (PaymentLife.next(status, new PaymentLife.Event.Declined(PaymentLife.Others.OVER, false, true))
                instanceof PaymentLife.Answer.Contradicts(CaseType opens)) {
            Long line = denied.wholeOrNull("line_vnd");
            tx.run(
                    OPEN_CASE,
                    Ids.next(now),
                    denied.uuid("payment_id"),
                    opens.text(),
                    denied.whole("amount_vnd"),
                    "bank statement, " + denied.text("bank_reference") + ", " + denied.date("day") + ": "
                            + (line == null ? "not booked" : line + " VND booked"),
                    fingerprint(denied.uuid("id")),
                    now);
        }
    }
}

package vn.phigate.gateway.payments;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.BankRecorded.Outcome;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.providers.BankNotice;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;

/**
 * Records what notice services say of transfers. Each transfer is stored once, by its identity (account, bank reference, amount, day), and only whoever stored it goes
 * on: a payment that its narrative names by reference gets the money by the same rules as from any provider ({@link RecordNotices}). A hundred calls of two services at
 * once wait for each other at the identity's constraint.
 */
final class RecordBankNotices {
    /** The bank of a number, when the registry knows one bank only that has it. */
    private static final String BINS =
            "select distinct bank_bin as bin from gateway.collection_account where number = ? limit 2";

    private static final String THEIRS = """
            select 1 as one from gateway.collection_account c
            where c.number = ? and (c.bank_bin = ? or ? = '')
              and (select k.code from gateway.agency_code k where k.agency_id = c.agency_id order by k.valid desc limit 1) = any(?) limit 1
            """;

    private static final String STORE = """
            insert into gateway.bank_notice (id, bin, number, bank_reference, amount_vnd, day, narrative, occurred_at, services, status, outcome, received_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'provisional', 'new', ?)
            on conflict on constraint bank_notice_once do update set services =
                case when bank_notice.services @> excluded.services then bank_notice.services else bank_notice.services || excluded.services end
            returning id, payment_id, outcome
            """;
    private static final String DECIDED =
            "update gateway.bank_notice set outcome = ?, payment_id = ?, counted = ? where id = ?";
    private static final String ON_STATEMENT = """
            update gateway.bank_notice n set status = 'confirmed', line_id = l.line_id
            from (select line_id from gateway.bank_line
                  where bin = ? and number = ? and bank_reference = ? and amount_vnd = ? and day = ? order by line_id limit 1) l
            where n.id = ?
            """;
    private static final String NAMED = """
            select p.id, c.bank_bin as bin, c.number from gateway.payment p join gateway.collection_account c on c.id = p.account_id
            where p.reference = any(?) limit 2
            """;
    private static final String LOCK = "select status, provider from gateway.payment where id = ? for update";
    private static final String TRANSFER_ATTEMPT = """
            select order_id, key_id from gateway.attempt where payment_id = ? and provider = 'vietqr' order by number desc limit 1
            """;

    private static final String EVIDENCE = """
            insert into gateway.evidence (id, provider, source, payment_id, content_hash, content, key_id, verdict, received_at, last_received_at)
            values (?, ?, 'callback', ?, sha256(?), ?, ?, ?, ?, ?)
            on conflict on constraint evidence_once
            do update set times = evidence.times + 1, last_received_at = excluded.last_received_at
            returning id
            """;
    /** Until the statement has it: then the line is reconciliation's, and a rule ends the case ({@link JudgeNotices}). */
    private static final String OPEN_CASE = """
            insert into gateway.payment_case (id, payment_id, type, amount_vnd, detail, evidence_id, fingerprint, opened_at)
            values (?, ?, 'unidentified_transfer', ?, ?, ?, ?, ?) on conflict (payment_id, type, fingerprint) do nothing
            """;

    private static final int NARRATIVE_SHOWN = 200;

    private final RecordNotices notices;
    private final boolean noticePays;
    private final InstantSource clock;

    /** @param noticePays whether a notice alone makes a payment paid; else only the statement does */
    RecordBankNotices(RecordNotices notices, boolean noticePays, InstantSource clock) {
        this.notices = notices;
        this.noticePays = noticePays;
        this.clock = clock;
    }

    /**
     * @param agencies of whose accounts the key that vouched may speak; empty for all
     * @param content the exact bytes, with what else its signature needs
     */
    BankRecorded record(Tx tx, BankNotice notice, Set<String> agencies, byte[] content) {
        Stored stored = store(tx, notice, agencies);
        BankRecorded recorded = stored.recorded;
        String verdict = recorded.outcome().text();
        UUID evidence = evidence(tx, notice.service(), notice.keyId(), content, verdict, recorded.paymentId());
        if (recorded.outcome().explainsNothing() && notice.amountVnd() > 0) {
            String narrative = notice.narrative();
            tx.run(
                    OPEN_CASE,
                    Ids.next(clock.instant()),
                    recorded.paymentId(),
                    notice.amountVnd(),
                    notice.service() + " " + stored.transfer.text() + ": " + verdict + ", "
                            + narrative.substring(0, Math.min(NARRATIVE_SHOWN, narrative.length())),
                    evidence,
                    stored.fingerprint,
                    clock.instant());
        }
        return recorded;
    }

    /** @return the id of the evidence, also when the same bytes were there already */
    UUID evidence(Tx tx, String service, String keyId, byte[] content, String verdict, @Nullable UUID payment) {
        Instant now = clock.instant();
        return tx.get(EVIDENCE, Ids.next(now), service, payment, content, content, keyId, verdict, now, now)
                .orElseThrow()
                .uuid("id");
    }

    private record Stored(String fingerprint, Transferred transfer, BankRecorded recorded) {}

    /** What a key may not speak of is not stored: it would stand in the place of the transfer that another service reports. */
    private Stored store(Tx tx, BankNotice notice, Set<String> agencies) {
        Instant now = clock.instant();
        List<Row> named = named(tx, notice.narrative());
        String number = accountNumber(notice, named);
        String bin = bin(tx, notice, number, named);
        var transfer = new Transferred(
                bin, number, reference(notice), notice.amountVnd(), BusinessDay.of(notice.occurredAt()));
        if (!agencies.isEmpty()
                && tx.get(THEIRS, number, bin, bin, agencies.toArray(String[]::new))
                        .isEmpty()) {
            return new Stored(
                    "foreign:" + notice.service() + ":" + notice.serviceNumber(),
                    transfer,
                    new BankRecorded(Outcome.NOT_ITS_ACCOUNT, null));
        }
        UUID id = Ids.next(now);
        Row stored = tx.get(
                        STORE,
                        id,
                        bin,
                        number,
                        transfer.bankReference,
                        transfer.amountVnd,
                        transfer.day,
                        notice.narrative(),
                        notice.occurredAt(),
                        new String[] {notice.service()},
                        now)
                .orElseThrow();
        UUID paymentId = named.size() == 1 ? named.getFirst().uuid("id") : null;
        UUID first = stored.uuid("id");
        UUID before = stored.uuidOrNull("payment_id");
        if (before != null && paymentId != null && !before.equals(paymentId)) {
            // Its own case: that the first transfer meets the statement explains nothing of this one.
            return new Stored(
                    "shared:" + notice.service() + ":" + notice.serviceNumber(),
                    transfer,
                    new BankRecorded(Outcome.SHARED_REFERENCE, paymentId));
        }
        // What one service cut out of the narrative another may have left in.
        boolean namedNow = paymentId != null && stored.text("outcome").equals(Outcome.UNKNOWN.text());
        if (!first.equals(id) && !namedNow) {
            return new Stored(JudgeNotices.fingerprint(first), transfer, new BankRecorded(Outcome.REPEATED, before));
        }
        Outcome outcome = decide(tx, notice, transfer, first, named);
        boolean counted = outcome == Outcome.PAID || outcome == Outcome.PAID_TWICE;
        tx.run(DECIDED, outcome.text(), paymentId, counted, first);
        return new Stored(JudgeNotices.fingerprint(first), transfer, new BankRecorded(outcome, paymentId));
    }

    private record Transferred(String bin, String number, String bankReference, long amountVnd, LocalDate day) {
        String text() {
            return bin + "-" + number + " " + bankReference + " " + amountVnd + " VND " + day;
        }
    }

    private Outcome decide(Tx tx, BankNotice notice, Transferred transfer, UUID id, List<Row> named) {
        boolean onStatement = tx.run(
                        ON_STATEMENT,
                        transfer.bin,
                        transfer.number,
                        transfer.bankReference,
                        transfer.amountVnd,
                        transfer.day,
                        id)
                > 0;
        if (notice.amountVnd() < 0) {
            return Outcome.OUTGOING;
        } else if (onStatement) {
            return Outcome.ON_STATEMENT;
        } else if (notice.bankReference() == null) {
            return Outcome.NO_REFERENCE;
        } else if (named.size() != 1) {
            return named.isEmpty() ? Outcome.UNKNOWN : Outcome.SEVERAL_PAYMENTS;
        }
        Row payment = named.getFirst();
        UUID paymentId = payment.uuid("id");
        Row attempt = tx.get(TRANSFER_ATTEMPT, paymentId).orElse(null);
        if (attempt == null) {
            return Outcome.NO_TRANSFER_EXPECTED;
        }
        Row locked = tx.get(LOCK, paymentId).orElseThrow();
        if (tx.run(
                        ON_STATEMENT,
                        transfer.bin,
                        transfer.number,
                        transfer.bankReference,
                        transfer.amountVnd,
                        transfer.day,
                        id)
                > 0) {
            // The line came while we waited for the payment.
            return Outcome.ON_STATEMENT;
        }
        boolean rightAccount = payment.text("number").equals(transfer.number)
                && payment.text("bin").equals(transfer.bin);
        if (!noticePays || "bank".equals(locked.textOrNull("provider"))) {
            // What the statement paid already, a late notice under another reference cannot pay again; a second
            // transfer is a second line.
            return Outcome.AWAITS_STATEMENT;
        }
        var said = new Notice(
                VietQrProvider.NAME,
                "callback",
                attempt.text("order_id"),
                rightAccount ? attempt.text("key_id") : transfer.bin + "-" + transfer.number,
                notice.amountVnd(),
                Notice.Result.PAID,
                transfer.bankReference,
                notice.occurredAt(),
                notice.service() + " " + notice.serviceNumber(),
                // The same bytes whichever service spoke first; its own stand beside them, with their signature.
                transfer.text().getBytes(StandardCharsets.UTF_8));
        return switch (notices.record(tx, List.of(said)).getFirst()) {
            case Recorded.Moved ignored -> Outcome.PAID;
            case Recorded.Contradicts(UUID ignored, CaseType opens) ->
                opens == CaseType.PAID_TWICE ? Outcome.PAID_TWICE : Outcome.AMOUNT_DIFFERS;
            case Recorded.AmountDiffers ignored -> Outcome.AMOUNT_DIFFERS;
            case Recorded.Repeated ignored -> Outcome.REPEATED;
            case Recorded.UnknownOrder ignored -> Outcome.WRONG_ACCOUNT;
        };
    }

    private static List<Row> named(Sql sql, String narrative) {
        String[] references = PaymentReference.find(
                        CompactNarrative.of(narrative).text())
                .stream()
                .map(PaymentReference.Found::reference)
                .distinct()
                .toArray(String[]::new);
        return references.length == 0 ? List.of() : sql.list(NAMED, row -> row, (Object) references);
    }

    /** A virtual account is a door of the real one; it counts when it is what the payment asked for. */
    private static String accountNumber(BankNotice notice, List<Row> named) {
        String virtual = notice.virtualNumber();
        return virtual != null && named.stream().anyMatch(p -> p.text("number").equals(virtual))
                ? virtual
                : notice.number();
    }

    private static String bin(Sql sql, BankNotice notice, String number, List<Row> named) {
        String told = notice.bin();
        if (told != null) {
            return told;
        }
        List<String> known = sql.list(BINS, row -> row.text("bin"), number);
        if (known.size() == 1) {
            return known.getFirst();
        }
        return named.stream()
                .filter(p -> p.text("number").equals(number))
                .map(p -> p.text("bin"))
                .findFirst()
                .orElse("");
    }

    /** As {@link BankWitness} writes it too. */
    static String reference(String bankReference) {
        return bankReference.strip().toUpperCase(Locale.ROOT);
    }

    private static String reference(BankNotice notice) {
        @Nullable String told = notice.bankReference();
        return told == null ? notice.service() + " " + notice.serviceNumber() : reference(told);
    }
}

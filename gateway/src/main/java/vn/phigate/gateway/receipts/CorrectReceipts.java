package vn.phigate.gateway.receipts;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.money.AmountInWords;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.signing.CanonicalJson;
import vn.phigate.gateway.platform.signing.KeyRing;
import vn.phigate.gateway.platform.signing.SignedDocument;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;

/**
 * Puts wrong receipts right, by two people. The law of the day decides how: words alone take a notice beside the receipt, a wrong tax code or amount takes another
 * receipt, with the next number, which names the one in whose place it stands (Circular 91/2026/TT-BTC Art. 20). Nobody types an amount: it is what this payment
 * settled and nobody gave back, by the books.
 */
public final class CorrectReceipts {
    private static final String RECEIPT = """
            select r.id, r.code, r.agency_id, r.payment_id, r.dossier_id, r.content, r.withdrawn_at, r.replaced_at, r.signed is not null as signed
            from gateway.receipt r
            """;
    private static final String BY_CODE = RECEIPT + " where r.code = ?";
    private static final String LOCKED = RECEIPT + " where r.id = ? for update";
    /** Money goes back under the same lock, so that none does while a receipt of it is made. Before all other locks, as everywhere. */
    private static final String LOCK_PAYMENT = "select status from gateway.payment where id = ? for update";

    private static final String PROPOSE = """
            insert into gateway.receipt_correction (id, receipt_id, action, errors, amounts, reason, status, proposed_at, proposed_by)
            values (?, ?, ?, ?, ?, ?, 'proposed', ?, ?)
            """;
    private static final String SELECT = """
            select c.id, c.receipt_id, c.action, c.errors, c.amounts, c.reason, c.status, c.proposed_at, c.proposed_by, c.decided_at, c.decided_by, c.refused_why,
                   r.code as receipt_code, r.agency_id, coalesce(p.code, n.code) as result
            from gateway.receipt_correction c join gateway.receipt r on r.id = c.receipt_id
            left join gateway.paper p on p.id = c.paper_id left join gateway.receipt n on n.id = c.replacement_id
            """;
    private static final String GET = SELECT + " where c.id = ?";
    private static final String LIST = SELECT + """
             where (cast(? as text) is null or c.status = ?) and (cast(? as text) is null or r.code = ?)
               and (cast(? as bigint[]) is null or r.agency_id = any(cast(? as bigint[]))) and c.id > ? order by c.id limit ?
            """;
    private static final String RECENT = SELECT + """
             where c.status = ? and (cast(? as bigint[]) is null or r.agency_id = any(cast(? as bigint[]))) and c.id < ? order by c.id desc limit ?
            """;
    private static final String LOCK = "select id from gateway.receipt_correction where id = ? for update";
    private static final String DONE = """
            update gateway.receipt_correction set status = 'done', decided_at = ?, decided_by = ?, paper_id = ?, replacement_id = ? where id = ?
            """;
    private static final String REFUSE = """
            update gateway.receipt_correction set status = 'refused', decided_at = ?, decided_by = ?, refused_why = ? where id = ?
            """;
    private static final String NOTICE = """
            insert into gateway.paper (id, code, kind, agency_id, dossier_id, receipt_id, signed, issued_at) values (?, ?, 'correction', ?, ?, ?, ?, ?)
            """;
    private static final String REPLACED = "update gateway.receipt set replaced_at = ? where id = ?";
    private static final String REPLACE = """
            insert into gateway.receipt (id, code, agency_id, year, template, serial, number, payment_id, dossier_id, content, issued_at, replaces, obligations)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as uuid[]))
            """;
    private static final String SUBJECT = "receipt_correction";

    private final KeyRing keys;
    private final ReceiptSeries series;
    private final Audit audit;
    private final SecureRandom random;
    private final String publicUrl;
    private final Runnable toSign;
    private final InstantSource clock;

    /** @param toSign wakes whoever signs receipts */
    CorrectReceipts(
            KeyRing keys,
            ReceiptSeries series,
            Audit audit,
            SecureRandom random,
            String publicUrl,
            Runnable toSign,
            InstantSource clock) {
        this.keys = keys;
        this.series = series;
        this.audit = audit;
        this.random = random;
        this.publicUrl = publicUrl;
        this.toSign = toSign;
        this.clock = clock;
    }

    /** Whose receipt it is. */
    public long agencyOf(Sql sql, String code) {
        return receipt(sql, code).whole("agency_id");
    }

    /** @throws vn.phigate.gateway.platform.http.Refusal when nothing is wrong, the receipt does not stand, or another correction of it is open */
    public Correction propose(Tx tx, String code, Correction.Errors errors, String reason, String by) {
        Row row = lockStanding(tx, receipt(tx, code));
        StandingReceipt receipt = StandingReceipt.of(tx, row);
        Instant now = clock.instant();
        Correction.Action action = action(errors, BusinessDay.of(now));
        requireAnError(receipt, action, errors);
        UUID id = Ids.next(now);
        try {
            tx.run(
                    PROPOSE,
                    id,
                    row.uuid("id"),
                    action.text(),
                    CorrectionJson.stored(errors),
                    action == Correction.Action.REPLACEMENT ? Json.text(receipt.amounts()) : null,
                    reason,
                    now,
                    by);
        } catch (ConstraintViolation open) {
            if (open.constraint().equals("receipt_correction_once")) {
                throw ReceiptProblem.CORRECTION_OPEN.refusal();
            }
            throw open;
        }
        Correction proposed = get(tx, id);
        audit.record(tx, by, "propose", SUBJECT, id.toString(), null, CorrectionJson.view(proposed), reason);
        return proposed;
    }

    private static Row lockStanding(Tx tx, Row receipt) {
        String payment =
                tx.get(LOCK_PAYMENT, receipt.uuid("payment_id")).orElseThrow().text("status");
        Row locked = tx.get(LOCKED, receipt.uuid("id")).orElseThrow();
        if (!payment.equals("paid")
                || locked.instantOrNull("withdrawn_at") != null
                || locked.instantOrNull("replaced_at") != null) {
            throw ReceiptProblem.RECEIPT_NOT_STANDING.refusal();
        }
        return locked;
    }

    /** Words alone take a notice where the law has one; everything else, and every error under a law without, takes another receipt. */
    private Correction.Action action(Correction.Errors errors, LocalDate today) {
        boolean wordsAlone = errors.taxCode() == null && !errors.amount();
        return wordsAlone && series.rules().on(today).errorNotice() != null
                ? Correction.Action.NOTICE
                : Correction.Action.REPLACEMENT;
    }

    private static void requireAnError(StandingReceipt standing, Correction.Action action, Correction.Errors errors) {
        ReceiptContent receipt = standing.content();
        errors.texts().forEach(text -> requirePlace(standing, action, errors, text));
        boolean replaced = action == Correction.Action.REPLACEMENT;
        if (replaced && standing.left().isEmpty()) {
            throw ReceiptProblem.NOTHING_LEFT.refusal();
        }
        boolean amountWrong = errors.amount()
                && standing.amounts().stream().anyMatch(amount -> amount.beforeVnd() != amount.afterVnd());
        boolean taxCodeWrong = errors.taxCode() != null
                && !errors.taxCode().equals(receipt.collector().taxCode());
        boolean wordsRight =
                errors.texts().stream().anyMatch(text -> text.in(receipt).equals(PaperJson.clean(text.right())));
        boolean saidAndRight =
                errors.amount() && !amountWrong || errors.taxCode() != null && !taxCodeWrong || wordsRight;
        if (saidAndRight || errors.texts().isEmpty() && !amountWrong && !taxCodeWrong) {
            throw ReceiptProblem.NOTHING_WRONG.refusal();
        }
    }

    private static void requirePlace(
            StandingReceipt standing, Correction.Action action, Correction.Errors errors, Misprint text) {
        ReceiptContent receipt = standing.content();
        if (!text.fits(receipt)) {
            throw HttpProblem.field(
                    "texts.line",
                    String.valueOf(text.line()),
                    "cần số dòng của biên lai (chỉ cho line_name và line_legal_basis).",
                    "the number of a line of the receipt is needed (for line_name and line_legal_basis only).");
        }
        if (action == Correction.Action.REPLACEMENT
                && text.line() != null
                && standing.left(text.line()).isEmpty()) {
            throw ReceiptProblem.LINE_GIVEN_BACK.refusal().with("line", text.line());
        }
        // Words of an amount are an amount: nobody types one.
        String phrase = AmountInWords.receiptPhrase(receipt.totalVnd());
        if (text.field() == Misprint.Field.AMOUNT_IN_WORDS
                && (errors.amount() || !PaperJson.clean(text.right()).equals(phrase))) {
            throw HttpProblem.field(
                    "texts.right",
                    text.right(),
                    "số tiền bằng chữ của biên lai này là: " + phrase + "; khi sửa số tiền thì hệ thống tự viết.",
                    "the amount of this receipt in words is: " + phrase
                            + "; where the amount is wrong it is written anew.");
        }
    }

    /** Makes the notice or the other receipt. @param by another person than proposed it */
    public Correction approve(Tx tx, UUID id, String by) {
        Correction seen = get(tx, id);
        requireOpen(seen);
        if (seen.proposedBy().equals(by)) {
            throw ReceiptProblem.CORRECTION_SAME_PERSON.refusal();
        }
        Row row = lockStanding(tx, receipt(tx, seen.receiptCode()));
        Correction open = locked(tx, id);
        StandingReceipt receipt = StandingReceipt.of(tx, row);
        Instant now = clock.instant();
        if (action(open.errors(), BusinessDay.of(now)) != open.action()) {
            throw ReceiptProblem.CORRECTION_LAW_CHANGED.refusal();
        }
        requireAnError(receipt, open.action(), open.errors());
        switch (open.action()) {
            case NOTICE -> tx.run(DONE, now, by, issueNotice(tx, row, receipt.content(), open, now), null, id);
            case REPLACEMENT -> {
                if (!receipt.amounts().equals(open.amounts())) {
                    throw ReceiptProblem.AMOUNTS_CHANGED.refusal();
                }
                tx.run(DONE, now, by, null, replace(tx, row, receipt, open, now), id);
            }
        }
        Correction done = get(tx, id);
        audit.record(
                tx, by, "approve", SUBJECT, id.toString(), CorrectionJson.view(open), CorrectionJson.view(done), null);
        tx.afterCommit(toSign);
        return done;
    }

    private UUID issueNotice(Tx tx, Row row, ReceiptContent receipt, Correction correction, Instant now) {
        LocalDate today = BusinessDay.of(now);
        ReceiptRule rule = series.rules().on(today);
        String form = Objects.requireNonNull(rule.errorNotice(), "a notice has a form");
        List<Misprint> texts = correction.errors().texts();
        ReceiptCode code = ReceiptCode.generate(random);
        var content = new CorrectionContent(
                form,
                receipt.collector(),
                receipt.reference(),
                Misprint.right(texts, Misprint.Field.PAYER_NAME, null, receipt.payerName()),
                receipt.dossierCodes(),
                texts.stream()
                        .map(text -> new CorrectionContent.Change(
                                text.field().text(), text.label(), text.in(receipt), text.right()))
                        .toList(),
                correction.reason(),
                today,
                code,
                publicUrl + "/verify/" + code.text(),
                rule.law(),
                receipt.sample());
        String signed = new String(
                CanonicalJson.bytes(SignedDocument.sign(content.toJson(), keys.current())), StandardCharsets.UTF_8);
        UUID id = Ids.next(now);
        tx.run(NOTICE, id, code.text(), row.whole("agency_id"), row.uuid("dossier_id"), row.uuid("id"), signed, now);
        return id;
    }

    /** Signed, told and drawn afterwards like every other receipt. */
    private UUID replace(Tx tx, Row row, StandingReceipt wrong, Correction correction, Instant now) {
        LocalDate today = BusinessDay.of(now);
        tx.run(REPLACED, now, row.uuid("id"));
        long agency = row.whole("agency_id");
        ReceiptSeries.Numbered named = series.next(tx, agency, today);
        ReceiptCode code = ReceiptCode.generate(random);
        ReceiptContent right = replacement(wrong, correction, named, today, code);
        UUID id = Ids.next(now);
        tx.run(
                REPLACE,
                id,
                code.text(),
                agency,
                (long) today.getYear(),
                right.template(),
                right.serial(),
                right.number(),
                row.uuid("payment_id"),
                row.uuid("dossier_id"),
                right.toJson().toString(),
                now,
                row.uuid("id"),
                wrong.left().stream().map(StandingReceipt.Booked::obligation).toArray(UUID[]::new));
        return id;
    }

    /** Always states what the books have left, whatever was wrong: a receipt of today for money that went back would be false. */
    private ReceiptContent replacement(
            StandingReceipt standing,
            Correction correction,
            ReceiptSeries.Numbered named,
            LocalDate today,
            ReceiptCode code) {
        Correction.Errors errors = correction.errors();
        ReceiptContent wrong = standing.content();
        ReceiptContent right = Misprint.putRight(
                wrong,
                errors.texts(),
                errors.taxCode() == null ? wrong.collector().taxCode() : errors.taxCode());
        List<ReceiptContent.Line> lines = new StandingReceipt(right, standing.books()).lines();
        long totalVnd = lines.stream().mapToLong(ReceiptContent.Line::amountVnd).reduce(0, Math::addExact);
        return new ReceiptContent(
                named.rule().template(),
                named.serial(),
                named.number(),
                named.numberText(),
                IssueReceipts.TITLE,
                right.collector(),
                right.payerName(),
                right.dossierCodes(),
                right.procedure(),
                lines,
                totalVnd,
                AmountInWords.receiptPhrase(totalVnd),
                right.paidAt(),
                today,
                right.provider(),
                right.providerTransaction(),
                right.account(),
                code,
                publicUrl + "/verify/" + code.text(),
                named.rule().law(),
                right.sample(),
                new ReceiptContent.Replaced(wrong.reference(), correction.reason()),
                right.onBehalfOf());
    }

    /** Leaves the receipt as it is. @param ownAlone whether only an own proposal may be taken back */
    public Correction refuse(Tx tx, UUID id, String why, String by, boolean ownAlone) {
        Correction open = locked(tx, id);
        if (ownAlone && !open.proposedBy().equals(by)) {
            throw ReceiptProblem.CORRECTION_NOT_YOURS.refusal();
        }
        tx.run(REFUSE, clock.instant(), by, why, id);
        Correction refused = get(tx, id);
        audit.record(
                tx, by, "refuse", SUBJECT, id.toString(), CorrectionJson.view(open), CorrectionJson.view(refused), why);
        return refused;
    }

    public Correction get(Sql sql, UUID id) {
        return sql.get(GET, id)
                .map(CorrectionJson::read)
                .orElseThrow(() -> ReceiptProblem.CORRECTION_UNKNOWN.refusal());
    }

    /** @param agencies null for all; @param after the last id seen */
    public List<Correction> list(
            Sql sql,
            Correction.@Nullable Status status,
            @Nullable String receipt,
            Long @Nullable [] agencies,
            UUID after,
            int limit) {
        String text = status == null ? null : status.text();
        return sql.list(
                LIST, CorrectionJson::read, text, text, receipt, receipt, agencies, agencies, after, (long) limit);
    }

    /** @param before the last id seen */
    public List<Correction> recent(
            Sql sql, Correction.Status status, Long @Nullable [] agencies, UUID before, int limit) {
        return sql.list(RECENT, CorrectionJson::read, status.text(), agencies, agencies, before, (long) limit);
    }

    private Correction locked(Tx tx, UUID id) {
        tx.get(LOCK, id);
        Correction correction = get(tx, id);
        requireOpen(correction);
        return correction;
    }

    private static void requireOpen(Correction correction) {
        if (correction.status() != Correction.Status.PROPOSED) {
            throw ReceiptProblem.CORRECTION_NOT_OPEN
                    .refusal()
                    .with("current_status", correction.status().text());
        }
    }

    private static Row receipt(Sql sql, String code) {
        return ReceiptCode.parse(code)
                .flatMap(c -> sql.get(BY_CODE, c.text()))
                .orElseThrow(() -> ReceiptProblem.RECEIPT_UNKNOWN.refusal());
    }
}

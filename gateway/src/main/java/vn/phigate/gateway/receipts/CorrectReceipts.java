package vn.phigate.gateway.receipts;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    private static final String IN_THE_BOOKS = """
            select o.kind, o.name, o.legal_basis, o.amount_vnd - coalesce((
                       select sum(x.amount_vnd) from gateway.refund_item x join gateway.refund f on f.id = x.refund_id
                       where x.obligation_id = o.id and f.payment_id = s.payment_id and f.status = 'done'), 0)::bigint as amount_vnd
            from gateway.settlement s join gateway.obligation o on o.id = s.obligation_id
            where s.payment_id = ? and o.dossier_id = ? order by o.position
            """;
    private static final String PROPOSE = """
            insert into gateway.receipt_correction (id, receipt_id, action, errors, reason, status, proposed_at, proposed_by)
            values (?, ?, ?, ?, ?, 'proposed', ?, ?)
            """;
    private static final String SELECT = """
            select c.id, c.receipt_id, c.action, c.errors, c.reason, c.status, c.proposed_at, c.proposed_by, c.decided_at, c.decided_by, c.refused_why,
                   r.code as receipt_code, r.agency_id, coalesce(p.code, n.code) as result
            from gateway.receipt_correction c join gateway.receipt r on r.id = c.receipt_id
            left join gateway.paper p on p.id = c.paper_id left join gateway.receipt n on n.id = c.replacement_id
            """;
    private static final String GET = SELECT + " where c.id = ?";
    private static final String LIST = SELECT + """
             where (cast(? as text) is null or c.status = ?) and (cast(? as text) is null or r.code = ?)
               and (cast(? as bigint[]) is null or r.agency_id = any(cast(? as bigint[]))) and c.id > ? order by c.id limit ?
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
            insert into gateway.receipt (id, code, agency_id, year, template, serial, number, payment_id, dossier_id, content, issued_at, replaces)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String SUBJECT = "receipt_correction";

    private final KeyRing keys;
    private final ReceiptSeries series;
    private final Audit audit;
    private final SecureRandom random;
    private final String publicUrl;
    private final InstantSource clock;

    CorrectReceipts(
            KeyRing keys,
            ReceiptSeries series,
            Audit audit,
            SecureRandom random,
            String publicUrl,
            InstantSource clock) {
        this.keys = keys;
        this.series = series;
        this.audit = audit;
        this.random = random;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    /** Whose receipt it is. */
    public long agencyOf(Sql sql, String code) {
        return receipt(sql, code).whole("agency_id");
    }

    /** @throws vn.phigate.gateway.platform.http.Refusal when nothing is wrong, the receipt does not stand, or another correction of it is open */
    public Correction propose(Tx tx, String code, Correction.Errors errors, String reason, String by) {
        Row row = tx.get(LOCKED, receipt(tx, code).uuid("id")).orElseThrow();
        ReceiptContent receipt = standing(row);
        requireAnError(tx, row, receipt, errors);
        Instant now = clock.instant();
        UUID id = Ids.next(now);
        try {
            tx.run(
                    PROPOSE,
                    id,
                    row.uuid("id"),
                    action(errors, BusinessDay.of(now)).text(),
                    stored(errors),
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
        audit.record(tx, by, "propose", SUBJECT, id.toString(), null, view(proposed), reason);
        return proposed;
    }

    /** Words alone take a notice where the law has one; everything else, and every error under a law without, takes another receipt. */
    private Correction.Action action(Correction.Errors errors, LocalDate today) {
        boolean wordsAlone = errors.taxCode() == null && !errors.amount();
        return wordsAlone && series.rules().on(today).errorNotice() != null
                ? Correction.Action.NOTICE
                : Correction.Action.REPLACEMENT;
    }

    private void requireAnError(Tx tx, Row row, ReceiptContent receipt, Correction.Errors errors) {
        for (Misprint text : errors.texts()) {
            if (!text.fits(receipt)) {
                throw HttpProblem.field(
                        "texts.line",
                        String.valueOf(text.line()),
                        "cần số dòng của biên lai (chỉ cho line_name và line_legal_basis).",
                        "the number of a line of the receipt is needed (for line_name and line_legal_basis only).");
            }
        }
        List<ReceiptContent.Line> lines = errors.amount() ? inTheBooks(tx, row) : receipt.lines();
        if (lines.isEmpty()) {
            throw ReceiptProblem.NOTHING_LEFT.refusal();
        }
        boolean amountWrong = errors.amount() && !amounts(lines).equals(amounts(receipt.lines()));
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

    private static List<Long> amounts(List<ReceiptContent.Line> lines) {
        return lines.stream().map(ReceiptContent.Line::amountVnd).toList();
    }

    private static List<ReceiptContent.Line> inTheBooks(Tx tx, Row receipt) {
        var lines = new ArrayList<ReceiptContent.Line>();
        for (Row line : tx.list(IN_THE_BOOKS, l -> l, receipt.uuid("payment_id"), receipt.uuid("dossier_id"))) {
            if (line.whole("amount_vnd") > 0) {
                lines.add(new ReceiptContent.Line(
                        line.text("name"),
                        ReceiptContent.LineKind.valueOf(line.text("kind")),
                        line.whole("amount_vnd"),
                        line.text("legal_basis")));
            }
        }
        return lines;
    }

    /** Makes the notice or the other receipt. @param by another person than proposed it */
    public Correction approve(Tx tx, UUID id, String by) {
        Correction open = locked(tx, id);
        if (open.proposedBy().equals(by)) {
            throw ReceiptProblem.CORRECTION_SAME_PERSON.refusal();
        }
        Row row = tx.get(LOCKED, open.receiptId()).orElseThrow();
        ReceiptContent receipt = standing(row);
        requireAnError(tx, row, receipt, open.errors());
        Instant now = clock.instant();
        switch (open.action()) {
            case NOTICE -> tx.run(DONE, now, by, issueNotice(tx, row, receipt, open, now), null, id);
            case REPLACEMENT -> tx.run(DONE, now, by, null, replace(tx, row, receipt, open, now), id);
        }
        Correction done = get(tx, id);
        audit.record(tx, by, "approve", SUBJECT, id.toString(), view(open), view(done), null);
        return done;
    }

    private UUID issueNotice(Tx tx, Row row, ReceiptContent receipt, Correction correction, Instant now) {
        LocalDate today = BusinessDay.of(now);
        // A notice proposed before the law changed is made by the law of today, which may have another form or none.
        ReceiptRule rule = series.rules().on(today);
        String form = Optional.ofNullable(rule.errorNotice()).orElseThrow(ReceiptProblem.CORRECTION_NOT_OPEN::refusal);
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
    private UUID replace(Tx tx, Row row, ReceiptContent wrong, Correction correction, Instant now) {
        LocalDate today = BusinessDay.of(now);
        tx.run(REPLACED, now, row.uuid("id"));
        long agency = row.whole("agency_id");
        ReceiptSeries.Numbered named = series.next(tx, agency, today);
        ReceiptCode code = ReceiptCode.generate(random);
        ReceiptContent right = replacement(tx, row, wrong, correction, named, today, code);
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
                row.uuid("id"));
        return id;
    }

    private ReceiptContent replacement(
            Tx tx,
            Row row,
            ReceiptContent wrong,
            Correction correction,
            ReceiptSeries.Numbered named,
            LocalDate today,
            ReceiptCode code) {
        Correction.Errors errors = correction.errors();
        List<Misprint> texts = errors.texts();
        var before = errors.amount() ? inTheBooks(tx, row) : wrong.lines();
        var lines = new ArrayList<ReceiptContent.Line>();
        for (int i = 0; i < before.size(); i++) {
            ReceiptContent.Line line = before.get(i);
            lines.add(new ReceiptContent.Line(
                    Misprint.right(texts, Misprint.Field.LINE_NAME, i + 1, line.name()),
                    line.kind(),
                    line.amountVnd(),
                    Misprint.right(texts, Misprint.Field.LINE_LEGAL_BASIS, i + 1, line.legalBasis())));
        }
        long totalVnd = lines.stream().mapToLong(ReceiptContent.Line::amountVnd).reduce(0, Math::addExact);
        ReceiptContent.Collector collector = wrong.collector();
        String address = Misprint.right(
                texts, Misprint.Field.COLLECTOR_ADDRESS, null, collector.address() == null ? "" : collector.address());
        return new ReceiptContent(
                named.rule().template(),
                named.serial(),
                named.number(),
                named.numberText(),
                IssueReceipts.TITLE,
                new ReceiptContent.Collector(
                        collector.agencyCode(),
                        Misprint.right(texts, Misprint.Field.COLLECTOR_NAME, null, collector.name()),
                        errors.taxCode() == null ? collector.taxCode() : errors.taxCode(),
                        address.isEmpty() ? null : address),
                Misprint.right(texts, Misprint.Field.PAYER_NAME, null, wrong.payerName()),
                wrong.dossierCodes(),
                new ReceiptContent.Procedure(
                        wrong.procedure().code(),
                        Misprint.right(
                                texts,
                                Misprint.Field.PROCEDURE_NAME,
                                null,
                                wrong.procedure().name())),
                lines,
                totalVnd,
                AmountInWords.receiptPhrase(totalVnd),
                wrong.paidAt(),
                today,
                wrong.provider(),
                wrong.providerTransaction(),
                wrong.account(),
                code,
                publicUrl + "/verify/" + code.text(),
                named.rule().law(),
                wrong.sample(),
                new ReceiptContent.Replaced(wrong.reference(), correction.reason()),
                wrong.onBehalfOf());
    }

    /** Leaves the receipt as it is. */
    public Correction refuse(Tx tx, UUID id, String why, String by) {
        Correction open = locked(tx, id);
        tx.run(REFUSE, clock.instant(), by, why, id);
        Correction refused = get(tx, id);
        audit.record(tx, by, "refuse", SUBJECT, id.toString(), view(open), view(refused), why);
        return refused;
    }

    public Correction get(Sql sql, UUID id) {
        return sql.get(GET, id)
                .map(CorrectReceipts::read)
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
                LIST, CorrectReceipts::read, text, text, receipt, receipt, agencies, agencies, after, (long) limit);
    }

    private Correction locked(Tx tx, UUID id) {
        tx.get(LOCK, id);
        Correction correction = get(tx, id);
        if (correction.status() != Correction.Status.PROPOSED) {
            throw ReceiptProblem.CORRECTION_NOT_OPEN
                    .refusal()
                    .with("current_status", correction.status().text());
        }
        return correction;
    }

    private static Row receipt(Sql sql, String code) {
        return ReceiptCode.parse(code)
                .flatMap(c -> sql.get(BY_CODE, c.text()))
                .orElseThrow(() -> ReceiptProblem.RECEIPT_UNKNOWN.refusal());
    }

    private static ReceiptContent standing(Row row) {
        if (row.instantOrNull("withdrawn_at") != null || row.instantOrNull("replaced_at") != null) {
            throw ReceiptProblem.RECEIPT_NOT_STANDING.refusal();
        }
        return ReceiptContent.fromJson(Json.tree(row.text("content")));
    }

    private record StoredText(String field, @Nullable Integer line, String right) {}

    private record Stored(List<StoredText> texts, @Nullable String taxCode, boolean amount) {}

    private static String stored(Correction.Errors errors) {
        return Json.text(shown(errors));
    }

    private static Stored shown(Correction.Errors errors) {
        return new Stored(
                errors.texts().stream()
                        .map(text -> new StoredText(text.field().text(), text.line(), text.right()))
                        .toList(),
                errors.taxCode(),
                errors.amount());
    }

    private static Correction read(Row row) {
        Stored stored = Json.MAPPER.convertValue(Json.tree(row.text("errors")), Stored.class);
        return new Correction(
                row.uuid("id"),
                row.uuid("receipt_id"),
                row.text("receipt_code"),
                row.whole("agency_id"),
                Correction.Action.valueOf(row.text("action").toUpperCase(Locale.ROOT)),
                new Correction.Errors(
                        stored.texts().stream()
                                .map(text -> new Misprint(
                                        Misprint.Field.valueOf(text.field().toUpperCase(Locale.ROOT)),
                                        text.line(),
                                        text.right()))
                                .toList(),
                        stored.taxCode(),
                        stored.amount()),
                row.text("reason"),
                Correction.Status.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.instant("proposed_at"),
                row.text("proposed_by"),
                row.instantOrNull("decided_at"),
                row.textOrNull("decided_by"),
                row.textOrNull("refused_why"),
                row.textOrNull("result"));
    }

    static Map<String, @Nullable Object> view(Correction correction) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", correction.id());
        view.put("receipt", correction.receiptCode());
        view.put("action", correction.action().text());
        Stored errors = shown(correction.errors());
        view.put("texts", errors.texts());
        view.put("tax_code", errors.taxCode());
        view.put("amount", errors.amount());
        view.put("reason", correction.reason());
        view.put("status", correction.status().text());
        view.put("proposed_at", correction.proposedAt());
        view.put("proposed_by", correction.proposedBy());
        view.put("decided_at", correction.decidedAt());
        view.put("decided_by", correction.decidedBy());
        view.put("refused_why", correction.refusedWhy());
        view.put("result", correction.result());
        return view;
    }
}

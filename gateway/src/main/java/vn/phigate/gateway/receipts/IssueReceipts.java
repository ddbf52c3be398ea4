package vn.phigate.gateway.receipts;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.money.AmountInWords;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;

/**
 * Gives each dossier of a settled payment its receipt, because each may have another payer: number and frozen content in one short
 * transaction. The row of the series is locked while the number is taken, and a number is taken only together with its receipt, so a
 * series has no gap whatever crashes when. The year of the series is that of the collection, not of the issue.
 */
final class IssueReceipts {
    private static final Logger LOG = LoggerFactory.getLogger(IssueReceipts.class);
    private static final long BATCH = 50;
    static final String TITLE = "BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ";

    private static final String TAKE = """
            select o.id, o.payment_id, c.agency_id, p.paid_at
            from gateway.outbox o
            join gateway.payment p on p.id = o.payment_id
            join gateway.collection_account c on c.id = p.account_id
            where o.kind = 'receipt_due' and o.done_at is null and o.id > ?
            order by o.id limit ? for update of o skip locked
            """;
    private static final String NEXT_DUE =
            "select id from gateway.outbox where kind = 'receipt_due' and done_at is null and id > ? order by id limit 1";
    private static final String DONE = "update gateway.outbox set done_at = ? where id = ?";
    private static final String EXISTS =
            "select id from gateway.receipt where payment_id = ? and dossier_id = ? and withdrawn_at is null and replaced_at is null";
    private static final String PAID_AT = "select paid_at from gateway.payment where id = ?";
    private static final String PAYMENT = """
            select p.paid_at, p.provider, p.provider_transaction, c.agency_id, c.bank_bin, c.number, c.holder,
                   a.name as agency_name, a.tax_code, a.address,
                   (select k.code from gateway.agency_code k where k.agency_id = a.id order by k.valid @> cast(? as date) desc, k.valid desc limit 1) as agency_code
            from gateway.payment p
            join gateway.collection_account c on c.id = p.account_id
            join gateway.agency a on a.id = c.agency_id
            where p.id = ?
            """;
    /** Only what this payment settled: money on top is a case, not a fee. */
    private static final String LINES = """
            select o.kind, o.name, o.amount_vnd, o.legal_basis, d.id as dossier_id, d.code, d.payer_name, d.procedure_code, r.name as procedure_name,
                   f.name as for_name, f.tax_code as for_tax_code, f.address as for_address,
                   (select k.code from gateway.agency_code k where k.agency_id = f.id order by k.valid @> cast(? as date) desc, k.valid desc limit 1) as for_code
            from gateway.settlement s
            join gateway.payment_item i on i.payment_id = s.payment_id and i.obligation_id = s.obligation_id
            join gateway.payment p on p.id = s.payment_id
            join gateway.collection_account c on c.id = p.account_id
            join gateway.obligation o on o.id = s.obligation_id
            join gateway.dossier d on d.id = o.dossier_id
            join gateway.procedure r on r.code = d.procedure_code
            -- A delegated collection has the consents of both; what only follows a succession has none.
            left join gateway.account_assignment t on t.id = i.assignment_id and t.agency_id <> c.agency_id
                 and exists (select from gateway.assignment_consent n where n.assignment_id = t.id)
            left join gateway.agency f on f.id = t.agency_id
            where s.payment_id = ? order by d.code, o.position
            """;

    private static final String INSERT = """
            insert into gateway.receipt (id, code, agency_id, year, template, serial, number, payment_id, dossier_id, content, issued_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final Db db;
    private final ReceiptSeries series;
    private final SecureRandom random;
    private final String publicUrl;
    private final boolean sample;
    private final InstantSource clock;

    IssueReceipts(
            Db db, ReceiptSeries series, SecureRandom random, String publicUrl, boolean sample, InstantSource clock) {
        this.db = db;
        this.series = series;
        this.random = random;
        this.publicUrl = publicUrl;
        this.sample = sample;
        this.clock = clock;
    }

    int run() {
        try {
            return db.inTransaction(tx -> issueSome(tx, 0, BATCH));
        } catch (RuntimeException e) {
            LOG.warn("a batch of receipts failed and is issued one by one: {}", e.toString());
            return issueOneByOne();
        }
    }

    /** A receipt that cannot be written stays due and is told of again and again; it holds up no other. */
    private int issueOneByOne() {
        int issued = 0;
        Optional<Row> next = db.get(NEXT_DUE, 0L);
        while (next.isPresent()) {
            long id = next.get().whole("id");
            try {
                issued += db.inTransaction(tx -> issueSome(tx, id - 1, 1));
            } catch (RuntimeException e) {
                LOG.error("the receipt of outbox row {} cannot be issued: {}", id, e.toString());
            }
            next = db.get(NEXT_DUE, id);
        }
        return issued;
    }

    /** Series are locked in one order, whichever processes issue beside this one. */
    private int issueSome(Tx tx, long afterId, long most) {
        List<Row> due = tx.list(TAKE, row -> row, afterId, most).stream()
                .sorted(Comparator.comparing((Row row) -> row.whole("agency_id"))
                        .thenComparing(row -> row.instant("paid_at")))
                .toList();
        for (Row row : due) {
            UUID payment = row.uuid("payment_id");
            var byDossier = new LinkedHashMap<UUID, List<Row>>();
            for (Row line : tx.list(LINES, l -> l, BusinessDay.of(row.instant("paid_at")), payment)) {
                byDossier
                        .computeIfAbsent(line.uuid("dossier_id"), d -> new ArrayList<>())
                        .add(line);
            }
            byDossier.forEach((dossier, lines) -> issue(tx, payment, dossier, lines));
            tx.run(DONE, clock.instant(), row.whole("id"));
        }
        return due.size();
    }

    private void issue(Tx tx, UUID payment, UUID dossier, List<Row> lines) {
        if (tx.get(EXISTS, payment, dossier).isPresent()) {
            return;
        }
        LocalDate collectedOn =
                BusinessDay.of(tx.get(PAID_AT, payment).orElseThrow().instant("paid_at"));
        Row paid = tx.get(PAYMENT, collectedOn, payment).orElseThrow();
        Instant now = clock.instant();
        long agency = paid.whole("agency_id");
        ReceiptSeries.Numbered named = series.next(tx, agency, collectedOn);
        ReceiptCode code = ReceiptCode.generate(random);
        Row first = lines.getFirst();
        long totalVnd = lines.stream().mapToLong(l -> l.whole("amount_vnd")).reduce(0, Math::addExact);
        var content = new ReceiptContent(
                named.rule().template(),
                named.serial(),
                named.number(),
                named.numberText(),
                TITLE,
                new ReceiptContent.Collector(
                        paid.text("agency_code"),
                        paid.text("agency_name"),
                        paid.textOrNull("tax_code"),
                        paid.textOrNull("address")),
                orEmpty(first.textOrNull("payer_name")),
                List.of(first.text("code")),
                new ReceiptContent.Procedure(first.text("procedure_code"), first.text("procedure_name")),
                lines.stream()
                        .map(l -> new ReceiptContent.Line(
                                l.text("name"),
                                ReceiptContent.LineKind.valueOf(l.text("kind")),
                                l.whole("amount_vnd"),
                                l.text("legal_basis")))
                        .toList(),
                totalVnd,
                AmountInWords.receiptPhrase(totalVnd),
                paid.instant("paid_at"),
                BusinessDay.of(now),
                paid.text("provider"),
                orEmpty(paid.textOrNull("provider_transaction")),
                new ReceiptContent.Account(paid.text("bank_bin"), paid.text("number"), paid.text("holder")),
                code,
                publicUrl + "/verify/" + code.text(),
                named.rule().law(),
                sample,
                null,
                first.textOrNull("for_name") == null
                        ? null
                        : new ReceiptContent.Collector(
                                first.text("for_code"),
                                first.text("for_name"),
                                first.textOrNull("for_tax_code"),
                                first.textOrNull("for_address")));
        tx.run(
                INSERT,
                Ids.next(now),
                code.text(),
                agency,
                (long) collectedOn.getYear(),
                named.rule().template(),
                named.serial(),
                named.number(),
                payment,
                dossier,
                content.toJson().toString(),
                now);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}

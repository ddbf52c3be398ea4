package vn.phigate.gateway.receipts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.dossiers.Dossier;
import vn.phigate.gateway.payments.PaymentsApi;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.signing.CanonicalJson;
import vn.phigate.gateway.platform.signing.KeyRing;
import vn.phigate.gateway.platform.signing.OwnedFiles;
import vn.phigate.gateway.platform.signing.SignedDocument;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.receipts.seal.Seal;
import vn.phigate.gateway.receipts.seal.SealedPdf;
import vn.phigate.gateway.receipts.seal.Seals;

/** The door to receipts and the papers beside them: issues them, signs them, shows them. */
public final class Receipts {
    private static final Logger LOG = LoggerFactory.getLogger(Receipts.class);
    private static final int BATCH = 100;
    private static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final String BY_CODE =
            "select signed, issued_at from gateway.receipt where code = ? and signed is not null";
    private static final String PAPER_BY_CODE = "select signed, withdrawn_at from gateway.paper where code = ?";
    private static final String SUBJECT = """
            select r.payment_id, r.dossier_id, r.issued_at, r.withdrawn_at, n.code as replaced_by from gateway.receipt r
            left join gateway.receipt n on n.replaces = r.id where r.code = ?
            """;
    private static final String NOTICES = """
            select p.signed from gateway.paper p join gateway.receipt r on r.id = p.receipt_id where r.code = ? order by p.issued_at, p.id
            """;
    private static final String OF_PAYMENT =
            "select serial, content, code, withdrawn_at is not null as withdrawn, replaced_at is not null as replaced from gateway.receipt where payment_id = ? order by issued_at, number";
    private static final String ISSUED =
            "select dossier_id, serial, content, code, issued_at, signed is not null as signed from gateway.receipt where payment_id = ? and withdrawn_at is null and replaced_at is null order by issued_at, number";
    private static final String MARKS =
            "select payment_id, string_agg(code || (signed is not null) || (withdrawn_at is not null), ',' order by code) as mark from gateway.receipt where payment_id = any(?) group by 1";
    private static final String UNSIGNED =
            "select id, payment_id, content from gateway.receipt where signed is null and id > ? order by id limit ?";
    private static final String SIGN =
            "update gateway.receipt set signed = ?, signed_at = ? where id = ? and signed is null";
    private static final String TELL =
            "insert into gateway.outbox (kind, payment_id, created_at) values ('receipt.issued', ?, ?)";

    private final Db db;
    private final KeyRing keys;
    private final Seals seals;
    private final IssueReceipts issue;
    private final ReceiptRoots roots;
    private final NoFeePapers noFees;
    private final CorrectReceipts corrections;
    private final CorrectionsApi correctionsApi;
    private final SummaryApi summaries;
    private final InstantSource clock;

    /**
     * What receipts are made after.
     *
     * @param city its code; stands in the roots
     * @param publicUrl where anybody reaches the gateway, without a slash at the end; stands in the QR of every receipt
     * @param sample marks every receipt as one of a test environment
     */
    public record Ground(String city, String publicUrl, boolean sample, ReceiptRules rules) {}

    /**
     * @param agencies who stands on the papers beside receipts
     * @param toSign wakes the job that runs {@link #signIssued}
     * @param seals with which collecting bodies sign the paper
     */
    public Receipts(
            Db db,
            Agencies agencies,
            Audit audit,
            KeyRing keys,
            Seals seals,
            Ground ground,
            Runnable toSign,
            InstantSource clock) {
        this.db = db;
        this.keys = keys;
        this.seals = seals;
        this.clock = clock;
        this.roots = new ReceiptRoots(db, keys, ground.city, clock);
        var random = new SecureRandom();
        var series = new ReceiptSeries(ground.rules);
        this.issue = new IssueReceipts(db, series, random, ground.publicUrl, ground.sample, clock);
        this.noFees = new NoFeePapers(db, keys, agencies, random, ground.publicUrl, ground.sample, clock);
        this.corrections = new CorrectReceipts(keys, series, audit, random, ground.publicUrl, toSign, clock);
        this.correctionsApi = new CorrectionsApi(db, agencies, corrections);
        this.summaries = new SummaryApi(db, agencies, new ReceiptSummary(ground.rules), clock);
    }

    /** Wrong receipts and what becomes of them. */
    public CorrectReceipts corrections() {
        return corrections;
    }

    /** Gives numbers to what was paid. @return how many payments were looked at */
    public int issueDue() {
        return issue.run();
    }

    /** Signs what was numbered. A crash in between is made good by the next run: the content is frozen. @return how many were signed */
    public int signIssued() {
        int signed = 0;
        List<Row> rows = db.list(UNSIGNED, row -> row, BEFORE_ALL, (long) BATCH);
        while (!rows.isEmpty()) {
            for (Row row : rows) {
                try {
                    sign(row);
                    signed++;
                } catch (RuntimeException e) {
                    LOG.error("receipt {} cannot be signed; the others are", row.uuid("id"), e);
                }
            }
            rows = db.list(UNSIGNED, row -> row, rows.getLast().uuid("id"), (long) BATCH);
        }
        return signed;
    }

    /** Signs the root of yesterday's receipts. @return how many roots were published */
    public int publishRoots() {
        return roots.publish();
    }

    private void sign(Row row) {
        ObjectNode signed = SignedDocument.sign((ObjectNode) Json.tree(row.text("content")), keys.current());
        String text = new String(CanonicalJson.bytes(signed), StandardCharsets.UTF_8);
        db.inTransactionDo(tx -> {
            if (tx.run(SIGN, text, clock.instant(), row.uuid("id")) == 1) {
                tx.run(TELL, row.uuid("payment_id"), clock.instant());
            }
        });
    }

    /** A signed receipt by its code, as published: RFC 8785 text with its signature. */
    public Optional<String> signed(Sql sql, String code) {
        return ReceiptCode.parse(code).flatMap(c -> sql.get(BY_CODE, c.text())).map(row -> row.text("signed"));
    }

    /**
     * The code of the paper that says that nothing is due for a dossier; the same each time while it stands.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal 409 {@code something_due}
     */
    public String noFee(Dossier dossier) {
        return noFees.of(dossier);
    }

    /**
     * A paper beside receipts, as published.
     *
     * @param withdrawnAt when something became due after all; null while it stands
     */
    public record Beside(String signed, @Nullable Instant withdrawnAt) {}

    public Optional<Beside> beside(Sql sql, ReceiptCode code) {
        return sql.get(PAPER_BY_CODE, code.text())
                .map(row -> new Beside(row.text("signed"), row.instantOrNull("withdrawn_at")));
    }

    /** Notices that words of a receipt are wrong, oldest first. */
    public List<CorrectionContent> notices(Sql sql, ReceiptCode receipt) {
        return sql.list(NOTICES, row -> CorrectionContent.fromJson(Json.tree(row.text("signed"))), receipt.text());
    }

    /**
     * What a receipt is for.
     *
     * @param withdrawnAt when its payment was taken back; null while it stands
     * @param replacedBy code of the receipt that stands in its place; null while it stands itself
     */
    public record Subject(
            UUID payment,
            UUID dossier,
            Instant issuedAt,
            @Nullable Instant withdrawnAt,
            @Nullable String replacedBy) {}

    public Optional<Subject> subject(Sql sql, ReceiptCode code) {
        return sql.get(SUBJECT, code.text())
                .map(row -> new Subject(
                        row.uuid("payment_id"),
                        row.uuid("dossier_id"),
                        row.instant("issued_at"),
                        row.instantOrNull("withdrawn_at"),
                        row.textOrNull("replaced_by")));
    }

    /** A signed receipt by its code, read; empty when the code is of no receipt. */
    public Optional<ReceiptContent> find(Sql sql, String code) {
        return signed(sql, code).map(text -> ReceiptContent.fromJson(Json.tree(text)));
    }

    /** The receipts of a payment, with their printed numbers. */
    public List<PaymentsApi.ReceiptReference> ofPayment(Sql sql, UUID payment) {
        return sql.list(
                OF_PAYMENT,
                row -> new PaymentsApi.ReceiptReference(
                        row.text("serial") + "-"
                                + Json.tree(row.text("content"))
                                        .path("number_text")
                                        .asText(),
                        row.text("code"),
                        row.flag("withdrawn"),
                        row.flag("replaced")),
                payment);
    }

    /**
     * A receipt as the payer follows it.
     *
     * @param dossier whose fee it is for
     * @param number series and number as printed
     * @param signed false until it can be shown at {@code /receipts/{code}}
     */
    public record Issued(UUID dossier, String number, String code, Instant issuedAt, boolean signed) {}

    /** The receipts of a payment, also those that are numbered and not yet signed. */
    public List<Issued> issued(Sql sql, UUID payment) {
        return sql.list(
                ISSUED,
                row -> new Issued(
                        row.uuid("dossier_id"),
                        row.text("serial") + "-"
                                + Json.tree(row.text("content"))
                                        .path("number_text")
                                        .asText(),
                        row.text("code"),
                        row.instant("issued_at"),
                        row.flag("signed")),
                payment);
    }

    /** Where the receipts of payments stand, each payment with a mark that is another as soon as one is numbered, signed or withdrawn; none: no entry. */
    public Map<UUID, String> marks(Sql sql, Collection<UUID> payments) {
        var marks = new HashMap<UUID, String>();
        sql.list(MARKS, row -> marks.put(row.uuid("payment_id"), row.text("mark")), (Object)
                payments.toArray(UUID[]::new));
        return marks;
    }

    /** Checks the stored signature again with the published keys. */
    public VerifyReceipt.Answer verify(String signedText) {
        return VerifyReceipt.check(signedText.getBytes(StandardCharsets.UTF_8), keys.publicKeys());
    }

    public void routes(Web web) {
        web.get(
                "/keys",
                Access.PUBLIC,
                request -> new Reply(
                                200,
                                "application/jwk-set+json",
                                Json.bytes(keys.publicKeys().toJwkSet()),
                                java.util.Map.of())
                        .with("Cache-Control", "public, max-age=300"));
        web.get(
                "/keys/authorities.pem",
                Access.PUBLIC,
                request -> Reply.bytes("application/x-pem-file", authorities()));
        web.get("/receipts/roots", Access.PUBLIC, request -> {
            int limit = request.queryLimit(31, 366);
            LocalDate before = request.queryDate("cursor").orElse(LocalDate.of(2200, 12, 31));
            return Reply.page(
                    roots.list(before, limit + 1),
                    limit,
                    root -> root.path("day").asText(),
                    Function.identity());
        });
        web.get("/receipts/{file}", Access.PUBLIC, this::file);
        correctionsApi.routes(web);
        summaries.routes(web);
    }

    private byte[] authorities() {
        var text = new StringBuilder();
        for (X509CertificateHolder authority : seals.authorities()) {
            try {
                text.append(OwnedFiles.pem("CERTIFICATE", authority.getEncoded()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** A paper under the seal of the body that collects: the law asks for its signature on each (Decree 254/2026/NĐ-CP, Articles 22–29). */
    private byte[] paper(ObjectNode signed) {
        Paper paper = Paper.read(signed);
        ReceiptContent.Collector collector = paper.collector();
        Instant day = BusinessDay.startOf(paper.issuedOn());
        Instant at = switch (paper) {
            case ReceiptContent receipt -> receipt.paidAt().isAfter(day) ? receipt.paidAt() : day;
            case NoFeeContent noFee -> noFee.asOf();
            case CorrectionContent _ -> day;
        };
        String reason = switch (paper) {
            case ReceiptContent _ -> SealedPdf.RECEIPT;
            case NoFeeContent _ -> "Xác nhận không phải nộp phí, lệ phí";
            case CorrectionContent _ -> "Thông báo biên lai có sai sót";
        };
        return sealed(PaperPdf.draw(signed), collector, paper.issuedOn(), at, reason);
    }

    /**
     * A finished PDF under the seal of a body.
     *
     * @param day on which its seal is asked for
     * @param reason stands in the signature, Vietnamese
     * @throws vn.phigate.gateway.platform.http.Refusal 503 {@code seal_missing}
     */
    public byte[] sealed(byte[] pdf, ReceiptContent.Collector body, LocalDate day, Instant at, String reason) {
        Seal seal = seals.of(body.agencyCode(), body.name(), body.taxCode(), day)
                .orElseThrow(() -> ReceiptProblem.SEAL_MISSING.refusal().with("agency", body.agencyCode()));
        return SealedPdf.seal(pdf, seal, at, body.name(), reason);
    }

    private Reply file(Request request) {
        String file = request.pathParameter("file");
        int dot = file.indexOf('.');
        String code = dot < 0 ? file : file.substring(0, dot);
        String form = dot < 0 ? "" : file.substring(dot + 1);
        Optional<Beside> beside = ReceiptCode.parse(code).flatMap(c -> beside(db, c));
        if (form.equals("pdf") && beside.map(Beside::withdrawnAt).isPresent()) {
            // A fresh seal on what no longer holds would be believed; the signed copy stays, and its page tells the
            // rest.
            throw ReceiptProblem.PAPER_WITHDRAWN
                    .refusal()
                    .with(
                            "verify_url",
                            Paper.read(Json.tree(beside.get().signed())).verifyUrl());
        }
        String signed = signed(db, code)
                .or(() -> beside.map(Beside::signed))
                .orElseThrow(() ->
                        HttpProblem.NOT_FOUND.refusal("Không có biên lai mang mã này.", "No receipt has this code."));
        return switch (form) {
            case "json" -> Reply.bytes(Reply.JSON, signed.getBytes(StandardCharsets.UTF_8));
            case "place.json" ->
                Reply.ok(roots.place(ReceiptCode.parse(code).orElseThrow().text())
                        .orElseThrow(() -> ReceiptProblem.ROOT_NOT_YET.refusal()));
            case "pdf" ->
                Reply.bytes("application/pdf", paper((ObjectNode) Json.tree(signed)))
                        .with("Content-Disposition", "inline; filename=\"" + name(signed) + "-" + code + ".pdf\"");
            default ->
                throw HttpProblem.NOT_FOUND.refusal(
                        "Biên lai có dạng .pdf, .json và .place.json.",
                        "A receipt comes as .pdf, .json and .place.json.");
        };
    }

    private static String name(String signed) {
        return switch (Paper.read(Json.tree(signed))) {
            case ReceiptContent _ -> "bien-lai";
            case NoFeeContent _ -> "khong-phai-nop";
            case CorrectionContent _ -> "thong-bao-sai-sot";
        };
    }
}

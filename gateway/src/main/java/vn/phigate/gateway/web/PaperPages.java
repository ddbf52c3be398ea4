package vn.phigate.gateway.web;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.dossiers.Dossier;
import vn.phigate.gateway.dossiers.Dossiers;
import vn.phigate.gateway.dossiers.Obligation;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.payments.PaymentStatus;
import vn.phigate.gateway.payments.Payments;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.receipts.ReceiptContent;
import vn.phigate.gateway.receipts.ReceiptProblem;
import vn.phigate.gateway.receipts.Receipts;

/** Papers about a dossier: its notice, and that nothing is due. For whoever has its link; the notice also for the dossier system and staff by its code. */
public final class PaperPages {
    private final Db db;
    private final Dossiers dossiers;
    private final Payments payments;
    private final Agencies agencies;
    private final Receipts receipts;
    private final Pages pages;
    private final String publicUrl;
    private final InstantSource clock;

    /** @param publicUrl where citizens reach the gateway, without a slash at the end */
    public PaperPages(
            Db db,
            Dossiers dossiers,
            Payments payments,
            Agencies agencies,
            Receipts receipts,
            Pages pages,
            String publicUrl,
            InstantSource clock) {
        this.db = db;
        this.dossiers = dossiers;
        this.payments = payments;
        this.agencies = agencies;
        this.receipts = receipts;
        this.pages = pages;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    public void routes(Web web) {
        web.get("/d/{token}/no-fee", Access.PUBLIC, this::noFee);
        web.get("/d/{token}/notice.pdf", Access.PUBLIC, request -> notice(byLink(request)));
        web.get("/v1/dossiers/{code}/notice.pdf", Access.READ.alsoBound(), request -> {
            String code = request.pathParameter("code");
            return notice(dossiers.find(db, code)
                    .filter(dossier -> concerns(db, agencies, request, dossier))
                    .orElseThrow(() -> Dossiers.unknown(code)));
        });
    }

    /** Staff bound to agencies see dossiers that theirs decides, or took in; of others not even that they are there. */
    static boolean concerns(Sql sql, Agencies agencies, Request request, Dossier dossier) {
        var scope = agencies.scope(sql, request.caller());
        String desk = dossier.desk();
        boolean tookIn = desk != null
                && agencies.find(sql, desk, dossier.receivedOn())
                        .map(agency -> scope.covers(agency.id()))
                        .orElse(false);
        return tookIn || scope.covers(dossier.agencyId());
    }

    private Dossier byLink(Request request) {
        return dossiers.byLink(db, request.pathParameter("token"))
                .orElseThrow(() -> HttpProblem.NOT_FOUND.refusal(
                        "Không có hồ sơ nào ở đường dẫn này.", "There is no dossier at this link."));
    }

    /** Leads to the paper's own address, which can be kept and passed on without the link to the dossier. */
    private Reply noFee(Request request) {
        return Reply.seeOther("/receipts/" + receipts.noFee(byLink(request)) + ".pdf");
    }

    private Reply notice(Dossier dossier) {
        Instant now = clock.instant();
        Agency agency = agencies.byId(db, dossier.agencyId());
        Payment transfer = openTransfer(held(payments, db, dossier), now);
        Set<UUID> transferred = transfer == null
                ? Set.of()
                : transfer.items().stream().map(Payment.Item::obligationId).collect(Collectors.toSet());
        List<Obligation> payable = dossier.obligations().stream()
                .filter(o -> o.due() || transferred.contains(o.id()))
                .toList();
        byte[] pdf = NoticePdf.draw(new NoticePdf.Notice(
                dossier,
                agency,
                MaskedName.of(dossier.payerName()),
                DueView.grouped(payable, _ -> List.of()),
                transfer,
                publicUrl + "/d/" + dossier.linkToken(),
                pages.reportTo(),
                pages.sandbox(),
                now));
        return Reply.bytes("application/pdf", sealed(pdf, dossier, agency, now))
                .with("Content-Disposition", "inline; filename=\"giay-bao-" + dossier.code() + ".pdf\"");
    }

    /** A notice of an agency without a seal is worth its comparison code. */
    private byte[] sealed(byte[] pdf, Dossier dossier, Agency agency, Instant now) {
        LocalDate today = BusinessDay.of(now);
        try {
            return receipts.sealed(
                    pdf,
                    new ReceiptContent.Collector(
                            dossier.agency(), dossier.agencyName(), agency.taxCode(), agency.address()),
                    today,
                    now,
                    "Giấy báo nộp phí, lệ phí");
        } catch (Refusal refusal) {
            if (refusal.type() == ReceiptProblem.SEAL_MISSING) {
                return pdf;
            }
            throw refusal;
        }
    }

    static List<Payment> held(Payments payments, Sql sql, Dossier dossier) {
        return payments.ofObligations(
                sql, dossier.obligations().stream().map(Obligation::id).toList());
    }

    /** What a payment pays of one dossier, in đồng; 0 without a payment. */
    static long ownVnd(@Nullable Payment payment, Dossier dossier) {
        return payment == null
                ? 0
                : payment.items().stream()
                        .filter(item -> item.dossierId().equals(dossier.id()))
                        .mapToLong(Payment.Item::amountVnd)
                        .sum();
    }

    /** The payment whose bank QR can be paid now. */
    static @Nullable Payment openTransfer(List<Payment> held, Instant now) {
        Optional<Payment> open = held.stream()
                .filter(p -> p.status() == PaymentStatus.AWAITING_PROVIDER
                        && p.lastAttempt().qr() != null
                        && now.isBefore(p.lastAttempt().expiresAt()))
                .findFirst();
        return open.orElse(null);
    }
}

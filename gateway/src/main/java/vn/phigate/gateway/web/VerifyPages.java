package vn.phigate.gateway.web;

import java.time.Instant;
import java.util.Optional;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.gateway.receipts.Paper;
import vn.phigate.gateway.receipts.ReceiptCode;
import vn.phigate.gateway.receipts.ReceiptContent;
import vn.phigate.gateway.receipts.Receipts;
import vn.phigate.gateway.refunds.Refunds;

/** Anybody checks a receipt by its code: the stored text is verified again with the public keys each time, never taken on trust. */
final class VerifyPages {
    private final Db db;
    private final Receipts receipts;
    private final Refunds refunds;
    private final Pages pages;

    VerifyPages(Db db, Receipts receipts, Refunds refunds, Pages pages) {
        this.refunds = refunds;
        this.db = db;
        this.receipts = receipts;
        this.pages = pages;
    }

    void routes(Web web) {
        web.get(
                "/verify",
                Access.PUBLIC,
                request -> request.query("code")
                        .map(typed -> find(request, typed))
                        .orElseGet(() -> show(request, 200, new VerifyView(VerifyView.Verdict.ASK, ""))));
        web.get("/verify/{code}", Access.PUBLIC, this::verify);
    }

    /** What was typed leads to the receipt's own address, which can be kept and passed on. */
    private Reply find(Request request, String typed) {
        return ReceiptCode.parse(typed)
                .map(code -> Reply.seeOther("/verify/" + code.text()))
                .orElseGet(() -> unknown(request));
    }

    private Reply verify(Request request) {
        Optional<ReceiptCode> code = ReceiptCode.parse(request.pathParameter("code"));
        Optional<String> signed = code.flatMap(c -> receipts.signed(db, c.text()));
        if (code.isPresent() && signed.isEmpty()) {
            return receipts.beside(db, code.get())
                    .map(paper -> beside(request, code.get(), paper))
                    .orElseGet(() -> unknown(request));
        }
        if (code.isEmpty() || signed.isEmpty()) {
            return unknown(request);
        }
        if (!receipts.verify(signed.get()).genuine()) {
            return show(
                    request,
                    200,
                    new VerifyView(VerifyView.Verdict.ALTERED, code.get().text()));
        }
        ReceiptContent receipt = ReceiptContent.fromJson(Json.tree(signed.get()));
        // A genuine receipt under another code would be a mix-up of rows: it proves nothing about the paper in hand.
        boolean same = receipt.code().equals(code.get());
        return show(
                request,
                200,
                same
                        ? genuine(receipt)
                        : new VerifyView(VerifyView.Verdict.ALTERED, code.get().text()));
    }

    /** A paper that is no receipt: that nothing is due, or a notice of errors. */
    private Reply beside(Request request, ReceiptCode code, Receipts.Beside stored) {
        if (receipts.verify(stored.signed()).genuine()) {
            Paper paper = Paper.read(Json.tree(stored.signed()));
            if (paper.code().equals(code)) {
                return pages.show(
                        request,
                        200,
                        "verify-paper.jte",
                        pages.wording(request),
                        VerifyPaperView.of(paper, stored.withdrawnAt()));
            }
        }
        return show(request, 200, new VerifyView(VerifyView.Verdict.ALTERED, code.text()));
    }

    /** The paper stays what it was; what was paid back since, and what stands in its place, is said beside it. */
    private VerifyView genuine(ReceiptContent receipt) {
        Receipts.Subject of = receipts.subject(db, receipt.code()).orElseThrow();
        // A replacement states what was left when it was made; the first receipt states all that was paid.
        var back = refunds.givenBack(
                db, of.payment(), of.dossier(), receipt.replaces() == null ? Instant.EPOCH : of.issuedAt());
        return new VerifyView(
                VerifyView.Verdict.GENUINE,
                receipt.code().text(),
                receipt,
                payer(receipt.payerName()),
                Math.min(back.amountVnd(), receipt.totalVnd()),
                back.at(),
                of.withdrawnAt(),
                of.replacedBy(),
                receipts.notices(db, receipt.code()).reversed());
    }

    static String payer(String name) {
        String masked = name.equals(ReceiptContent.UNNAMED_PAYER) ? name : MaskedName.of(name);
        return masked == null ? "" : masked;
    }

    private Reply unknown(Request request) {
        return show(request, 404, new VerifyView(VerifyView.Verdict.UNKNOWN, ""));
    }

    private Reply show(Request request, int status, VerifyView view) {
        return pages.show(request, status, "verify.jte", pages.wording(request), view);
    }
}

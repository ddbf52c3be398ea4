package vn.phigate.gateway.web;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.receipts.CorrectionContent;
import vn.phigate.gateway.receipts.NoFeeContent;
import vn.phigate.gateway.receipts.Paper;
import vn.phigate.gateway.receipts.ReceiptContent;

/**
 * A genuine paper that is no receipt; one of the two is null.
 *
 * @param payer masked
 * @param withdrawnAt when something became due after all; null while it stands
 */
public record VerifyPaperView(
        @Nullable NoFeeContent noFee,
        @Nullable CorrectionContent notice,
        Paper paper,
        String payer,
        @Nullable Instant withdrawnAt) {
    static VerifyPaperView of(Paper paper, @Nullable Instant withdrawnAt) {
        return switch (paper) {
            case NoFeeContent noFee ->
                new VerifyPaperView(noFee, null, paper, VerifyPages.payer(noFee.payerName()), withdrawnAt);
            case CorrectionContent notice ->
                new VerifyPaperView(null, notice, paper, VerifyPages.payer(notice.payerName()), withdrawnAt);
            case ReceiptContent receipt ->
                throw new IllegalArgumentException("a receipt has a page of its own: " + receipt.code());
        };
    }

    /** What of a change may be shown to whoever has the code: names of people stay masked. */
    public String shown(CorrectionContent.Change change, String value) {
        return change.field().equals("payer_name") ? VerifyPages.payer(value) : value;
    }
}

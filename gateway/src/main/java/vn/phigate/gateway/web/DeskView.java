package vn.phigate.gateway.web;

import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.dossiers.Dossier;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.drawing.QrDrawing;

/**
 * One dossier on the screen of a desk, turned to the person before it.
 *
 * @param typed what the officer typed, to be mended; empty at first
 * @param unknown whether nothing was found for it
 * @param dossier null on the bare form
 * @param transfer the open payment by VietQR; null when there is none
 * @param pending whether a payment waits for its end
 * @param toFinish whether one of them can still be paid by whoever opened it
 * @param link where the dossier is paid
 */
public record DeskView(
        String typed,
        boolean unknown,
        @Nullable Dossier dossier,
        @Nullable Payment transfer,
        boolean pending,
        boolean toFinish,
        String link) {
    static DeskView form(String typed, boolean unknown) {
        return new DeskView(typed, unknown, null, null, false, false, "");
    }

    /** What is due, and what the open transfer pays of this dossier. */
    public long toPayVnd() {
        return dossier == null ? 0 : dossier.amountDueVnd() + PaperPages.ownVnd(transfer, dossier);
    }

    /** Whether the open transfer pays for other dossiers too. */
    public boolean coversMore() {
        return dossier != null && transfer != null && transfer.amountVnd() > PaperPages.ownVnd(transfer, dossier);
    }

    public String linkQr(String title) {
        return QrDrawing.svg(link, title);
    }

    public String transferQr(String title) {
        String qr = transfer == null ? null : transfer.lastAttempt().qr();
        return qr == null ? "" : QrDrawing.svg(qr, title);
    }
}

package vn.phigate.gateway.web;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.receipts.CorrectionContent;
import vn.phigate.gateway.receipts.ReceiptContent;

/**
 * The answer to "is this receipt real".
 *
 * @param code as asked for, in the form for addresses; empty on the bare form
 * @param receipt what it says; null unless the signature holds
 * @param payer masked
 * @param givenBackVnd what of its fees was paid back since it was issued, in đồng, never above its total; 0 when nothing
 * @param givenBackAt when the last of it was; null when nothing
 * @param withdrawnAt when the payment it is of turned out never to have been; null while it stands
 * @param replacedBy code of the receipt that stands in its place; null while it stands
 * @param notices of errors in its words, newest first: of several about one place the first holds
 */
public record VerifyView(
        Verdict verdict,
        String code,
        @Nullable ReceiptContent receipt,
        @Nullable String payer,
        long givenBackVnd,
        @Nullable Instant givenBackAt,
        @Nullable Instant withdrawnAt,
        @Nullable String replacedBy,
        List<CorrectionContent> notices) {
    VerifyView(Verdict verdict, String code) {
        this(verdict, code, null, null, 0, null, null, null, List.of());
    }

    public enum Verdict {
        /** Nothing asked yet. */
        ASK,
        GENUINE,
        /** A receipt is stored under this code, but its signature does not hold. */
        ALTERED,
        UNKNOWN
    }

    /** The places that a later notice speaks of again, so that this one holds there no more. */
    public String putRightAgain(CorrectionContent notice) {
        List<String> later = notices.subList(0, notices.indexOf(notice)).stream()
                .flatMap(each -> each.changes().stream())
                .map(CorrectionContent.Change::label)
                .toList();
        return notice.changes().stream()
                .map(CorrectionContent.Change::label)
                .filter(later::contains)
                .collect(Collectors.joining(", "));
    }

    public String bank() {
        return receipt == null ? "" : Banks.named(receipt.account().bin());
    }
}

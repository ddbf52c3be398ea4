package vn.phigate.gateway.web;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.drawing.QrDrawing;
import vn.phigate.gateway.providers.Provider;
import vn.phigate.gateway.providers.vietqr.VietQrProvider;
import vn.phigate.gateway.receipts.Receipts;
import vn.phigate.gateway.refunds.Refund;
import vn.phigate.gateway.refunds.RefundStatus;

/**
 * Where one payment stands, for its payer.
 *
 * @param refunds of its money, oldest first
 * @param links of the dossiers paid for, to see what is still due; none when they are of several payers
 * @param choices ways to pay, for another attempt
 * @param providersWords what the provider's last code means; null when there is nothing to say
 * @param paused whether the payer asked the page not to renew itself
 * @param confirmed whether as many witnesses spoke as the city asks for; until then no receipt is made
 * @param money where it is
 * @param mark of what is shown; news have another
 */
public record PaymentView(
        Payment payment,
        CollectionAccount account,
        State state,
        List<Receipts.Issued> receipts,
        List<Refund> refunds,
        List<DossierLink> links,
        List<MethodChoice> choices,
        Provider.@Nullable Words providersWords,
        boolean paused,
        boolean confirmed,
        Whereabouts money,
        Promises promises,
        String mark) {
    private static final int SECONDS_AT_PROVIDER = 5;
    /** The QR code is held before another phone's camera, and the bank's word takes longer anyway. */
    private static final int SECONDS_AT_BANK = 20;

    /** In what words to speak. */
    public enum State {
        /** A VietQR code can be paid. */
        SCAN,
        /** The provider's page is open for the payer. */
        AT_PROVIDER,
        /** The payer has done all there is to do, or the time is over; the provider's word is waited for. Paying again would be paying twice. */
        WAITING,
        PAID,
        DECLINED,
        OVER,
        /** Witnesses disagree; a person looks at it. */
        WITH_STAFF;

        /** Whether it is open and nothing was heard of money: whoever has not paid may go on. */
        boolean canBePaid() {
            return this == SCAN || this == AT_PROVIDER;
        }
    }

    /** @param compareCode stands on the dossier's notice too */
    public record DossierLink(String code, String address, String compareCode) {}

    /** @param returned the payer came back from the provider with a paid result that the provider has not told us itself yet */
    static State state(Payment payment, boolean returned, Instant now) {
        return switch (payment.status()) {
            case CREATED, AWAITING_PROVIDER -> {
                Payment.Attempt last = payment.lastAttempt();
                if (returned || now.isAfter(last.expiresAt())) {
                    yield State.WAITING;
                }
                if (last.redirectUrl() == null && last.qr() == null) {
                    yield State.WAITING;
                }
                yield last.redirectUrl() == null ? State.SCAN : State.AT_PROVIDER;
            }
            case UNKNOWN -> State.WAITING;
            case PAID -> State.PAID;
            case FAILED -> State.DECLINED;
            case EXPIRED, CANCELLED -> State.OVER;
            case CONTESTED -> State.WITH_STAFF;
        };
    }

    /** How many dossiers it pays for. */
    public long dossiers() {
        return payment.items().stream().map(Payment.Item::dossierId).distinct().count();
    }

    public String bank() {
        return Banks.named(account.bin());
    }

    public boolean signed() {
        return !receipts.isEmpty() && receipts.stream().allMatch(Receipts.Issued::signed);
    }

    public @Nullable Instant receiptAt() {
        return receipts.isEmpty() ? null : receipts.getLast().issuedAt();
    }

    /** Whether something is still to come that the payer waits for. */
    public boolean live() {
        return switch (state) {
            case SCAN, AT_PROVIDER, WAITING -> true;
            case PAID -> !signed() && payment.surplusVnd() < payment.amountVnd();
            case DECLINED, OVER, WITH_STAFF -> false;
        };
    }

    /** The receipts to show: of a payment for several people none, for they bear their names; each stands at its dossier's own link. */
    public List<Receipts.Issued> ownReceipts() {
        return links.isEmpty() ? List.of() : receipts;
    }

    /** Whether nothing more is to come: no word, no line of the bank, no receipt and no refund. */
    static boolean over(Payment payment, List<Receipts.Issued> receipts, List<Refund> refunds) {
        boolean moving =
                refunds.stream().anyMatch(r -> r.status() != RefundStatus.DONE && r.status() != RefundStatus.REFUSED);
        boolean waits = payment.cases().stream().anyMatch(c -> c.status().equals("open"));
        boolean settled = payment.surplusVnd() < payment.amountVnd();
        boolean issued = !receipts.isEmpty() && receipts.stream().allMatch(Receipts.Issued::signed);
        return !moving
                && !waits
                && switch (payment.status()) {
                    case PAID -> payment.bankSeenAt() != null && (issued || !settled);
                    case EXPIRED, CANCELLED -> true;
                    case CREATED, AWAITING_PROVIDER, UNKNOWN, FAILED, CONTESTED -> false;
                };
    }

    /** Where the page hears of news; null when none are to come, or the payer does not want them. */
    public @Nullable String events() {
        return paused || over(payment, receipts, refunds)
                ? null
                : "/p/" + payment.resultToken() + "/events?seen=" + mark;
    }

    /** Seconds until a page that hears no news renews itself; 0: never. */
    public int refreshSeconds() {
        if (!live() || paused) {
            return 0;
        }
        return state == State.SCAN ? SECONDS_AT_BANK : SECONDS_AT_PROVIDER;
    }

    /** Whether another attempt may be started from here. */
    public boolean canTryAgain() {
        return switch (state) {
            case SCAN, AT_PROVIDER -> true;
            case DECLINED -> stillDue();
            case WAITING, PAID, OVER, WITH_STAFF -> false;
        };
    }

    /** Whether nothing of it was paid, or is being paid, in another way since. */
    public boolean stillDue() {
        return payment.items().stream().allMatch(i -> i.status().equals("due"));
    }

    /** What another attempt may use. */
    public List<MethodChoice> offers() {
        return choices.stream()
                .filter(MethodChoice::usable)
                .filter(c -> state == State.DECLINED
                        || !payment.lastAttempt().provider().equals(c.name()))
                .toList();
    }

    /** What is on its way back, or is back. */
    public List<Refund> refundsToTell() {
        return refunds.stream().filter(r -> r.status() != RefundStatus.REFUSED).toList();
    }

    public boolean late() {
        return has("paid_after_expiry");
    }

    public boolean twice() {
        return has("paid_twice");
    }

    private boolean has(String caseType) {
        return payment.cases().stream().anyMatch(c -> c.type().equals(caseType));
    }

    /** The picture of the code. */
    public String qrSvg(String title) {
        String qr = payment.lastAttempt().qr();
        return qr == null ? "" : QrDrawing.svg(qr, title);
    }

    /** What the provider of the last attempt is called. */
    public String brand() {
        return MethodChoice.brand(payment.lastAttempt().provider());
    }

    public boolean byTransfer() {
        return payment.lastAttempt().provider().equals(VietQrProvider.NAME);
    }
}

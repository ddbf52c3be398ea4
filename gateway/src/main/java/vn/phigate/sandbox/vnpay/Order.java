package vn.phigate.sandbox.vnpay;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One order in the sandbox's memory: opened when its pay page is first shown, decided once. All its numbers follow
 * from the order itself, so that a sandbox that lost its memory says the same again.
 */
final class Order {
    private static final int REMEMBERED_CALLS = 100;

    final PayRequest request;
    private @Nullable Decision decision;
    private final List<IpnCall> calls = new ArrayList<>();
    private long refundedVnd;
    private boolean fullyRefunded;
    private @Nullable LastRefund lastRefund;

    record LastRefund(boolean full, long amountVnd) {}

    /**
     * How the order ended.
     *
     * @param reportedVnd the amount told to the merchant; differs from the order's only when a test asks for that
     */
    record Decision(Outcome outcome, long reportedVnd, LocalDateTime payDate) {}

    /** What a request to refund comes to: its vnp_ResponseCode (querydr&refund.html). */
    enum Refund {
        ACCEPTED("00", "Refund Success"),
        ABOVE_ORIGINAL("02", "Total refund is above the original amount"),
        FULL_AFTER_PARTIAL("04", "Full refund is not allowed after a partial one"),
        BAD_AMOUNT("93", "Invalid refund amount"),
        NOT_SUCCESSFUL("95", "The transaction was not successful");

        final String code;
        final String message;

        Refund(String code, String message) {
            this.code = code;
            this.message = message;
        }
    }

    Order(PayRequest request) {
        this.request = request;
    }

    synchronized @Nullable Decision decision() {
        return decision;
    }

    /** The first decision stands; it is answered to every later one too. */
    synchronized Decision decide(Decision proposed) {
        if (decision == null) {
            decision = proposed;
        }
        return decision;
    }

    synchronized void remember(IpnCall call) {
        if (calls.size() < REMEMBERED_CALLS) {
            calls.add(call);
        }
    }

    synchronized List<IpnCall> calls() {
        return List.copyOf(calls);
    }

    synchronized long refundedVnd() {
        return refundedVnd;
    }

    synchronized @Nullable LastRefund lastRefund() {
        return lastRefund;
    }

    /** Books a refund in full (vnp_TransactionType 02) or in part (03), or says why not. */
    synchronized Refund refund(boolean full, long amountVnd) {
        if (decision == null || decision.outcome() != Outcome.SUCCESS) {
            return Refund.NOT_SUCCESSFUL;
        }
        long originalVnd = decision.reportedVnd();
        if (amountVnd <= 0) {
            return Refund.BAD_AMOUNT;
        }
        if (fullyRefunded || amountVnd > originalVnd) {
            return Refund.ABOVE_ORIGINAL;
        }
        if (full && refundedVnd > 0) {
            return Refund.FULL_AFTER_PARTIAL;
        }
        if (full && amountVnd != originalVnd) {
            return Refund.BAD_AMOUNT;
        }
        if (refundedVnd + amountVnd > originalVnd) {
            return Refund.ABOVE_ORIGINAL;
        }
        refundedVnd += amountVnd;
        lastRefund = new LastRefund(full, amountVnd);
        fullyRefunded = full;
        return Refund.ACCEPTED;
    }

    /** N[1,15]; "0" where the payer's bank was never reached, as VNPay's IPN of a cancelled order says. */
    String transactionNo(Decision decided) {
        return decided.outcome().reachedBank() ? Signature.digits("transaction|" + request.key(), 14) : "0";
    }

    String bankCode() {
        return switch (request.bankCode()) {
            // These choose a way to pay, not a bank; NCB is the bank of VNPay's published test cards.
            case "", "VNPAYQR", "VNBANK", "INTCARD" -> "NCB";
            default -> request.bankCode();
        };
    }

    /** The parameters that return URL and IPN carry (pay.html, "ReturnURL and IPN"). */
    SortedMap<String, String> resultParameters(Decision decided) {
        SortedMap<String, String> result = new TreeMap<>();
        result.put("vnp_TmnCode", request.terminal().tmnCode());
        result.put("vnp_TxnRef", request.txnRef());
        result.put("vnp_Amount", Long.toString(decided.reportedVnd() * 100));
        result.put("vnp_OrderInfo", request.orderInfo());
        result.put("vnp_BankCode", bankCode());
        result.put("vnp_CardType", request.bankCode().equals("VNPAYQR") ? "QRCODE" : "ATM");
        result.put("vnp_PayDate", decided.payDate().format(PayRequest.WIRE_DATE));
        result.put("vnp_ResponseCode", decided.outcome().responseCode);
        result.put("vnp_TransactionStatus", decided.outcome().transactionStatus);
        result.put("vnp_TransactionNo", transactionNo(decided));
        if (decided.outcome().reachedBank()) {
            result.put("vnp_BankTranNo", "FT" + Signature.digits("bank|" + request.key(), 14));
        }
        return result;
    }
}

package vn.phigate.sandbox.vnpay;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.sandbox.wallet.Scripts.Respond;

/** querydr and refund: {@code POST /merchant_webapi/api/transaction} (VNPay, querydr&refund.html). */
final class MerchantApi {
    private static final List<String> QUERY_REQUEST = List.of(
            "vnp_RequestId",
            "vnp_Version",
            "vnp_Command",
            "vnp_TmnCode",
            "vnp_TxnRef",
            "vnp_TransactionDate",
            "vnp_CreateDate",
            "vnp_IpAddr",
            "vnp_OrderInfo");
    private static final List<String> REFUND_REQUEST = List.of(
            "vnp_RequestId",
            "vnp_Version",
            "vnp_Command",
            "vnp_TmnCode",
            "vnp_TransactionType",
            "vnp_TxnRef",
            "vnp_Amount",
            "vnp_TransactionNo",
            "vnp_TransactionDate",
            "vnp_CreateBy",
            "vnp_CreateDate",
            "vnp_IpAddr",
            "vnp_OrderInfo");
    private static final List<String> REFUND_RESPONSE = List.of(
            "vnp_ResponseId",
            "vnp_Command",
            "vnp_ResponseCode",
            "vnp_Message",
            "vnp_TmnCode",
            "vnp_TxnRef",
            "vnp_Amount",
            "vnp_BankCode",
            "vnp_PayDate",
            "vnp_TransactionNo",
            "vnp_TransactionType",
            "vnp_TransactionStatus",
            "vnp_OrderInfo");
    private static final List<String> QUERY_RESPONSE = Stream.concat(
                    REFUND_RESPONSE.stream(), Stream.of("vnp_PromotionCode", "vnp_PromotionAmount"))
            .toList();

    /** "Duplicate request": the same question again within this time. */
    private static final Duration DUPLICATE_WINDOW = Duration.ofMinutes(5);

    private static final int REMEMBERED_REQUESTS = 10_000;

    private final OrderBook orders;
    private final Function<String, @Nullable VnpayTerminal> terminals;
    private final Map<String, Instant> seenRequests = new LinkedHashMap<>();

    MerchantApi(OrderBook orders, Function<String, @Nullable VnpayTerminal> terminals) {
        this.orders = orders;
        this.terminals = terminals;
    }

    /**
     * Answers one request; every answer is signed but that to an unknown terminal, with which no key is shared.
     *
     * @param request the body's fields as text
     * @param respond how a script wants it answered
     */
    Map<String, String> answer(Map<String, String> request, Instant now, Respond respond) {
        boolean refund = request.getOrDefault("vnp_Command", "").equals("refund");
        List<String> signedFields = refund ? REFUND_REQUEST : QUERY_REQUEST;
        VnpayTerminal terminal = terminals.apply(request.getOrDefault("vnp_TmnCode", ""));
        if (terminal == null) {
            return reply(request, "02", "Invalid vnp_TmnCode");
        }
        Map<String, String> reply;
        if (!Signature.holds(terminal.secret(), Signature.pipes(signedFields, request), request.get(Signature.HASH))) {
            reply = reply(request, "97", "Invalid signature");
        } else if (!refund && !request.getOrDefault("vnp_Command", "").equals("querydr")) {
            reply = reply(request, "99", "Unknown vnp_Command");
        } else if (missing(request, signedFields)) {
            reply = reply(request, "03", "Invalid data format");
        } else if (repeated(terminal.tmnCode() + "|" + request.get("vnp_RequestId"), now)) {
            reply = reply(request, "94", "Duplicate request");
        } else {
            Order order = respond == Respond.FORGET ? null : find(request);
            if (respond == Respond.DECLINE) {
                reply = reply(request, refund ? "95" : "99", "As scripted");
            } else if (order == null) {
                reply = reply(request, "91", "Transaction not found");
            } else if (refund) {
                reply = refund(order, request);
            } else {
                reply = query(order, request, respond);
            }
        }
        if (respond == Respond.WRONG_AMOUNT && reply.containsKey("vnp_Amount")) {
            reply.put("vnp_Amount", Long.toString(Long.parseLong(reply.get("vnp_Amount")) / 200 * 100));
        }
        String secret = respond == Respond.FORGE ? "NOT-" + terminal.secret() : terminal.secret();
        reply.put(
                Signature.HASH,
                Signature.hmac(secret, Signature.pipes(refund ? REFUND_RESPONSE : QUERY_RESPONSE, reply)));
        return reply;
    }

    private @Nullable Order find(Map<String, String> request) {
        LocalDateTime createdAt = PayRequest.date(request.getOrDefault("vnp_TransactionDate", ""));
        if (createdAt == null) {
            return null;
        }
        Order order = orders.find(
                request.getOrDefault("vnp_TmnCode", ""),
                request.getOrDefault("vnp_TxnRef", ""),
                createdAt.toLocalDate());
        // vnp_TransactionDate is the pay request's vnp_CreateDate, exactly.
        if (order == null || !order.request.createdAt().equals(createdAt)) {
            return null;
        }
        String transactionNo = request.getOrDefault("vnp_TransactionNo", "");
        Order.Decision decision = order.decision();
        boolean otherNumber =
                !transactionNo.isEmpty() && decision != null && !transactionNo.equals(order.transactionNo(decision));
        return otherNumber ? null : order;
    }

    private static Map<String, String> query(Order order, Map<String, String> request, Respond respond) {
        Map<String, String> reply = reply(request, "00", "QueryDR Success");
        describe(order, reply);
        reply.put("vnp_TransactionType", "01");
        Order.LastRefund refund = order.lastRefund();
        if (refund != null) {
            // The newest transaction of the order is told: 05 at VNPay, then 00 at the payer's bank.
            reply.put("vnp_TransactionType", refund.full() ? "02" : "03");
            reply.put("vnp_Amount", Long.toString(refund.amountVnd() * 100));
            reply.put("vnp_TransactionStatus", respond == Respond.PENDING ? "05" : "00");
        } else if (respond == Respond.PENDING) {
            reply.put("vnp_TransactionStatus", "01");
        }
        reply.put("vnp_PromotionCode", "");
        reply.put("vnp_PromotionAmount", "");
        return reply;
    }

    private static Map<String, String> refund(Order order, Map<String, String> request) {
        String type = request.getOrDefault("vnp_TransactionType", "");
        String wireAmount = request.getOrDefault("vnp_Amount", "");
        if (!type.equals("02") && !type.equals("03")) {
            return reply(request, "03", "Invalid data format");
        }
        boolean readable = wireAmount.matches("[0-9]{1,12}") && wireAmount.endsWith("00");
        Order.Refund result = order.refund(type.equals("02"), readable ? Long.parseLong(wireAmount) / 100 : 0);
        Map<String, String> reply = reply(request, result.code, result.message);
        describe(order, reply);
        reply.put("vnp_Amount", wireAmount);
        reply.put("vnp_TransactionType", type);
        if (result == Order.Refund.ACCEPTED) {
            reply.put("vnp_TransactionStatus", "05");
        }
        return reply;
    }

    /** The order as VNPay sees it; 01 "not complete" until the payer has decided. */
    private static void describe(Order order, Map<String, String> reply) {
        Order.Decision decision = order.decision();
        reply.put("vnp_OrderInfo", order.request.orderInfo());
        if (decision == null) {
            reply.put("vnp_Amount", Long.toString(order.request.amountVnd() * 100));
            reply.put("vnp_TransactionNo", "0");
            reply.put("vnp_TransactionStatus", "01");
            return;
        }
        reply.put("vnp_Amount", Long.toString(decision.reportedVnd() * 100));
        reply.put("vnp_BankCode", order.bankCode());
        reply.put("vnp_PayDate", decision.payDate().format(PayRequest.WIRE_DATE));
        reply.put("vnp_TransactionNo", order.transactionNo(decision));
        reply.put("vnp_TransactionStatus", decision.outcome().transactionStatus);
    }

    private static Map<String, String> reply(Map<String, String> request, String code, String message) {
        Map<String, String> reply = new LinkedHashMap<>();
        reply.put("vnp_ResponseId", UUID.randomUUID().toString().replace("-", ""));
        reply.put("vnp_Command", request.getOrDefault("vnp_Command", ""));
        reply.put("vnp_ResponseCode", code);
        reply.put("vnp_Message", message);
        reply.put("vnp_TmnCode", request.getOrDefault("vnp_TmnCode", ""));
        reply.put("vnp_TxnRef", request.getOrDefault("vnp_TxnRef", ""));
        return reply;
    }

    /** vnp_TransactionNo alone is optional. */
    private static boolean missing(Map<String, String> request, List<String> fields) {
        return fields.stream()
                .filter(field -> !field.equals("vnp_TransactionNo"))
                .anyMatch(field -> request.getOrDefault(field, "").isEmpty());
    }

    private synchronized boolean repeated(String requestId, Instant now) {
        Instant seenAt = seenRequests.remove(requestId);
        seenRequests.put(requestId, now);
        if (seenRequests.size() > REMEMBERED_REQUESTS) {
            seenRequests.remove(seenRequests.keySet().iterator().next());
        }
        return seenAt != null && now.isBefore(seenAt.plus(DUPLICATE_WINDOW));
    }
}

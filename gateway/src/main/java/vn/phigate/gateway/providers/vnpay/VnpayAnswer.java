package vn.phigate.gateway.providers.vnpay;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** VNPay's answer to querydr or refund. Only {@link Verified} may be acted upon. */
public sealed interface VnpayAnswer {

    /**
     * Signed by VNPay. Absent values are empty strings.
     *
     * @param keyId which of our keys verified it
     * @param command querydr or refund
     * @param responseCode whether the request itself was served: 00, or why not (91 not found, 94 asked again within 5 minutes, …)
     * @param message VNPay's words
     * @param tmnCode our terminal
     * @param txnRef the attempt's order id
     * @param amountVnd whole đồng; null when absent or not whole
     * @param bankCode bank of the payer
     * @param paidAt vnp_PayDate (GMT+7); null when absent or unreadable
     * @param transactionNo VNPay's own number
     * @param transactionType 01 payment, 02 full refund, 03 partial refund
     * @param transactionStatus state of that transaction
     */
    record Verified(
            String keyId,
            String command,
            String responseCode,
            String message,
            String tmnCode,
            String txnRef,
            @Nullable Long amountVnd,
            String bankCode,
            @Nullable Instant paidAt,
            String transactionNo,
            String transactionType,
            String transactionStatus)
            implements VnpayAnswer {

        /** What became of the payment, when this answers a querydr. */
        public VnpayResult paymentResult() {
            return command.equals("querydr")
                    ? VnpayResult.ofQuery(responseCode, transactionType, transactionStatus)
                    : VnpayResult.UNCLEAR;
        }
    }

    /**
     * No JSON object of plain values, or not signed by a known key: unknown, to be asked again.
     *
     * @param claimedResponseCode what it says for itself, for the log only; empty when nothing
     */
    record Refused(String why, String claimedResponseCode) implements VnpayAnswer {}

    /** @param pipe {@link VnpayPipe#QUERYDR_RESPONSE} or {@link VnpayPipe#REFUND_RESPONSE} */
    static VnpayAnswer read(String json, VnpayPipe pipe, List<VnpaySecret> secrets) {
        Map<String, String> message = new TreeMap<>();
        try {
            JsonNode root = Json.STRICT.readTree(json);
            if (!root.isObject()) {
                return new Refused("no JSON object", "");
            }
            root.properties().stream()
                    .filter(p -> p.getValue().isValueNode() && !p.getValue().isNull())
                    .forEach(p -> message.put(p.getKey(), p.getValue().asText()));
        } catch (JsonProcessingException e) {
            return new Refused("not readable as JSON", "");
        }
        String responseCode = message.getOrDefault("vnp_ResponseCode", "");
        return pipe.verifiedBy(message, secrets)
                .<VnpayAnswer>map(keyId -> verified(keyId, message))
                .orElseGet(() -> new Refused("not signed by a known key", responseCode));
    }

    private static Verified verified(String keyId, Map<String, String> message) {
        return new Verified(
                keyId,
                message.getOrDefault("vnp_Command", ""),
                message.getOrDefault("vnp_ResponseCode", ""),
                message.getOrDefault("vnp_Message", ""),
                message.getOrDefault("vnp_TmnCode", ""),
                message.getOrDefault("vnp_TxnRef", ""),
                VnpayWire.amountVnd(message.getOrDefault("vnp_Amount", "")),
                message.getOrDefault("vnp_BankCode", ""),
                VnpayWire.instant(message.getOrDefault("vnp_PayDate", "")),
                message.getOrDefault("vnp_TransactionNo", ""),
                message.getOrDefault("vnp_TransactionType", ""),
                message.getOrDefault("vnp_TransactionStatus", ""));
    }

    /** A doubled key would make two readings of one signed message. */
    final class Json {
        private static final ObjectMapper STRICT =
                new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

        private Json() {}
    }
}

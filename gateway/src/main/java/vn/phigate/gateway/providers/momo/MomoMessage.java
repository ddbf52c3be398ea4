package vn.phigate.gateway.providers.momo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.phigate.gateway.platform.signing.Hmac;

/**
 * What of each message is signed: {@code name=value} joined by {@code &}, names from a to z, values as they stand (not url-encoded), UTF-8;
 * HMAC-SHA256 with the secret key (developers.momo.vn/v3, onetime, notification, query, refund). The access key is signed in every message and
 * sent in none but ours.
 */
public enum MomoMessage {
    CREATE(
            "amount",
            "extraData",
            "ipnUrl",
            "orderId",
            "orderInfo",
            "partnerCode",
            "redirectUrl",
            "requestId",
            "requestType"),
    CREATE_RESPONSE("amount", "orderId", "partnerCode", "payUrl", "requestId", "responseTime", "resultCode"),
    IPN(
            "amount",
            "extraData",
            "message",
            "orderId",
            "orderInfo",
            "orderType",
            "partnerCode",
            "payType",
            "requestId",
            "responseTime",
            "resultCode",
            "transId"),
    /** Also the question after a refund. */
    QUERY("orderId", "partnerCode", "requestId"),
    REFUND("amount", "description", "orderId", "partnerCode", "requestId", "transId");

    private final List<String> names;

    MomoMessage(String... names) {
        this.names = List.of(names);
    }

    List<String> names() {
        return names;
    }

    /** The text that is signed; an absent value is empty. */
    public String raw(String accessKey, Map<String, ?> fields) {
        return Stream.concat(
                        Stream.of("accessKey=" + accessKey),
                        names.stream().map(name -> name + "=" + (fields.get(name) == null ? "" : fields.get(name))))
                .collect(Collectors.joining("&"));
    }

    public String signature(MomoMerchant.Key key, Map<String, ?> fields) {
        return Hmac.SHA256.hex(key.secretKey(), raw(key.accessKey(), fields));
    }

    /** The key that signed these fields, or empty. */
    Optional<MomoMerchant.Key> verifiedBy(MomoMerchant merchant, Map<String, ?> fields, String signature) {
        return merchant.keys().stream()
                .filter(key -> Hmac.SHA256.holds(signature, key.secretKey(), raw(key.accessKey(), fields)))
                .findFirst();
    }
}

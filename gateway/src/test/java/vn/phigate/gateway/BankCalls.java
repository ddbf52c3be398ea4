package vn.phigate.gateway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import vn.phigate.gateway.providers.NoticeService.Endpoint;
import vn.phigate.gateway.providers.NoticeService.Secret;
import vn.phigate.gateway.providers.casso.CassoNotices;
import vn.phigate.gateway.providers.payos.PayosNotices;
import vn.phigate.gateway.providers.sepay.SepayNotices;

/** Calls as the three services make them, signed by code of its own. */
public final class BankCalls {
    public static final String SEPAY_SECRET = "hni-sepay-webhook-secret-0001";
    /** Of an endpoint that belongs to one agency. */
    public static final String SEPAY_SECRET_OF_ONE = "sepay-secret-of-one-agency";

    public static final String PAYOS_SECRET = "hni0payos0checksum0key0000000000000000000000000000000000000000test";
    public static final String CASSO_SECRET = "hni-casso-v2-secret-0001";
    public static final String API_KEY = "HNI-API-KEY-0001";

    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneId.of("Asia/Ho_Chi_Minh"));

    private BankCalls() {}

    /** All three services, SePay with a second key that is being brought in and an endpoint with a plain key. */
    public static BankNotices services(boolean pay) {
        return new BankNotices(
                pay,
                List.of(
                        new SepayNotices(
                                List.of(
                                        endpoint("default", "sepay-secret-of-tomorrow", SEPAY_SECRET),
                                        new Endpoint("apikey", List.of(), List.of(new Secret("k", API_KEY)), null),
                                        new Endpoint(
                                                "one",
                                                List.of(new Secret("one/1", SEPAY_SECRET_OF_ONE)),
                                                List.of(),
                                                null,
                                                Set.of("00008"))),
                                Duration.ofSeconds(300)),
                        new PayosNotices(List.of(endpoint("default", PAYOS_SECRET), endpoint("other", "another-key"))),
                        new CassoNotices(List.of(endpoint("default", CASSO_SECRET)), Duration.ofSeconds(300))));
    }

    public static Endpoint endpoint(String name, String... secrets) {
        var keys = new ArrayList<Secret>();
        for (String secret : secrets) {
            keys.add(new Secret(name + "/" + (keys.size() + 1), secret));
        }
        return new Endpoint(name, keys, List.of(), null);
    }

    /** One transfer, as the bank has it. */
    public record Moved(String number, long amountVnd, String narrative, String reference, Instant at) {
        public Moved withReference(String changed) {
            return new Moved(number, amountVnd, narrative, changed, at);
        }

        public Moved withAmount(long changed) {
            return new Moved(number, changed, narrative, reference, at);
        }

        public Moved withNumber(String changed) {
            return new Moved(changed, amountVnd, narrative, reference, at);
        }

        public Moved withNarrative(String changed) {
            return new Moved(number, amountVnd, changed, reference, at);
        }
    }

    /** @param headers names and values in turn */
    public record Call(String path, String body, String... headers) {
        public Call to(String otherPath) {
            return new Call(otherPath, body, headers);
        }

        public Http.Answer send(Http http) {
            return http.postRaw(path, body, headers);
        }
    }

    public static Call sepay(Moved moved, Instant signedAt) {
        return sepay(moved, "in", signedAt, SEPAY_SECRET);
    }

    public static Call sepay(Moved moved, String direction, Instant signedAt, String secret) {
        String body = """
                {"id":92704,"gateway":"VPBank","transactionDate":"%s","accountNumber":"%s","subAccount":null,"code":null,"content":"%s",\
                "transferType":"%s","transferAmount":%d,"accumulated":125430000,"referenceCode":"%s","description":"BankAPINotify"}""".formatted(
                LOCAL.format(moved.at), moved.number, moved.narrative, direction, moved.amountVnd, moved.reference);
        String timestamp = String.valueOf(signedAt.getEpochSecond());
        return new Call(
                "/callbacks/sepay",
                body,
                "X-SePay-Timestamp",
                timestamp,
                "X-SePay-Signature",
                "sha256=" + hmac("HmacSHA256", secret, timestamp + "." + body));
    }

    public static Call payos(Moved moved) {
        return payos(moved, PAYOS_SECRET);
    }

    public static Call payos(Moved moved, String secret) {
        Map<String, String> data = new TreeMap<>(Map.of(
                "accountNumber", quoted(moved.number),
                "amount", String.valueOf(moved.amountVnd),
                "code", quoted("00"),
                "counterAccountName", "null",
                "currency", quoted("VND"),
                "desc", quoted("Thành công"),
                "description", quoted(moved.narrative),
                "orderCode", "250717000001",
                "reference", quoted(moved.reference),
                "transactionDateTime", quoted(LOCAL.format(moved.at))));
        String text = data.entrySet().stream()
                .map(e -> e.getKey() + "="
                        + (e.getValue().equals("null") ? "" : e.getValue().replace("\"", "")))
                .collect(Collectors.joining("&"));
        String json = data.entrySet().stream()
                .map(e -> quoted(e.getKey()) + ":" + e.getValue())
                .collect(Collectors.joining(","));
        return new Call(
                "/callbacks/payos",
                "{\"code\":\"00\",\"desc\":\"success\",\"success\":true,\"data\":{" + json + "},\"signature\":\""
                        + hmac("HmacSHA256", secret, text) + "\"}");
    }

    public static Call casso(Moved moved, Instant signedAt) {
        return casso(moved, signedAt, CASSO_SECRET);
    }

    public static Call casso(Moved moved, Instant signedAt, String secret) {
        // Sorted already, without spaces: the signed text is the body.
        String body =
                """
                {"data":{"accountNumber":"%s","amount":%d,"bankAbbreviation":"VPB","bankName":"VPBank","description":"%s","id":7150123,"reference":"%s",\
                "runningBalance":125430000,"transactionDateTime":"%s","virtualAccountNumber":""},"error":0}""".formatted(moved.number, moved.amountVnd, moved.narrative, moved.reference, LOCAL.format(moved.at));
        long timestamp = signedAt.toEpochMilli();
        return new Call(
                "/callbacks/casso",
                body,
                "X-Casso-Signature",
                "t=" + timestamp + ",v1=" + hmac("HmacSHA512", secret, timestamp + "." + body));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static String hmac(String algorithm, String secret, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

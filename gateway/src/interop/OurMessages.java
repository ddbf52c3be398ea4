import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.phigate.gateway.providers.payos.PayosSignature;
import vn.phigate.gateway.providers.vietqr.VietQrCode;
import vn.phigate.gateway.providers.vnpay.VnpayMessages;
import vn.phigate.gateway.providers.vnpay.VnpayPayRequest;
import vn.phigate.gateway.providers.vnpay.VnpayProvider;
import vn.phigate.gateway.providers.vnpay.VnpayQuerydrRequest;
import vn.phigate.gateway.providers.vnpay.VnpayRefundRequest;
import vn.phigate.gateway.providers.vnpay.VnpaySecret;
import vn.phigate.gateway.providers.vnpay.VnpayTerminal;

/** Prints our messages as JSON; with an argument, what our reader makes of that query string. */
class OurMessages {
    static final String TERMINAL = "HNIFEE01";
    static final VnpaySecret SECRET = new VnpaySecret("k", "HANOITESTSECRET0001ABCDEFGHJKLMN");
    static final Instant CREATED = Instant.parse("2025-07-17T02:00:00Z");

    public static void main(String[] arguments) throws Exception {
        var json = new ObjectMapper();
        if (arguments.length > 0) {
            var provider = new VnpayProvider(new VnpayProvider.Settings(
                    "https://pay.example.vn",
                    "https://example.vn/return",
                    List.of(new VnpayTerminal(TERMINAL, List.of(SECRET))),
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(5)));
            System.out.println(provider.read(arguments[0]).getClass().getSimpleName());
            return;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("secret", SECRET.secret());
        all.put("terminal", TERMINAL);
        all.put(
                "pay_url",
                VnpayMessages.payUrl(
                        "https://sandbox.vnpayment.vn/paymentv2/vpcpay.html",
                        new VnpayPayRequest(
                                TERMINAL,
                                "PGTEST0001",
                                30_000,
                                "Nộp phí, lệ phí (hồ sơ H26.00004-250717-0001)",
                                "other",
                                "https://pay.example.vn/return/vnpay",
                                "203.0.113.7",
                                VnpayPayRequest.Locale.VN,
                                null,
                                CREATED,
                                CREATED.plusSeconds(900)),
                        SECRET));
        all.put(
                "querydr",
                new VnpayQuerydrRequest(
                                "q0001",
                                TERMINAL,
                                "PGTEST0001",
                                "15071234",
                                "Truy van PGTEST0001",
                                CREATED,
                                CREATED.plusSeconds(1200),
                                "127.0.0.1")
                        .signed(SECRET));
        all.put(
                "refund",
                new VnpayRefundRequest(
                                "RF0000000001",
                                TERMINAL,
                                true,
                                "PGTEST0001",
                                30_000,
                                "15071234",
                                CREATED,
                                "maker",
                                CREATED.plusSeconds(3600),
                                "127.0.0.1",
                                "Hoan tien")
                        .signed(SECRET));
        ObjectNode data = (ObjectNode) json.readTree("""
                {"orderCode":123,"amount":30000,"description":"CT DEN Nộp phí","accountNumber":"1903681200","reference":"FT1","transactionDateTime":"2025-07-17 09:32:11",
                 "currency":"VND","paymentLinkId":"x","code":"00","desc":"Thành công","counterAccountBankId":"","counterAccountName":null,"virtualAccountNumber":null}
                """);
        String key = "1a54716c8f0efb2744fb28b6e38b25da7f67a925d98bc1c18bd8faaecadd7675";
        all.put("payos_key", key);
        all.put(
                "payos_webhook",
                Map.of(
                        "code",
                        "00",
                        "desc",
                        "success",
                        "success",
                        true,
                        "data",
                        data,
                        "signature",
                        PayosSignature.of(data, key).orElseThrow()));
        all.put(
                "payos_request",
                PayosSignature.ofPaymentRequest(
                        30_000, "https://example.vn/cancel", "Nop phi", 123, "https://example.vn/return", key));
        all.put(
                "qr",
                VietQrCode.toAccount("970436", "0011001234567", 30_000L, "PG7K2M9Q4X1A5BC")
                        .encode());
        System.out.println(json.writeValueAsString(all));
    }
}

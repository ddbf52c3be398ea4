package vn.phigate.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.providers.vnpay.VnpayMessages;

/** Any number of payments that wait for their callback: copies, row by row, of one that the gateway made itself. */
final class Population {
    /** One obligation of 10,000 đồng: the signature of a paper certified. */
    static final String PROCEDURE = "2.000884";

    static final String TERMINAL = "HNIFEE01";
    private static final String SECRET = "HANOITESTSECRET0001ABCDEFGHJKLMN";
    private static final int CHUNK = 50_000;
    private static final String COLUMNS = """
            select column_name as name from information_schema.columns
            where table_schema = 'gateway' and table_name = ? and is_generated = 'NEVER' and is_identity = 'NO' order by ordinal_position
            """;

    private final Db db;
    private final UUID payment;

    Population(Db db, UUID payment) {
        this.db = db;
        this.payment = payment;
    }

    static String orderId(int number) {
        return "BENCH%010d".formatted(number);
    }

    static String dossierCode(int number) {
        return "H26.%05d-250717-%04d".formatted(number / 10_000, number % 10_000);
    }

    /** Payments awaiting their callback, numbered from 1. */
    void payments(int count) {
        for (int from = 1; from <= count; from += CHUNK) {
            int to = Math.min(count, from + CHUNK - 1);
            dossiers(from, to, "pending");
            copy(
                    "payment",
                    "id = cast(? as uuid)",
                    from,
                    to,
                    Map.of(
                            "id",
                            id(3),
                            "reference",
                            "'BENCH' || lpad(cast(g as text), 10, '0')",
                            "result_token",
                            "md5('result' || g)",
                            "expires_at",
                            "now() + interval '2 days'"));
            copy(
                    "payment_item",
                    "payment_id = cast(? as uuid)",
                    from,
                    to,
                    Map.of("payment_id", id(3), "obligation_id", id(2)));
            copy(
                    "open_claim",
                    "payment_id = cast(? as uuid)",
                    from,
                    to,
                    Map.of("payment_id", id(3), "obligation_id", id(2)));
            copy(
                    "attempt",
                    "payment_id = cast(? as uuid)",
                    from,
                    to,
                    Map.of(
                            "id",
                            id(4),
                            "payment_id",
                            id(3),
                            "order_id",
                            "'BENCH' || lpad(cast(g as text), 10, '0')",
                            "expires_at",
                            "now() + interval '2 days'",
                            "next_query_at",
                            "now() + interval '1 day'"));
        }
    }

    /**
     * Payments by transfer, numbered as in bench.payment and under its references.
     *
     * @param reported percent of them that a provider has reported as paid
     */
    void transfers(int first, int last, int reported) {
        for (int from = first; from <= last; from += CHUNK) {
            int to = Math.min(last, from + CHUNK - 1);
            String reference = "(select b.reference from bench.payment b where b.number = g)";
            String paid = "case when g % 100 < " + reported;
            dossiers(from, to, "pending");
            copy(
                    "payment",
                    "id = cast(? as uuid)",
                    from,
                    to,
                    Map.of(
                            "id", id(3),
                            "reference", reference,
                            "result_token", "md5('result' || g)",
                            "expires_at", "now() + interval '2 days'",
                            "status", paid + " then 'paid' else t.status end",
                            "paid_at", paid + " then timestamptz '2025-07-17 09:00+07' end",
                            "recorded_at", paid + " then now() end",
                            "provider", paid + " then 'vnpay' end",
                            "provider_times", paid + " then 1 else 0 end"));
            copy(
                    "payment_item",
                    "payment_id = cast(? as uuid)",
                    from,
                    to,
                    Map.of("payment_id", id(3), "obligation_id", id(2)));
            copy(
                    "open_claim",
                    "payment_id = cast(? as uuid)",
                    from,
                    to,
                    Map.of("payment_id", id(3), "obligation_id", id(2)));
            copy(
                    "attempt",
                    "payment_id = cast(? as uuid)",
                    from,
                    to,
                    Map.of(
                            "id",
                            id(4),
                            "payment_id",
                            id(3),
                            "order_id",
                            reference,
                            "expires_at",
                            "now() + interval '2 days'"));
        }
    }

    /** Dossiers with one obligation that is due and has no payment yet. */
    void dossiers(int from, int to, String status) {
        String template =
                "id in (select o.dossier_id from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id"
                        + " where i.payment_id = cast(? as uuid))";
        copy(
                "dossier",
                template,
                from,
                to,
                Map.of(
                        "id",
                        id(1),
                        "code",
                        "'H26.' || lpad(cast(g / 10000 as text), 5, '0') || '-250717-' || lpad(cast(g % 10000 as text), 4, '0')",
                        "compact",
                        "'H26' || lpad(cast(g / 10000 as text), 5, '0') || '250717' || lpad(cast(g % 10000 as text), 4, '0')",
                        "link_token",
                        "md5('link' || g)"));
        copy(
                "obligation",
                "id in (select obligation_id from gateway.payment_item where payment_id = cast(? as uuid))",
                from,
                to,
                Map.of("id", id(2), "dossier_id", id(1), "status", "'" + status + "'"));
    }

    /** Grows with its number, as the product's own ids grow with time. */
    private static String id(int kind) {
        return "cast('01990000-000" + kind + "-7000-8000-' || lpad(to_hex(g), 12, '0') as uuid)";
    }

    private void copy(String table, String where, int from, int to, Map<String, String> own) {
        var columns = new LinkedHashMap<String, String>();
        db.list(COLUMNS, row -> row.text("name"), table).forEach(c -> columns.put(c, own.getOrDefault(c, "t." + c)));
        db.run(
                "insert into gateway." + table + " (" + String.join(", ", columns.keySet()) + ") select "
                        + String.join(", ", columns.values()) + " from (select * from gateway." + table + " where "
                        + where
                        + ") t, generate_series(cast(? as integer), cast(? as integer)) g",
                payment.toString(),
                from,
                to);
    }

    static String signedQuery(int number) {
        var fields = new TreeMap<String, String>();
        fields.put("vnp_Amount", "1000000");
        fields.put("vnp_BankCode", "NCB");
        fields.put("vnp_BankTranNo", "VNP%010d".formatted(number));
        fields.put("vnp_CardType", "ATM");
        fields.put("vnp_OrderInfo", "Nop phi ho so " + dossierCode(number));
        fields.put("vnp_PayDate", "20250717093211");
        fields.put("vnp_ResponseCode", "00");
        fields.put("vnp_TmnCode", TERMINAL);
        fields.put("vnp_TransactionNo", String.valueOf(15_000_000L + number));
        fields.put("vnp_TransactionStatus", "00");
        fields.put("vnp_TxnRef", orderId(number));
        return VnpayMessages.payUrl("", fields, SECRET).substring(1);
    }

    /** Whole HTTP requests, each after its length; the request at index i is about payment i + 1. */
    static void writeCallbacks(Path file, int count) throws IOException {
        try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
            for (int number = 1; number <= count; number++) {
                write(
                        out,
                        "GET /callbacks/vnpay?" + signedQuery(number)
                                + " HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n");
            }
        }
    }

    /** Requests for a payment each, of the dossiers from {@code from} on. */
    static void writeOrders(Path file, int from, int count) throws IOException {
        try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
            for (int number = from; number < from + count; number++) {
                String body = "{\"dossiers\":[\"" + dossierCode(number)
                        + "\"],\"method\":\"vnpay\",\"return_url\":\"https://example.vn/back\"}";
                write(
                        out,
                        "POST /v1/payments HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk_sandbox_dossiers\r\n"
                                + "Idempotency-Key: bench-" + number
                                + "\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body);
            }
        }
    }

    private static void write(DataOutputStream out, String request) throws IOException {
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}

package vn.phigate.reconciliation.bankday;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.testsupport.Database;

@Database
class BankDayHttpTest {
    private final TestCity city;

    BankDayHttpTest(Db db) {
        this.city = new TestCity(db);
    }

    @Test
    void closesTheDay_overTheContract() {
        var counter = city.counter();
        Payment payment = counter.paid();
        byte[] file = Camt.statement()
                .of(
                        counter.account.number(),
                        DAY,
                        1_000_000,
                        Camt.in(DAY, FEES_VND, payment.reference(), "FT1"),
                        Camt.in(DAY, 5_000, "NGUYEN VAN A", "FT2"))
                .bytes();
        try (var http = city.http()) {
            var imported = http.upload("maker", "/v1/statements", file, "sao kê.xml");
            assertEquals(201, imported.status());
            assertEquals(
                    Set.of(
                            "duplicate",
                            "filename",
                            "findings",
                            "format",
                            "id",
                            "received_at",
                            "received_by",
                            "sha256",
                            "size_bytes",
                            "statements",
                            "verdict"),
                    fields(imported.json()));
            assertEquals(
                    counter.account.key(),
                    imported.json().at("/statements/0/account").asText());
            assertEquals(
                    1_035_000, imported.json().at("/statements/0/closing_vnd").asLong());
            assertTrue(imported.json().at("/statements/0/booked").asBoolean());
            var again = http.upload("maker", "/v1/statements", file, "khác.xml");
            assertEquals(200, again.status());
            assertTrue(again.json().path("duplicate").asBoolean());
            String id = imported.json().path("id").asText();
            assertEquals(id, again.json().path("id").asText());
            assertEquals(
                    "sao kê.xml",
                    http.get("/v1/statements/" + id).json().path("filename").asText());
            assertArrayEquals(file, http.get("/v1/statements/" + id + "/file").body());

            String request = "{\"business_day\":\"" + DAY + "\",\"account\":\"" + counter.account.key() + "\"}";
            var ran = http.post("maker", "/v1/reconciliations", request, "Idempotency-Key", "run-1");
            String hash = ran.json().path("result_hash").asText();
            assertEquals(Json.tree("""
                            {"business_day":"2025-07-17","accounts":1,"lines":2,"matched":1,"discrepancies":1,"by_type":{"unidentified":1},
                             "result_hash":"%s"}
                            """.formatted(hash)), ran.json());
            assertTrue(hash.matches("[0-9a-f]{64}"), hash);
            var result =
                    http.get("/v1/reconciliations/result?business_day=" + DAY + "&account=" + counter.account.key());
            assertEquals(hash, result.json().path("result_hash").asText());
            assertEquals(400, http.get("/v1/reconciliations/result").status());
            var replayed = http.post("maker", "/v1/reconciliations", request, "Idempotency-Key", "run-1");
            assertEquals(ran.json(), replayed.json());
            assertEquals(
                    "idempotency_key_reused",
                    http.post(
                                    "maker",
                                    "/v1/reconciliations",
                                    "{\"business_day\":\"2025-07-18\"}",
                                    "Idempotency-Key",
                                    "run-1")
                            .json()
                            .path("code")
                            .asText());

            JsonNode match = http.get("/v1/matches?business_day=" + DAY + "&account=" + counter.account.key())
                    .json()
                    .at("/items/0");
            assertEquals(payment.id().toString(), match.path("payment_id").asText());
            assertEquals("exact_code_and_amount", match.path("rule").asText());
            assertEquals(2, match.path("rule_version").asInt());
            assertEquals(payment.reference(), match.at("/evidence/text").asText());
            assertEquals("FT1", match.at("/line/bank_reference").asText());

            JsonNode left = http.get("/v1/discrepancies?status=open&business_day=" + DAY, "Accept-Language", "en")
                    .json();
            JsonNode mine = item(left, counter.account.key());
            assertEquals("unidentified", mine.path("type").asText());
            assertEquals(
                    "Money in, VND 5,000; the text names no known code.",
                    mine.path("reason").asText());
            assertEquals(5_000, mine.path("amount_vnd").asLong());

            city.at(DAY.plusDays(1), 8);
            String close = "{\"account\":\"" + counter.account.key() + "\",\"business_day\":\"" + DAY + "\"}";
            var prepared = http.post("maker", "/v1/closings", close);
            assertEquals(201, prepared.status());
            assertEquals("prepared", prepared.json().path("status").asText());
            assertEquals(200, http.post("checker", "/v1/closings", close).status());
            String sign = "/v1/closings/" + prepared.json().path("id").asText() + "/sign";
            assertEquals(
                    "prepared",
                    http.post("maker", sign, "").json().path("status").asText());
            var closed = http.post("checker", sign, "");
            assertEquals("closed", closed.json().path("status").asText());
            assertEquals(
                    "already_closed",
                    http.post("maker", "/v1/closings", close)
                            .json()
                            .path("code")
                            .asText());
            JsonNode listed = item(http.get("/v1/closings?business_day=" + DAY).json(), counter.account.key());
            assertEquals(
                    closed.json().path("hash").asText(), listed.path("hash").asText());
            assertEquals(1_000_000, listed.path("opening_vnd").asLong());
            assertEquals(35_000, listed.at("/lines/net_vnd").asLong());
            assertEquals(1_035_000, listed.path("closing_vnd").asLong());
            var proof = http.get("/v1/closings/" + prepared.json().path("id").asText() + "/proof");
            assertEquals(200, proof.status());
            assertEquals(64, closed.json().path("hash").asText().length());
            assertEquals(
                    counter.account.number(), proof.json().at("/account/number").asText());
        }
    }

    @Test
    void previewsAnyCurrency_andBooksNothing() {
        try (var http = city.http()) {
            byte[] file = Camt.statement()
                    .of("DE001", "EUR", DAY, 10, 12, List.of(new Camt.Entry(DAY, "2.50", "x", "A", "BOOK", "EUR")))
                    .bytes();
            var preview = http.upload("reader", "/v1/statements/preview", file, "x");
            assertEquals(200, preview.status());
            assertEquals(Set.of("format", "verdict", "statements", "findings"), fields(preview.json()));
            assertEquals("camt.053.001.08", preview.json().path("format").asText());
            assertEquals("flag", preview.json().path("verdict").asText());
            assertEquals(
                    Set.of(
                            "account",
                            "currency",
                            "entries",
                            "opening",
                            "closing",
                            "credit_total",
                            "debit_total",
                            "agrees"),
                    fields(preview.json().at("/statements/0")));
            assertEquals("2.50", preview.json().at("/statements/0/credit_total").asText());
            assertEquals(
                    Set.of("line", "field", "value", "rule", "text"),
                    fields(preview.json().at("/findings/0")));
            var broken = http.upload("reader", "/v1/statements/preview", "?".getBytes(StandardCharsets.UTF_8), "x");
            assertEquals("reject", broken.json().path("verdict").asText());
            assertEquals(0, broken.json().path("statements").size());
            assertEquals(
                    0,
                    http.get("/v1/statements?business_day=2031-01-01")
                            .json()
                            .path("items")
                            .size());
        }
    }

    @Test
    void tellsPrograms_whichStatementIsNotBooked() {
        var counter = city.counter();
        byte[] file = Camt.statement()
                .of(counter.account.number(), "VND", DAY, 0, 31_000, List.of(Camt.in(DAY, 30_000, "x", "A")))
                .of(city.counter().account.number(), DAY, 0, Camt.in(DAY, 1_000, "x", "A"))
                .bytes();
        try (var http = city.http()) {
            var imported = http.upload("maker", "/v1/statements", file, "x.xml");
            assertEquals(201, imported.status());
            assertEquals("flag", imported.json().path("verdict").asText());
            JsonNode refused = imported.json().at("/statements/0");
            assertFalse(refused.path("booked").asBoolean(true));
            assertEquals(counter.account.key(), refused.path("account").asText());
            assertEquals(31_000, refused.path("closing_vnd").asLong());
            assertFalse(refused.path("agrees").asBoolean(true));
            assertTrue(imported.json().at("/statements/1/booked").asBoolean());
            var again = http.upload("maker", "/v1/statements", file, "x.xml");
            assertEquals(200, again.status());
            assertTrue(again.json().path("duplicate").asBoolean());
            assertEquals(imported.json().path("statements"), again.json().path("statements"));
            assertEquals(imported.json().path("findings"), again.json().path("findings"));
        }
    }

    @Test
    void refuses_whatItCannotTake() {
        try (var http = city.http()) {
            byte[] notice = Camt.notification()
                    .of("1", DAY, 0, Camt.in(DAY, 1_000, "x", "A"))
                    .bytes();
            var refused = http.upload("maker", "/v1/statements", notice, "x");
            assertEquals(422, refused.status());
            assertEquals("not_a_statement", refused.json().path("code").asText());
            var unreadable = http.upload("maker", "/v1/statements", new byte[] {1, 2, 3}, "x");
            assertEquals(422, unreadable.status());
            assertEquals("statement_unreadable", unreadable.json().path("code").asText());
            assertEquals(
                    "format_unknown", unreadable.json().at("/findings/0/rule").asText());
            assertEquals(
                    403, http.upload("checker", "/v1/statements", notice, "x").status());
            assertEquals(400, http.post("maker", "/v1/statements", notice).status());
            assertEquals(400, http.get("/v1/statements/1-1-1-1-1").status());
            assertEquals(
                    "file_unknown",
                    http.get("/v1/statements/00000000-0000-0000-0000-000000000000")
                            .json()
                            .path("code")
                            .asText());
            assertEquals(400, http.get("/v1/matches").status());
            assertEquals(400, http.get("/v1/discrepancies?status=lost").status());
            assertEquals(
                    403,
                    http.post("checker", "/v1/reconciliations", "{\"business_day\":\"2025-07-17\"}")
                            .status());
            assertEquals(
                    "account_unknown",
                    http.post("maker", "/v1/closings", "{\"account\":\"970436-1\",\"business_day\":\"2025-07-17\"}")
                            .json()
                            .path("code")
                            .asText());
        }
    }

    @Test
    void turnsPages_withoutLosingAnItem() {
        var counter = city.counter();
        var entries = Camt.list();
        for (int i = 0; i < 7; i++) {
            entries.add(Camt.in(DAY.plusDays(30), 1_000 + i, "?", "N" + i));
        }
        counter.take(DAY.plusDays(30), 0, entries.toArray(Camt.Entry[]::new));
        counter.reconcile(DAY.plusDays(30));
        Set<Long> amounts = new HashSet<>();
        int pages = 0;
        try (var http = city.http()) {
            String cursor = "";
            do {
                JsonNode page = http.get("/v1/discrepancies?limit=3&business_day=" + DAY.plusDays(30) + cursor)
                        .json();
                page.path("items")
                        .forEach(item -> amounts.add(item.path("amount_vnd").asLong()));
                cursor = page.path("next").isNull()
                        ? ""
                        : "&cursor=" + page.path("next").asText();
                pages++;
            } while (!cursor.isEmpty());
        }
        assertEquals(7, amounts.size());
        assertEquals(3, pages);
    }

    private static JsonNode item(JsonNode page, String account) {
        for (JsonNode item : page.path("items")) {
            if (item.path("account").asText().equals(account)) {
                return item;
            }
        }
        throw new AssertionError("nothing of " + account + " in " + page);
    }

    private static Set<String> fields(JsonNode node) {
        Set<String> names = new HashSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}

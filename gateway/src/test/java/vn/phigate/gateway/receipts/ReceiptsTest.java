package vn.phigate.gateway.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.Ipn;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.money.AmountInWords;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

@Database
class ReceiptsTest {
    private static final List<String> AGENCIES = List.of("00008", "00025", "S02");
    /** Before the 32 bytes of a key: SubjectPublicKeyInfo of RFC 8410, section 4. */
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static Receipts receipts() {
        return city.gateway().receipts();
    }

    /** Issues as another process would, beside the gateway's own job, until nothing is due. */
    private static int issueAll() {
        int issued = 0;
        for (int some = receipts().issueDue(); some > 0; some = receipts().issueDue()) {
            issued += some;
        }
        return issued;
    }

    @Test
    void numbersHaveNoGaps_perAgencyAndYearOfCollection() {
        var paid = new ArrayList<Paying>();
        var callbacks = new ArrayList<Callable<String>>();
        for (int i = 0; i < 30; i++) {
            Paying payment = city.pay(city.dossier("9.000001", AGENCIES.get(i % 3)), "vnpay");
            // Midnight in Việt Nam parts the years; the day of issue is the same for all.
            String payDate = i % 5 == 0 ? "20250101000000" : "20241231235959";
            paid.add(payment);
            callbacks.add(() -> city.code(payment.success().with("vnp_PayDate", payDate)));
        }
        Collections.shuffle(callbacks, new Random(1));
        callbacks.add(() -> "issued " + issueAll());
        callbacks.add(() -> "issued " + issueAll());
        assertThat(Http.atOnce(callbacks).subList(0, 30)).containsOnly("00");
        Http.atOnce(List.of(ReceiptsTest::issueAll, ReceiptsTest::issueAll));
        // The gateway's own job may hold the last rows when we find none free.
        UUID[] all = paid.stream().map(Paying::id).toArray(UUID[]::new);
        await().until(() ->
                city.count("select count(*) as n from gateway.receipt where payment_id = any(?)", (Object) all) == 30);
        for (String agency : AGENCIES) {
            assertNumbers(agency, 2024, 8);
            assertNumbers(agency, 2025, 2);
        }
        assertThat(city.count(
                        "select count(distinct payment_id) as n from gateway.receipt where payment_id = any(?)",
                        (Object) all))
                .isEqualTo(30);
        assertThat(city.count(
                        "select count(distinct code) as n from gateway.receipt where payment_id = any(?)",
                        (Object) all))
                .isEqualTo(30);
    }

    private static void assertNumbers(String agency, int year, int count) {
        String series =
                " from gateway.receipt%s r join gateway.agency_code c using (agency_id) where c.code = ? and r.year = ?";
        List<Long> numbers = city.owner()
                .list(
                        "select number" + series.formatted("") + " order by number",
                        row -> row.whole("number"),
                        agency,
                        (long) year);
        assertThat(numbers)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, count).boxed().toList());
        assertThat(city.count("select last_number as n" + series.formatted("_series"), agency, (long) year))
                .isEqualTo(count);
    }

    @Test
    void jsonVerifies_withTheJdkAlone() throws Exception {
        JsonNode reference = receiptOf(paid());
        Http.Answer answer =
                city.http().get("/receipts/" + reference.path("code").asText() + ".json");
        assertThat(answer.status()).isEqualTo(200);
        ObjectNode receipt = (ObjectNode) answer.json();
        assertThat(answer.text())
                .as("published in its canonical form")
                .isEqualTo(new JsonCanonicalizer(answer.text()).getEncodedString());
        assertThat(receipt.path("total_vnd").asLong()).isEqualTo(30_000);
        assertThat(receipt.path("sample").asBoolean()).isTrue();
        assertThat(verifies(receipt)).isTrue();
        ObjectNode altered = receipt.deepCopy();
        altered.put("total_vnd", 29_999);
        assertThat(verifies(altered)).isFalse();
        ObjectNode renamed = receipt.deepCopy();
        renamed.put("payer_name", "Người khác");
        assertThat(verifies(renamed)).isFalse();
    }

    /** As a stranger would with nothing but the two documents and RFC 8785, RFC 8032. */
    private static boolean verifies(ObjectNode receipt) throws IOException, GeneralSecurityException {
        byte[] raw = null;
        for (JsonNode key : city.http().get("/keys").json().path("keys")) {
            if (key.path("kid").asText().equals(receipt.path("key_id").asText())) {
                raw = Base64.getUrlDecoder().decode(key.path("x").asText());
            }
        }
        byte[] encoded = new byte[SPKI.length + 32];
        System.arraycopy(SPKI, 0, encoded, 0, SPKI.length);
        System.arraycopy(Objects.requireNonNull(raw, "the key is published"), 0, encoded, SPKI.length, 32);
        PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        ObjectNode content = receipt.deepCopy();
        content.remove("signature");
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(key);
        ed25519.update(new JsonCanonicalizer(new ObjectMapper().writeValueAsString(content)).getEncodedUTF8());
        return ed25519.verify(
                Base64.getUrlDecoder().decode(receipt.path("signature").asText()));
    }

    @Test
    void paperSaysNumberAmountAndWords() throws IOException {
        JsonNode reference = receiptOf(paid());
        String code = reference.path("code").asText();
        Http.Answer answer = city.http().get("/receipts/" + code + ".pdf");
        assertThat(answer.header("Content-Type")).isEqualTo("application/pdf");
        JsonNode receipt = city.http().get("/receipts/" + code + ".json").json();
        try (PDDocument pdf = Loader.loadPDF(answer.body())) {
            String text = new PDFTextStripper().getText(pdf).replaceAll("\\s+", " ");
            assertThat(text)
                    .contains(
                            receipt.path("number_text").asText(),
                            receipt.path("serial").asText(),
                            "30.000",
                            AmountInWords.receiptPhrase(30_000))
                    .contains("Nguyễn Thị Đào");
        }
        assertThat(reference.path("number").asText())
                .endsWith(receipt.path("number_text").asText());
    }

    /** Decree 254/2026/NĐ-CP Art. 25. */
    @Test
    void namesTheAgencyWhoseFeeItIs_whenAnotherCollectsForIt() {
        String dossier = city.dossier("9.000002", "00008");
        JsonNode obligations = city.http()
                .get("/v1/dossiers/" + dossier, RunningGateway.DOSSIERS)
                .json()
                .path("obligations");
        var collectors = new ArrayList<String>();
        for (JsonNode obligation : obligations) {
            Http.Answer opened = city.http()
                    .post(
                            "/v1/payments",
                            RunningGateway.DOSSIERS,
                            "{\"obligations\":[\"" + obligation.path("id").asText() + "\"],\"method\":\"vnpay\"}",
                            "Idempotency-Key",
                            UUID.randomUUID().toString());
            var payment = new Paying(dossier, opened.json());
            assertThat(city.code(payment.success())).isEqualTo("00");
            JsonNode receipt = city.http()
                    .get("/receipts/" + receiptOf(payment).path("code").asText() + ".json")
                    .json();
            collectors.add(obligation.path("kind").asText() + " "
                    + receipt.at("/collector/agency_code").asText().equals("00008") + " "
                    + receipt.at("/on_behalf_of/agency_code").asText("none"));
        }
        assertThat(collectors).containsExactlyInAnyOrder("FEE true none", "CHARGE false 00008");
    }

    @Test
    void showsNothing_withoutTheWholeCode() {
        JsonNode reference = receiptOf(paid());
        String code = reference.path("code").asText();
        for (String guess : List.of(
                code.substring(1) + ".json",
                "1.json",
                reference.path("number").asText() + ".json",
                code,
                code + ".exe",
                code + ".json.pdf")) {
            assertThat(city.http().get("/receipts/" + guess).status()).as(guess).isEqualTo(404);
        }
    }

    @Test
    void signsAgain_whenACrashCameBetweenNumberAndSignature() {
        JsonNode reference = receiptOf(paid());
        String code = reference.path("code").asText();
        String signed = city.http().get("/receipts/" + code + ".json").text();
        city.owner().run("alter table gateway.receipt disable trigger receipt_signed_once");
        city.owner().run("update gateway.receipt set signed = null, signed_at = null where code = ?", code);
        city.owner().run("alter table gateway.receipt enable trigger receipt_signed_once");
        Http.atOnce(List.of(receipts()::signIssued, receipts()::signIssued));
        assertThat(city.http().get("/receipts/" + code + ".json").text())
                .as("the content was frozen with the number")
                .isEqualTo(signed);
    }

    @Test
    void oneThatCannotBeWrittenHoldsUpNoOther_andLeavesNoGap() {
        city.owner()
                .run("alter table gateway.receipt add constraint no_poison check (position('POISON' in content) = 0)");
        Paying bad = city.pay(city.dossier("9.000001", "S01"), "vnpay");
        city.owner().run("update gateway.dossier set payer_name = 'POISON' where code = ?", bad.dossier());
        city.code(bad.success());
        List<Paying> good = LongStream.range(0, 4)
                .mapToObj(i -> city.pay(city.dossier("9.000001", "S01"), "vnpay"))
                .toList();
        good.forEach(payment -> city.code(payment.success()));
        issueAll();
        good.forEach(ReceiptsTest::receiptOf);
        assertThat(city.payment(bad.id()).path("receipts")).isEmpty();
        city.owner().run("alter table gateway.receipt drop constraint no_poison");
        receipts().issueDue();
        assertThat(receiptOf(bad)).isNotNull();
        assertNumbers("S01", 2025, 5);
    }

    @Test
    void eachDossierHasItsOwnReceipt_whenPaidTogether() {
        String first = city.dossier("9.000001", "00025");
        String second = city.dossier("9.000001", "00025");
        city.owner().run("update gateway.dossier set payer_name = 'Trần Văn Bình' where code = ?", second);
        Http.Answer opened = city.http()
                .post(
                        "/v1/payments",
                        RunningGateway.DOSSIERS,
                        "{\"dossiers\":[\"" + second + "\",\"" + first + "\"],\"method\":\"vnpay\"}",
                        "Idempotency-Key",
                        UUID.randomUUID().toString());
        var payment = new Paying(first, opened.json());
        assertThat(city.code(payment.success())).isEqualTo("00");
        await().until(() -> city.count(
                        "select count(*) as n from gateway.receipt where payment_id = ? and signed is not null",
                        payment.id())
                == 2);
        List<JsonNode> receipts = new ArrayList<>();
        for (JsonNode reference : city.payment(payment.id()).path("receipts")) {
            receipts.add(city.http()
                    .get("/receipts/" + reference.path("code").asText() + ".json")
                    .json());
        }
        assertThat(receipts)
                .extracting(r -> r.path("dossiers") + " " + r.at("/payer/name").asText() + " "
                        + r.path("total_vnd").asLong())
                .containsExactly(
                        "[\"" + first + "\"] Nguyễn Thị Đào 30000", "[\"" + second + "\"] Trần Văn Bình 30000");
        assertThat(receipts.get(1).path("number").asLong())
                .isEqualTo(receipts.get(0).path("number").asLong() + 1);
    }

    private static Paying paid() {
        Paying payment = city.pay("vnpay");
        assertThat(city.code(payment.success())).isEqualTo("00");
        return payment;
    }

    /** The receipt of a payment, once it is signed. */
    private static JsonNode receiptOf(Paying payment) {
        await().until(() -> city.count(
                        "select count(*) as n from gateway.receipt where payment_id = ? and signed is not null",
                        payment.id())
                == 1);
        JsonNode receipts = city.payment(payment.id()).path("receipts");
        assertThat(receipts).hasSize(1);
        return receipts.get(0);
    }

    @Test
    void settlesNothing_givesNoReceipt() {
        Paying first = city.pay("vnpay");
        city.code(Ipn.declined(first.orderId(), 30_000));
        Paying second = city.pay(first.dossier(), "vnpay");
        city.code(second.success());
        city.code(first.success().with("vnp_TransactionNo", "99"));
        receiptOf(second);
        issueAll();
        assertThat(city.payment(first.id()).path("receipts"))
                .as("money on top is a case, not a fee")
                .isEmpty();
        assertThat(city.cases(first.id())).containsExactly("paid_twice 30000");
    }
}

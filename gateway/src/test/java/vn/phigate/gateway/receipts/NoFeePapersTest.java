package vn.phigate.gateway.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.signing.PublicKeys;
import vn.phigate.gateway.receipts.seal.SealedPdf;
import vn.phigate.testsupport.Database;

@Database
class NoFeePapersTest {
    private static final String FREE = "1.000894";
    private static final String OWE = """
            insert into gateway.obligation (id, dossier_id, position, fee_item_id, kind, name, quantity, amount_vnd, legal_basis, status)
            select ?, d.id, 9, f.id, 'FEE', 'Phí bổ sung', 1, 5000, 'NQ', 'due' from gateway.dossier d, gateway.fee_item f where d.code = ? limit 1
            """;

    private RunningGateway city;

    @BeforeEach
    void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterEach
    void stop() {
        city.close();
    }

    private String link(String dossier) {
        return city.row("select link_token from gateway.dossier where code = ?", dossier)
                .text("link_token");
    }

    /** The code of the paper that the dossier's page leads to. */
    private String code(String dossier) {
        Http.Answer answer = city.http().get("/d/" + link(dossier) + "/no-fee");
        assertThat(answer.status()).isEqualTo(303);
        return answer.header("Location").replaceAll("/receipts/([0-9A-Z]{26})\\.pdf", "$1");
    }

    private byte[] get(String path) {
        Http.Answer answer = city.http().get(path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer.body();
    }

    @Test
    void isOnePaper_signedSealedAndProvenOffline_whenNothingIsDue() throws Exception {
        String dossier = city.dossier(FREE);
        JsonNode shown = city.http()
                .get("/v1/dossiers/" + dossier, RunningGateway.DOSSIERS)
                .json();
        assertThat(shown.path("no_fee_url").asText())
                .isEqualTo("https://pay.example.vn/d/" + link(dossier) + "/no-fee");
        assertThat(city.http().get("/d/" + link(dossier)).text()).contains("/no-fee\"");

        List<String> codes = Http.atOnce(Stream.generate(() -> (Callable<String>) () -> code(dossier))
                .limit(6)
                .toList());
        assertThat(codes).as("one paper, however often it is asked for").containsOnly(codes.getFirst());
        String code = codes.getFirst();

        byte[] json = get("/receipts/" + code + ".json");
        byte[] pdf = get("/receipts/" + code + ".pdf");
        byte[] keys = get("/keys");
        var authorities = SealedPdf.certificates(new String(get("/keys/authorities.pem"), StandardCharsets.US_ASCII));
        NoFeeContent content = NoFeeContent.fromJson(
                city.http().get("/receipts/" + code + ".json").json());
        assertThat(content.dossierCode()).isEqualTo(dossier);
        assertThat(content.legalBasis()).isNotEmpty();
        var answer = VerifyReceipt.check(json, keys);
        assertThat(answer.genuine()).isTrue();
        assertThat(answer.text()).contains(dossier, "không phải nộp", "It is no receipt");
        var paper = VerifyReceipt.checkPaper(pdf, keys, authorities);
        assertThat(paper.genuine()).isTrue();
        assertThat(paper.en()).contains("vouches for the certificate");
        Files.write(Files.createDirectories(Path.of("target/receipts")).resolve("sealed-no-fee.pdf"), pdf);
        try (var document = Loader.loadPDF(pdf)) {
            assertThat(new PDFTextStripper().getText(document).replaceAll("\\s+", " "))
                    .contains("GIẤY XÁC NHẬN KHÔNG PHẢI NỘP PHÍ, LỆ PHÍ", dossier, "Nguyễn Thị Đào", "0 đồng")
                    .contains(content.legalBasis());
        }
        for (int at : new int[] {json.length / 3, json.length / 2}) {
            byte[] changed = json.clone();
            changed[at] ^= 1;
            assertThat(VerifyReceipt.check(changed, keys).genuine()).isFalse();
        }
        pdf[pdf.length / 3] ^= 1;
        assertThat(VerifyReceipt.checkPaper(pdf, keys, authorities).genuine()).isFalse();
        assertThat(city.http().get("/verify/" + code).text())
                .contains("không phải nộp", dossier)
                .doesNotContain("Nguyễn Thị Đào");
    }

    @Test
    void isRefused_whileSomethingIsDue_andAfterItWasPaid() {
        var payment = city.pay("vnpay");
        assertThat(city.http().get("/d/" + link(payment.dossier()) + "/no-fee").problem())
                .isEqualTo("something_due");
        city.code(payment.success());
        await().until(() -> city.status(payment.id()).equals("paid"));
        assertThat(city.http().get("/d/" + link(payment.dossier()) + "/no-fee").problem())
                .isEqualTo("something_due");
        assertThat(city.http()
                        .get("/v1/dossiers/" + payment.dossier(), RunningGateway.DOSSIERS)
                        .json()
                        .path("no_fee_url")
                        .isNull())
                .isTrue();
        assertThat(city.http().get("/d/unknown/no-fee").status()).isEqualTo(404);
        assertThatThrownBy(() -> city.db()
                        .run(
                                "insert into gateway.paper (id, code, kind, agency_id, dossier_id, signed, issued_at) select ?, 'X', 'no_fee', agency_id, id, '{}', now() from gateway.dossier where code = ?",
                                UUID.randomUUID(),
                                payment.dossier()))
                .isInstanceOfSatisfying(
                        ConstraintViolation.class,
                        refused -> assertThat(refused.constraint()).isEqualTo("no_fee_only_when_free"));
    }

    @Test
    void isWithdrawn_whenSomethingBecomesDueAfterAll_andItsPageSaysSo() {
        String dossier = city.dossier(FREE);
        String code = code(dossier);
        byte[] before = get("/receipts/" + code + ".json");
        city.db().run(OWE, UUID.randomUUID(), dossier);
        assertThat(city.http().get("/verify/" + code).text()).contains("đã hết hiệu lực");
        assertThat(get("/receipts/" + code + ".json"))
                .as("what was signed stays")
                .isEqualTo(before);
        assertThat(city.http().get("/d/" + link(dossier) + "/no-fee").problem()).isEqualTo("something_due");
    }

    @Test
    void standsUnderTheRootOfItsDay_andIsMissedWhenItIsGone() {
        String code = code(city.dossier(FREE));
        city.advance(Duration.ofDays(1));
        city.gateway().receipts().publishRoots();
        byte[] keys = get("/keys");
        byte[] json = get("/receipts/" + code + ".json");
        assertThat(VerifyReceipt.checkPlace(json, get("/receipts/" + code + ".place.json"), keys)
                        .genuine())
                .isTrue();
        assertThat(ReceiptRoots.faults(city.owner(), PublicKeys.parse(keys))).isEmpty();
        tamper("update gateway.paper set signed = replace(signed, 'online', 'counter') where code = ?", code);
        assertThat(ReceiptRoots.faults(city.owner(), PublicKeys.parse(keys)))
                .singleElement()
                .asString()
                .contains(code, "was changed");
        assertThat(city.http().get("/verify/" + code).text()).contains("Chữ ký số không đúng");
        tamper("delete from gateway.paper where code = ?", code);
        assertThat(ReceiptRoots.faults(city.owner(), PublicKeys.parse(keys)))
                .singleElement()
                .asString()
                .contains("is gone");
    }

    /** Whoever owns the database can switch everything off that guards it. */
    private void tamper(String statement, String value) {
        city.owner().inTransactionDo(tx -> {
            tx.run("set local session_replication_role = replica");
            assertThat(tx.run(statement, value)).isEqualTo(1);
        });
    }
}

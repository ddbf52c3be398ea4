package vn.phigate.gateway.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

/** Receipts of both laws of 2026: how they are named, put right and told to the tax office. */
@Database
class CorrectReceiptsTest {
    private static final Instant JULY = Instant.parse("2026-07-17T02:00:00Z");
    /** Each test that counts has one of its own: the city's database outlives its gateway. */
    private String agency = "S02";

    private RunningGateway city;

    @BeforeEach
    void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterEach
    void stop() {
        city.close();
    }

    private void now(Instant now) {
        city.advance(Duration.between(city.now(), now));
    }

    /** The receipt of a payment that VNPay took at this time of Việt Nam. */
    private JsonNode receipt(String payDate) {
        Paying payment = city.pay(city.dossier("9.000001", agency), "vnpay");
        assertThat(city.code(payment.success().with("vnp_PayDate", payDate))).isEqualTo("00");
        await().until(() -> city.count(
                        "select count(*) as n from gateway.receipt where payment_id = ? and signed is not null",
                        payment.id())
                == 1);
        return json(city.payment(payment.id()).at("/receipts/0/code").asText());
    }

    private JsonNode json(String code) {
        Http.Answer answer = city.http().get("/receipts/" + code + ".json");
        assertThat(answer.status()).as(code).isEqualTo(200);
        return answer.json();
    }

    private static String named(JsonNode receipt) {
        return receipt.path("template").asText() + " " + receipt.path("serial").asText() + " "
                + receipt.path("number_text").asText();
    }

    private Http.Answer propose(JsonNode receipt, String body) {
        return city.http()
                .post("/v1/receipts/" + receipt.path("code").asText() + "/corrections", RunningGateway.MAKER, body);
    }

    private Http.Answer approve(Http.Answer proposed, String key) {
        return city.http()
                .post("/v1/receipt-corrections/" + proposed.json().path("id").asText() + "/approve", key, "");
    }

    private JsonNode summary(String query) {
        Http.Answer answer =
                city.http().get("/v1/receipts/summary?agency=" + agency + "&" + query, RunningGateway.MAKER);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void followsTheLawOfTheSecondInWhichTheMoneyCame() {
        agency = "00008";
        now(Instant.parse("2026-07-01T01:00:00Z"));
        assertThat(List.of(
                        named(receipt("20260630235959")),
                        named(receipt("20260701000000")),
                        named(receipt("20260630000000")),
                        named(receipt("20260701005959"))))
                .containsExactly(
                        "01BLP0-001 AA-26T 0000001",
                        "EBL01 26TAA 00000001",
                        "01BLP0-001 AA-26T 0000002",
                        "EBL01 26TAA 00000002");
        now(Instant.parse("2027-01-01T01:00:00Z"));
        assertThat(List.of(named(receipt("20261231235959")), named(receipt("20270101000000"))))
                .containsExactly("EBL01 26TAA 00000003", "EBL01 27TAA 00000001");
    }

    @Test
    void wordsTakeANotice_twoPeopleAgreeOn_andTheReceiptStays() throws Exception {
        agency = "00025";
        now(JULY);
        JsonNode receipt = receipt("20260717083000");
        String code = receipt.path("code").asText();
        String body = """
                {"reason":"Cán bộ nhập sai tên","texts":[{"field":"payer_name","right":"Nguyễn Thị Đảo"},
                 {"field":"line_name","line":2,"right":"=Lệ phí đúng"}]}""";
        Http.Answer proposed = propose(receipt, body);
        assertThat(proposed.status()).as(proposed.text()).isEqualTo(201);
        assertThat(proposed.json().path("action").asText()).isEqualTo("notice");
        assertThat(propose(receipt, body).problem()).isEqualTo("correction_open");
        assertThat(approve(proposed, RunningGateway.MAKER).status()).isEqualTo(403);
        Http.Answer done = approve(proposed, RunningGateway.CHECKER);
        assertThat(done.json().path("status").asText()).as(done.text()).isEqualTo("done");
        assertThat(approve(proposed, RunningGateway.CHECKER).problem()).isEqualTo("correction_not_open");

        String noticeCode = done.json().path("result").asText();
        JsonNode notice = json(noticeCode);
        assertThat(notice.path("form").asText()).isEqualTo("04/SS-CTĐT");
        assertThat(notice.at("/receipt/code").asText()).isEqualTo(code);
        assertThat(notice.at("/changes/0/wrong").asText()).isEqualTo("Nguyễn Thị Đào");
        assertThat(notice.at("/changes/1/right").asText()).isEqualTo("=Lệ phí đúng");
        assertThat(json(code)).as("the receipt stays what it was").isEqualTo(receipt);
        byte[] keys = city.http().get("/keys").body();
        assertThat(VerifyReceipt.check(
                                city.http()
                                        .get("/receipts/" + noticeCode + ".json")
                                        .body(),
                                keys)
                        .genuine())
                .isTrue();
        assertThat(city.http().get("/verify/" + code).text()).contains("04/SS-CTĐT", "/verify/" + noticeCode);
        assertThat(city.http().get("/verify/" + noticeCode).text())
                .contains("/verify/" + code)
                .doesNotContain("Nguyễn Thị Đảo");
        JsonNode lines = summary("day=2026-07-17").path("items");
        assertThat(lines)
                .extracting(l -> l.path("status").asText() + " "
                        + l.path("related_receipt").asText(""))
                .containsExactly("new ", "new ", "notice EBL01 26TAA 00000001", "notice EBL01 26TAA 00000001");
        String csv = city.http()
                .get("/v1/receipts/summary/export?agency=" + agency + "&day=2026-07-17", RunningGateway.MAKER)
                .text();
        assertThat(csv).contains("Thông báo sai sót").doesNotContain(",=Lệ phí");
        assertThat(city.owner()
                        .list(
                                "select action from gateway.audit_event where subject_type = 'receipt_correction' and subject_id = ? order by id",
                                row -> row.text("action"),
                                done.json().path("id").asText()))
                .containsExactly("propose", "approve");
    }

    @Test
    void wrongTaxCodeTakesAnotherReceipt_withTheNextNumber_chainedToTheFirst() throws Exception {
        agency = "S01";
        now(JULY);
        JsonNode wrong = receipt("20260717083000");
        JsonNode between = receipt("20260717083100");
        String code = wrong.path("code").asText();
        Http.Answer proposed = propose(
                wrong,
                "{\"reason\":\"Sai mã số thuế\",\"tax_code\":\"0109876543\",\"texts\":[{\"field\":\"payer_name\",\"right\":\"Nguyễn Thị Đảo\"}]}");
        assertThat(proposed.json().path("action").asText()).isEqualTo("replacement");
        now(Instant.parse("2026-07-20T02:00:00Z"));
        Http.Answer done = approve(proposed, RunningGateway.CHECKER);
        String rightCode = done.json().path("result").asText();
        city.gateway().receipts().signIssued();
        JsonNode right = json(rightCode);
        assertThat(List.of(named(wrong), named(between), named(right)))
                .containsExactly("EBL01 26TAA 00000001", "EBL01 26TAA 00000002", "EBL01 26TAA 00000003");
        assertThat(right.at("/collector/tax_code").asText()).isEqualTo("0109876543");
        assertThat(right.at("/payer/name").asText()).isEqualTo("Nguyễn Thị Đảo");
        assertThat(right.path("total_vnd")).isEqualTo(wrong.path("total_vnd"));
        assertThat(right.path("issued_on").asText()).isEqualTo("2026-07-20");
        assertThat(right.at("/replaces/code").asText()).isEqualTo(code);
        assertThat(json(code)).isEqualTo(wrong);
        assertThat(city.http().get("/verify/" + code).text()).contains("đã được thay thế", "/verify/" + rightCode);
        assertThat(city.http().get("/verify/" + rightCode).text()).contains("thay thế biên lai", "/verify/" + code);
        // Kept to be looked at, and for the tools of others.
        Path kept = Files.createDirectories(Path.of("target/receipts"));
        byte[] paper = city.http().get("/receipts/" + rightCode + ".pdf").body();
        Files.write(kept.resolve("sealed-replacement.pdf"), paper);
        Files.write(
                kept.resolve("sealed-receipt.pdf"),
                city.http().get("/receipts/" + code + ".pdf").body());
        Files.write(
                kept.resolve("receipt.json"),
                city.http().get("/receipts/" + code + ".json").body());
        Files.write(kept.resolve("keys.json"), city.http().get("/keys").body());
        Files.write(
                kept.resolve("authorities.pem"),
                city.http().get("/keys/authorities.pem").body());
        try (var pdf = Loader.loadPDF(paper)) {
            assertThat(new PDFTextStripper().getText(pdf).replaceAll("\\s+", " "))
                    .contains("Thay thế biên lai mẫu số EBL01, ký hiệu 26TAA, số 00000001, ngày 17 tháng 7 năm 2026");
        }
        assertThat(propose(wrong, "{\"reason\":\"x\",\"tax_code\":\"0109876544\"}")
                        .problem())
                .isEqualTo("receipt_not_standing");
        UUID payment = city.row("select payment_id from gateway.receipt where code = ?", code)
                .uuid("payment_id");
        assertThat(city.payment(payment).path("receipts"))
                .extracting(
                        r -> r.path("code").asText() + " " + r.path("replaced").asBoolean())
                .containsExactly(code + " true", rightCode + " false");
        assertThat(summary("day=2026-07-20").path("items"))
                .extracting(l -> l.path("status").asText() + " "
                        + l.path("related_receipt").asText() + " "
                        + l.path("adjusted_period").asText())
                .containsExactly(
                        "replacement EBL01 26TAA 00000001 2026-07-17", "replacement EBL01 26TAA 00000001 2026-07-17");
        city.advance(Duration.ofDays(1));
        city.gateway().receipts().publishRoots();
        byte[] keys = city.http().get("/keys").body();
        assertThat(VerifyReceipt.checkPlace(
                                city.http()
                                        .get("/receipts/" + rightCode + ".json")
                                        .body(),
                                city.http()
                                        .get("/receipts/" + rightCode + ".place.json")
                                        .body(),
                                keys)
                        .genuine())
                .isTrue();
    }

    @Test
    void wrongAmountTakesWhatTheBooksSay_andNobodyTypesIt() {
        now(JULY);
        JsonNode receipt = receipt("20260717083000");
        assertThat(propose(receipt, "{\"reason\":\"x\",\"amount\":true}").problem())
                .as("it agrees with the books")
                .isEqualTo("nothing_wrong");
        Http.Answer typed = propose(receipt, "{\"reason\":\"x\",\"amount_vnd\":1}");
        assertThat(typed.status()).as("no field takes an amount").isEqualTo(400);
        // The content of a receipt is frozen for everybody; this is what a fault of ours would have left.
        city.owner().inTransactionDo(tx -> {
            tx.run("set local session_replication_role = replica");
            tx.run(
                    "update gateway.receipt set content = replace(replace(content, '20000', '25000'), '30000', '35000') where code = ?",
                    receipt.path("code").asText());
        });
        Http.Answer proposed = propose(receipt, "{\"reason\":\"Sai số tiền\",\"amount\":true}");
        assertThat(proposed.json().path("action").asText()).as(proposed.text()).isEqualTo("replacement");
        Http.Answer done = approve(proposed, RunningGateway.CHECKER);
        city.gateway().receipts().signIssued();
        JsonNode right = json(done.json().path("result").asText());
        assertThat(right.path("total_vnd").asLong()).isEqualTo(30_000);
        assertThat(right.path("amount_in_words").asText()).isEqualTo("Ba mươi nghìn đồng");
    }

    @Test
    void refusesWhatIsNoError_andWhatNamesNoPlace() {
        now(JULY);
        JsonNode receipt = receipt("20260717083000");
        for (var each : List.of(
                List.of("{\"reason\":\"x\"}", "nothing_wrong"),
                List.of(
                        "{\"reason\":\"x\",\"texts\":[{\"field\":\"payer_name\",\"right\":\"Nguyễn Thị Đào\"}]}",
                        "nothing_wrong"),
                List.of("{\"texts\":[{\"field\":\"payer_name\",\"right\":\"A\"}]}", "invalid_field"),
                List.of("{\"reason\":\"x\",\"texts\":[{\"field\":\"total_vnd\",\"right\":\"1\"}]}", "invalid_field"),
                List.of("{\"reason\":\"x\",\"texts\":[{\"field\":\"line_name\",\"right\":\"A\"}]}", "invalid_field"),
                List.of(
                        "{\"reason\":\"x\",\"texts\":[{\"field\":\"line_name\",\"line\":3,\"right\":\"A\"}]}",
                        "invalid_field"),
                List.of(
                        "{\"reason\":\"x\",\"texts\":[{\"field\":\"payer_name\",\"line\":1,\"right\":\"A\"}]}",
                        "invalid_field"),
                List.of(
                        "{\"reason\":\"x\",\"texts\":[{\"field\":\"payer_name\",\"right\":\"A\"},{\"field\":\"payer_name\",\"right\":\"B\"}]}",
                        "invalid_field"),
                List.of("{\"reason\":\"x\",\"tax_code\":\"12345\"}", "invalid_field"))) {
            assertThat(propose(receipt, each.getFirst()).problem())
                    .as(each.getFirst())
                    .isEqualTo(each.getLast());
        }
        assertThat(city.http()
                        .post(
                                "/v1/receipts/NOPE/corrections",
                                RunningGateway.MAKER,
                                "{\"reason\":\"x\",\"amount\":true}")
                        .problem())
                .isEqualTo("receipt_unknown");
        Http.Answer proposed =
                propose(receipt, "{\"reason\":\"x\",\"texts\":[{\"field\":\"payer_name\",\"right\":\"A\"}]}");
        String id = proposed.json().path("id").asText();
        Http.Answer refused = city.http()
                .post("/v1/receipt-corrections/" + id + "/refuse", RunningGateway.CHECKER, "{\"reason\":\"Đúng rồi\"}");
        assertThat(refused.json().path("status").asText()).isEqualTo("refused");
        assertThat(approve(proposed, RunningGateway.CHECKER).problem()).isEqualTo("correction_not_open");
        assertThat(city.http()
                        .get(
                                "/v1/receipt-corrections?status=refused&receipt="
                                        + receipt.path("code").asText(),
                                RunningGateway.ADMIN)
                        .json()
                        .path("items"))
                .extracting(c -> c.path("id").asText())
                .containsExactly(id);
    }

    @Test
    void underTheOldLawWordsTakeAnotherReceiptToo_andTheReportGoesBySeries(@TempDir Path folder) throws Exception {
        agency = "00004";
        now(Instant.parse("2026-06-30T02:00:00Z"));
        JsonNode first = receipt("20260630083000");
        receipt("20260630083100");
        Http.Answer proposed =
                propose(first, "{\"reason\":\"Sai tên\",\"texts\":[{\"field\":\"payer_name\",\"right\":\"Trần A\"}]}");
        assertThat(proposed.json().path("action").asText()).isEqualTo("replacement");
        approve(proposed, RunningGateway.CHECKER);
        JsonNode report = summary("day=2026-06-30");
        assertThat(report.path("form").asText()).isEqualTo("BC26/BLĐT");
        assertThat(report.path("items")).hasSize(1);
        JsonNode series = report.at("/items/0");
        assertThat(series.path("template").asText() + " "
                        + series.path("serial").asText() + " "
                        + series.path("count").asLong() + " "
                        + series.path("amount_vnd").asLong() + " "
                        + series.path("void_count").asLong() + " "
                        + series.path("void_amount_vnd").asLong())
                .isEqualTo("01BLP0-001 AA-26T 3 90000 1 30000");

        now(Instant.parse("2026-07-01T02:00:00Z"));
        receipt("20260701083000");
        receipt("20260630235959");
        JsonNode day = summary("day=2026-07-01");
        assertThat(day.path("form").asText()).isEqualTo("01/TH-BLĐT");
        assertThat(day.path("items"))
                .as("receipts of the old law go into its own report")
                .extracting(l ->
                        l.path("template").asText() + " " + l.path("amount_vnd").asLong())
                .containsExactly("EBL01 20000", "EBL01 10000");
        assertThat(summary("day=2026-07-01&from=2026-06-30&form=BC26/BLĐT")
                        .at("/items/0/count")
                        .asLong())
                .isEqualTo(4);
        assertThat(city.http()
                        .get(
                                "/v1/receipts/summary?agency=" + agency + "&day=2026-07-01&from=2026-06-30",
                                RunningGateway.MAKER)
                        .problem())
                .isEqualTo("invalid_field");
        Path file = folder.resolve("summary.xlsx");
        Files.write(
                file,
                city.http()
                        .get(
                                "/v1/receipts/summary/export?format=xlsx&agency=" + agency + "&day=2026-07-01",
                                RunningGateway.MAKER)
                        .body());
        try (var workbook = new ReadableWorkbook(file.toFile());
                var rows = workbook.getFirstSheet().openStream()) {
            var cells = new ArrayList<String>();
            rows.forEach(row -> cells.add(row.getCellText(1) + "|" + row.getCellText(3) + "|" + row.getCellText(6)));
            assertThat(cells)
                    .containsExactly(
                            "Ký hiệu mẫu biên lai|Số biên lai|Số tiền (đồng)",
                            "EBL01|00000001|20000",
                            "EBL01|00000001|10000");
        }
        assertThat(new String(
                        city.http()
                                .get(
                                        "/v1/receipts/summary/export?agency=" + agency + "&day=2026-06-30",
                                        RunningGateway.MAKER)
                                .body(),
                        StandardCharsets.UTF_8))
                .isEqualTo("\uFEFFTLoai,KHMCTu,KHCTu,SLuong,TgTien\r\nBiên lai thu phí, lệ phí không in sẵn mệnh giá"
                                .replace("Biên", "\"Biên")
                        + "\",01BLP0-001,AA-26T,3,90000\r\n");
    }
}

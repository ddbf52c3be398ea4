package vn.phigate.gateway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http.Answer;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

/** The clock stands on 17 July 2025. */
@Database
class CatalogueTest {
    private static final String HEADER =
            "procedure_code,name,field,level,agencies,kind,fee_name,unit,price_online,price_counter,price_post,valid_from,valid_to,legal_basis,"
                    + "exemptions,exemption_basis,refundable,retained_percent,remittance,budget_sub_item\n";
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static Answer send(String mode, byte[] file) {
        return city.http()
                .upload(
                        "/v1/procedures/import?filename=" + URLEncoder.encode("Danh mục.csv", StandardCharsets.UTF_8)
                                + "&mode=" + mode,
                        RunningGateway.ADMIN,
                        file);
    }

    private static JsonNode preview(String rows) {
        return ok(send("preview", (HEADER + rows).getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode apply(String rows) {
        return ok(send("apply", (HEADER + rows).getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode ok(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> rules(JsonNode report) {
        return StreamSupport.stream(report.path("findings").spliterator(), false)
                .map(f -> f.path("severity").asText() + " " + f.path("line").asLong() + " "
                        + f.path("field").asText() + " " + f.path("rule").asText())
                .toList();
    }

    private static List<Long> counts(JsonNode report) {
        var counts = report.path("counts");
        return List.of(
                counts.path("added").asLong(),
                counts.path("changed").asLong(),
                counts.path("unchanged").asLong(),
                counts.path("refused").asLong());
    }

    private static Answer dossier(String procedure, String more) {
        return city.http()
                .post(
                        "/v1/dossiers",
                        RunningGateway.DOSSIERS,
                        "{\"code\":\"" + RunningGateway.newCode() + "\",\"procedure\":\"" + procedure
                                + "\",\"agency\":\"00004\",\"channel\":\"online\",\"received_on\":\"2025-07-17\"" + more
                                + "}");
    }

    private static List<String> prices(String procedure, String channel) {
        return city.db().list("""
                select lower(p.valid) || ' ' || coalesce((upper(p.valid) - 1)::text, '…') || ' ' || coalesce(p.amount_vnd::text, p.formula, p.form) as t
                from gateway.fee_price p join gateway.fee_item i on i.id = p.fee_item_id
                where i.procedure_code = ? and p.channel = ? order by i.position, lower(p.valid)
                """, row -> row.text("t"), procedure, channel);
    }

    @Test
    void previewChangesNothing_andApplyMakesJustThat_once() {
        String rows = """
                7.100001,Cấp giấy phép thử,Thử,commune,*,phí,Phí thẩm định,hồ sơ,0,20.000,20.000,01/01/2025,,NQ 1,,,on_rejection,85%,monthly:5,2106
                ,,,,,lệ phí,Lệ phí cấp giấy,giấy,10000,10000,10000,2025-01-01,,NQ 2,,,,,daily,
                7.100002,Không thu gì,Thử,department,department,,,,,,,,,,,,,,,
                """;
        JsonNode seen = preview(rows);
        assertThat(counts(seen)).containsExactly(2L, 0L, 0L, 0L);
        assertThat(seen.path("applied").asBoolean()).isFalse();
        assertThat(seen.path("counts").path("absent").asLong()).isGreaterThanOrEqualTo(47);
        assertThat(prices("7.100001", "online")).isEmpty();

        JsonNode done = apply(rows);
        assertThat(counts(done)).isEqualTo(counts(seen));
        assertThat(done.path("changes")).isEqualTo(seen.path("changes"));
        assertThat(prices("7.100001", "online")).containsExactly("2025-01-01 … 0", "2025-01-01 … 10000");
        assertThat(prices("7.100001", "counter")).containsExactly("2025-01-01 … 20000", "2025-01-01 … 10000");

        JsonNode again = apply(rows);
        assertThat(counts(again)).containsExactly(0L, 0L, 2L, 0L);
        assertThat(again.path("changes")).isEmpty();
        assertThat(city.db()
                        .get(
                                "select count(*) as n from gateway.audit_event where action = 'import' and subject_id = '7.100001'")
                        .orElseThrow()
                        .whole("n"))
                .isEqualTo(1);
        JsonNode owed = dossier("7.100001", "").json();
        assertThat(owed.path("amount_due_vnd").asLong()).isEqualTo(10_000);
        assertThat(owed.path("obligations").get(0).path("status").asText()).isEqualTo("free");
        assertThat(dossier("7.100002", "").json().path("nothing_due").asBoolean())
                .isTrue();
    }

    @Test
    void newPriceEndsTheOldOneTheDayBefore_andOldDossiersKeepTheirs() {
        apply("7.200001,Đổi giá,Thử,commune,*,FEE,Phí A,,20000,20000,20000,2025-01-01,,NQ cũ,,,,,,\n");
        JsonNode before = dossier("7.200001", "").json();
        String raise = "7.200001,Đổi giá,Thử,commune,*,FEE,Phí A,,30000,20000,20000,2025-08-01,,NQ mới,,,,,,\n";
        JsonNode seen = preview(raise);
        assertThat(counts(seen)).containsExactly(0L, 1L, 0L, 0L);
        assertThat(seen.at("/changes/0/fields/0/before").asText()).isEqualTo("20000 – NQ cũ");
        assertThat(seen.at("/changes/0/fields/0/after").asText()).contains("30000 – NQ mới", "2025-08-01");
        apply(raise);
        assertThat(prices("7.200001", "online")).containsExactly("2025-01-01 2025-07-31 20000", "2025-08-01 … 30000");
        assertThat(counts(apply(raise))).containsExactly(0L, 0L, 1L, 0L);
        // A planned price that nobody was charged by yet may be corrected.
        apply(raise.replace("30000", "35000"));
        assertThat(prices("7.200001", "online")).containsExactly("2025-01-01 2025-07-31 20000", "2025-08-01 … 35000");
        // What applies since a day that has begun is not rewritten.
        JsonNode refused = apply(raise.replace("30000,20000,20000,2025-08-01", "1000,20000,20000,2025-01-01"));
        assertThat(counts(refused)).containsExactly(0L, 0L, 0L, 1L);
        assertThat(rules(refused)).contains("error 2 price_online history_kept");
        assertThat(city.http()
                        .get("/v1/dossiers/" + before.path("code").asText(), RunningGateway.DOSSIERS)
                        .json())
                .isEqualTo(before);
        assertThatThrownBy(
                        () -> city.db()
                                .run(
                                        "update gateway.fee_price p set amount_vnd = 1 from gateway.fee_item i where i.id = p.fee_item_id and i.procedure_code = '7.200001'"))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("charged");
        assertThatThrownBy(() -> city.owner().run("delete from gateway.fee_price"))
                .isInstanceOf(DatabaseException.class);
    }

    @Test
    void oneBadRowStopsOnlyItsOwnProcedure() {
        JsonNode report = apply("""
                7.300001,Tốt,Thử,commune,*,FEE,Phí A,,1000,1000,1000,2025-01-01,,NQ,,,,,,
                7.300002,Hỏng,Thử,commune,*,FEE,Phí A,,1000,1000,1000,2025-01-01,,NQ,,,,,,
                7.300002,Hỏng,Thử,commune,*,CHARGE,Lệ phí B,,20000.5,1000,1000,2025-01-01,,NQ,,,,50,,
                73.00003,Sai mã,Thử,commune,*,,,,,,,,,,,,,,,
                ,,,,,FEE,Phí của mã sai,,1,1,1,2025-01-01,,NQ,,,,,,
                7.300004,Sai nhiều,Thử,city,XX/1,TAX,,,1,,,2025-13-01,,,ho_ngheo,,perhaps,120%,yearly,21
                7.300005,Cơ quan lạ,Thử,commune,99999,,,,,,,,,,,,,,,
                7.300006,Tốt nữa,Thử,commune,00004;00008,,,,,,,,,,,,,,,
                """);
        assertThat(counts(report)).containsExactly(2L, 0L, 0L, 3L);
        assertThat(rules(report))
                .contains(
                        "error 4 price_online price_unreadable",
                        "error 4 retained_percent charge_not_retained",
                        "error 5 procedure_code code_malformed",
                        "error 6 procedure_code follows_refused",
                        "error 7 level level_unknown",
                        "error 7 agencies agencies_malformed",
                        "error 7 kind kind_unknown",
                        "error 7 fee_name cell_missing",
                        "error 7 valid_from day_malformed",
                        "error 7 legal_basis cell_missing",
                        "error 7 exemption_basis cell_missing",
                        "error 7 refundable refundable_unknown",
                        "error 7 retained_percent share_malformed",
                        "error 7 remittance remittance_malformed",
                        "error 7 budget_sub_item sub_item_malformed",
                        "error 8 agencies agency_unknown");
        JsonNode finding = report.path("findings").get(0);
        assertThat(finding.path("value").asText()).isEqualTo("20000.5");
        assertThat(finding.path("text").asText()).contains("đồng chẵn");
        assertThat(finding.path("text_en").asText()).contains("whole");
        assertThat(prices("7.300001", "online")).hasSize(1);
        assertThat(prices("7.300002", "online")).isEmpty();
    }

    @Test
    void itemsAreRenamedEndedAndNeverDropped() {
        apply("""
                7.400001,Nhiều khoản,Thử,commune,*,FEE,Phí một,,1000,1000,1000,2025-01-01,,NQ,,,,,,
                7.400001,Nhiều khoản,Thử,commune,*,CHARGE,Lệ phí hai,,2000,2000,2000,2025-01-01,,NQ,,,,,,
                """);
        JsonNode renamed =
                apply("7.400001,Tên mới,Thử,commune,*,FEE,Phí một (tên mới),,1000,1000,1000,2025-01-01,,NQ,,,,,,\n");
        assertThat(rules(renamed)).contains("notice 2 fee_name item_renamed", "notice 2 fee_name item_absent");
        assertThat(dossier("7.400001", "").json().path("amount_due_vnd").asLong())
                .isEqualTo(3_000);
        assertThat(prices("7.400001", "online")).hasSize(2);
        JsonNode otherKind =
                apply("7.400001,Tên mới,Thử,commune,*,FEE,Lệ phí hai,,2000,2000,2000,2025-01-01,,NQ,,,,,,\n");
        assertThat(rules(otherKind)).contains("error 2 kind kind_changed");
        apply("7.400001,Tên mới,Thử,commune,*,CHARGE,Lệ phí hai,,2000,2000,2000,2025-01-01,2025-07-16,NQ,,,,,,\n");
        JsonNode owed = dossier("7.400001", "").json();
        assertThat(owed.path("obligations")).hasSize(1);
        assertThat(owed.path("obligations").get(0).path("name").asText()).isEqualTo("Phí một (tên mới)");
    }

    @Test
    void takesAWholeHistoryFromOneFile() {
        String rows = """
                7.500001,Có lịch sử,Thử,commune,*,FEE,Phí,,9000,10000,10000,2023-12-01,2025-12-31,TT 63/2023,,,,,,
                7.500001,Có lịch sử,Thử,commune,*,FEE,Phí,,10000,10000,10000,2026-01-01,,TT gốc,,,,,,
                """;
        apply(rows);
        assertThat(prices("7.500001", "online")).containsExactly("2023-12-01 2025-12-31 9000", "2026-01-01 … 10000");
        assertThat(counts(apply(rows))).containsExactly(0L, 0L, 1L, 0L);
    }

    @Test
    void exemptsAndReduces_andSaysHowTheAmountCameAbout() {
        apply("""
                7.600001,Theo công thức,Thử,commune,*,FEE,Phí bản sao,bản,"2000*min(pages,2)+1000*max(pages-2,0) max 200000",1,1,2025-01-01,,TT 226,ho_ngheo 100%; nguoi_cao_tuoi 50% online; tre_em 2000,Luật 97 Điều 10,never,70,weekly:4,2106
                7.600002,Theo giá trị,Thử,commune,*,CHARGE,Lệ phí trước bạ,,"0,5% declared_value_vnd min 50000 max 500000000",1,1,2025-01-01,,NĐ 10,,,,,,
                """);
        JsonNode copies =
                dossier("7.600001", ",\"quantities\":{\"pages\":5,\"FEE\":3}").json();
        assertThat(copies.path("amount_due_vnd").asLong()).isEqualTo(21_000);
        JsonNode item = copies.path("obligations").get(0);
        assertThat(item.path("quantity").asLong()).isEqualTo(3);
        assertThat(item.path("computation").asText()).contains("pages = 5", "7.000 ₫", "× 3 bản", "21.000 ₫");
        JsonNode reduced = dossier(
                        "7.600001",
                        ",\"quantities\":{\"pages\":5},\"payer\":{\"groups\":[\"Nguoi_Cao_Tuoi\",\"tre_em\"]}")
                .json();
        assertThat(reduced.path("amount_due_vnd").asLong()).isEqualTo(3_500);
        assertThat(reduced.path("obligations").get(0).path("legal_basis").asText())
                .isEqualTo("TT 226; Luật 97 Điều 10");
        JsonNode exempt = dossier("7.600001", ",\"quantities\":{\"pages\":5},\"payer\":{\"groups\":[\"ho_ngheo\"]}")
                .json();
        assertThat(exempt.path("nothing_due").asBoolean()).isTrue();
        assertThat(exempt.path("obligations").get(0).path("status").asText()).isEqualTo("free");
        JsonNode house = dossier("7.600002", ",\"quantities\":{\"declared_value_vnd\":3000000001}")
                .json();
        assertThat(house.path("amount_due_vnd").asLong()).isEqualTo(15_000_000);
        assertThat(dossier("7.600001", "").json().path("field").asText()).isEqualTo("quantities.pages");
        assertThat(dossier("7.600001", ",\"quantities\":{\"pages\":5,\"page\":5}")
                        .json()
                        .path("field")
                        .asText())
                .isEqualTo("quantities.page");
        assertThat(dossier("7.600001", ",\"quantities\":{\"pages\":-1}")
                        .json()
                        .path("field")
                        .asText())
                .isEqualTo("quantities.pages");
        assertThat(dossier("7.600001", ",\"quantities\":{\"pages\":null}")
                        .json()
                        .path("field")
                        .asText())
                .isEqualTo("quantities.pages");
    }

    @Test
    void readsEveryEncodingAndSeparator() {
        String name = "Đăng ký thường trú ở xã – «ưu tiên»";
        var encodings = Map.of(
                "7.700001",
                StandardCharsets.UTF_8,
                "7.700002",
                StandardCharsets.UTF_16LE,
                "7.700003",
                StandardCharsets.UTF_16BE,
                "7.700004",
                Charset.forName("windows-1258"));
        encodings.forEach((code, charset) -> {
            for (String separator : List.of(";", "\t")) {
                String text = "Mã TTHC;Tên thủ tục;Lĩnh vực;Cấp\n".replace(";", separator) + code + separator + "\""
                        + name + "\"" + separator + "Cư trú" + separator + "xã\n";
                String mark = charset.equals(Charset.forName("windows-1258")) ? "" : "\uFEFF";
                byte[] bytes = (mark + encodable(text, charset)).getBytes(charset);
                JsonNode report = ok(send("apply", bytes));
                assertThat(report.path("counts").path("errors").asLong())
                        .as(report.toString())
                        .isZero();
                assertThat(report.path("format").asText()).containsIgnoringCase(charset.name());
            }
            assertThat(city.db()
                            .get("select name from gateway.procedure where code = ?", code)
                            .orElseThrow()
                            .text("name"))
                    .isEqualTo(name);
        });
    }

    /** Windows-1258 has vowels with their hats in one letter and tone marks as letters of their own. */
    private static String encodable(String text, Charset charset) {
        var encoder = charset.newEncoder();
        var out = new StringBuilder();
        text.codePoints().forEach(c -> {
            String letter = Character.toString(c);
            if (encoder.canEncode(letter)) {
                out.append(letter);
                return;
            }
            String apart = Normalizer.normalize(letter, Normalizer.Form.NFD);
            StringBuilder tones = new StringBuilder();
            StringBuilder base = new StringBuilder();
            apart.codePoints()
                    .forEach(p -> ("\u0300\u0301\u0303\u0309\u0323".indexOf(p) >= 0 ? tones : base).appendCodePoint(p));
            out.append(Normalizer.normalize(base, Normalizer.Form.NFC)).append(tones);
        });
        return out.toString();
    }

    @Test
    void reportsLettersOfAWrongEncoding() {
        JsonNode report = preview("""
                7.800001,§¨ng ký th­êng tró,Thử,commune,*,,,,,,,,,,,,,,,
                7.800002,ÄÄng kÃ½,Thử,commune,*,,,,,,,,,,,,,,,
                7.800003,Đăng k\uFFFD,Thử,commune,*,,,,,,,,,,,,,,,
                7.800004,Đăng ký\u202Eút uht,Thử,commune,*,,,,,,,,,,,,,,,
                7.800005,Đăng\u200Bký,Thử,commune,*,,,,,,,,,,,,,,,
                """);
        assertThat(rules(report))
                .containsExactly(
                        "error 2 name encoding_suspect",
                        "error 3 name encoding_suspect",
                        "error 4 name encoding_damaged",
                        "error 5 name hidden_character",
                        "error 6 name hidden_character");
        assertThat(counts(report)).containsExactly(0L, 0L, 0L, 5L);
    }

    @Test
    void refusesWhatIsNoCatalogue_withItsReason() {
        var cases = new ArrayList<Map.Entry<String, String>>();
        cases.add(Map.entry("hello", "no_table"));
        cases.add(Map.entry("a,b,c\n1,2,3\n", "header_missing"));
        cases.add(Map.entry("procedure_code,name,name\n7.900001,a,b\n", "column_twice"));
        cases.add(Map.entry("procedure_code,name\n7.900001,\"a\n", "table_broken"));
        cases.add(Map.entry("", "no_table"));
        for (var each : cases) {
            Answer answer = send("apply", each.getKey().getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
            assertThat(answer.problem()).isEqualTo("catalogue_unreadable");
            assertThat(rules(answer.json())).as(each.toString()).anyMatch(r -> r.endsWith(" " + each.getValue()));
        }
        assertThat(send("apply", new byte[33 * 1024 * 1024]).status()).isEqualTo(413);
        assertThat(send("now", new byte[0]).problem()).isEqualTo("invalid_field");
        assertThat(city.http()
                        .upload("/v1/procedures/import?filename=a.csv", RunningGateway.MAKER, new byte[0])
                        .status())
                .isEqualTo(403);
    }

    @Test
    void takesTheTemplate_asItLies() throws Exception {
        Path template = Path.of(System.getProperty("phigate.root", ".."), "config", "seeds", "catalogue-template.csv");
        JsonNode report = ok(send("preview", Files.readAllBytes(template)));
        assertThat(report.path("counts").path("errors").asLong())
                .as(report.toString())
                .isZero();
        assertThat(counts(report)).containsExactly(3L, 0L, 0L, 0L);
    }

    @Test
    void generatesTheSameMarkedCatalogue_upToItsNumber() throws Exception {
        Path file = Files.createTempFile("generated", ".csv");
        Path again = Files.createTempFile("generated", ".csv");
        try {
            long others = city.db()
                    .get("select count(*) as n from gateway.procedure where code not like '8.%'")
                    .orElseThrow()
                    .whole("n");
            assertThat(city.gateway().catalogue().generate(file, (int) others + 300))
                    .isEqualTo(300);
            city.gateway().catalogue().generate(again, (int) others + 300);
            assertThat(again).hasSameTextualContentAs(file);
            JsonNode report = ok(send("apply", Files.readAllBytes(file)));
            assertThat(counts(report)).containsExactly(300L, 0L, 0L, 0L);
            assertThat(counts(ok(send("apply", Files.readAllBytes(file))))).containsExactly(0L, 0L, 300L, 0L);
            assertThat(city.db()
                            .get("select count(*) as n from gateway.procedure where code like '8.%' and sample")
                            .orElseThrow()
                            .whole("n"))
                    .isEqualTo(300);
        } finally {
            Files.delete(file);
            Files.delete(again);
        }
    }

    @Test
    void rowsThatSayAgainMustAgree() {
        JsonNode report = preview("""
                7.900101,Một tên,Thử,commune,*,FEE,Phí,,1,1,1,2025-01-01,,NQ,,,,,,
                7.900101,Tên khác,Thử,commune,*,FEE,Phí khác,,1,1,1,2025-01-01,,NQ,,,,,,
                7.900102,Hai lần,Thử,commune,*,FEE,Phí,,1,1,1,2025-01-01,,NQ,,,,,,
                7.900102,Hai lần,Thử,commune,*,FEE,phí,,2,1,1,2025-01-01,,NQ,,,,,,
                """);
        assertThat(rules(report)).contains("error 3 name procedure_differs", "error 5 fee_name item_twice");
        assertThat(counts(report)).containsExactly(0L, 0L, 0L, 2L);
    }
}

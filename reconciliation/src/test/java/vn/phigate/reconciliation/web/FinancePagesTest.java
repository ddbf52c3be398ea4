package vn.phigate.reconciliation.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.money.MoneyText;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.reconciliation.web.FinanceSite.Browser;
import vn.phigate.reconciliation.web.FinanceSite.Entry;
import vn.phigate.reconciliation.web.FinanceSite.Page;
import vn.phigate.testsupport.Database;

/** The work of a morning, page by page. Every test has an agency of its own. */
@Database
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FinancePagesTest {
    private static final String HOSTILE = "<script>alert(1)</script> \"><img src=x onerror=alert(2)> 'x' & co";

    private FinanceSite site;
    private Browser maker;
    private Browser checker;
    private Browser dossierSystem;
    private List<String> pages;

    @BeforeAll
    void start(Db db, @TempDir Path folder) {
        site = new FinanceSite(db, folder);
        maker = site.signedIn("sk_sandbox_maker");
        checker = site.signedIn("sk_sandbox_checker");
        dossierSystem = site.signedIn("sk_sandbox_dossiers");
        CollectionAccount account = site.accountOf("00004");
        String code = site.dossier("00004");
        Page taken = maker.upload(
                "/upload",
                "hostile.xml",
                FinanceSite.camt(
                        account,
                        FinanceSite.DAY,
                        1_000_000,
                        new Entry(30_000, "CT DI " + code + " nop phi " + HOSTILE),
                        new Entry(25_000, "sai " + site.dossier("00004") + HOSTILE),
                        new Entry(-11_000, HOSTILE)));
        maker.post("/reconcile", Map.of("day", FinanceSite.DAY.toString()));
        pages = List.of(
                "/",
                "/?day=2025-07-18",
                "/?day=2020-01-01",
                "/statements",
                taken.location(),
                "/preview",
                sheet(account),
                "/accounts/" + account.key() + "/2025-07-20",
                "/discrepancies",
                "/discrepancies?status=all&type=debit&day=2025-07-18",
                "/notices?day=2025-07-18",
                "/notices?day=2025-07-18&status=withdrawn",
                "/reports?day=2025-07-18",
                "/reports/settlement?day=2025-07-18",
                "/reports/unmatched-bank?day=2025-07-18",
                "/reports/discrepancies?day=2025-07-18",
                "/search",
                "/search?q=script",
                "/search?q=30.000");
    }

    @AfterAll
    void stop() {
        site.close();
    }

    private static String sheet(CollectionAccount account) {
        return "/accounts/" + account.key() + "/" + FinanceSite.DAY;
    }

    @Test
    void everyPageOpens_whenSignedIn() {
        for (Browser person : List.of(maker, checker, dossierSystem)) {
            for (String page : pages) {
                assertThat(person.get(page).status()).as(page).isEqualTo(200);
            }
        }
    }

    @Test
    void everyPageLeadsToSignIn_whenNobodySignedIn() {
        for (String page : pages) {
            Page answer = site.nobody().get(page);
            assertThat(answer.status()).as(page).isEqualTo(303);
            assertThat(answer.location()).as(page).startsWith("/sign-in?next=%2F");
        }
    }

    @Test
    void signsInUnderTheHeaderOfFinance_keepsTheQuery_andOutAtOnce() {
        String asked = site.nobody().get("/discrepancies?type=surplus&lang=vi").location();
        assertThat(asked).isEqualTo("/sign-in?next=%2Fdiscrepancies%3Ftype%3Dsurplus");
        assertThat(site.nobody().get(asked).body())
                .contains("<body class=\"finance\">", "Đối soát", "value=\"/discrepancies?type=surplus\"")
                .doesNotContain("Tra cứu khoản phải nộp");
        Browser person = site.signedIn("sk_sandbox_maker");
        assertThat(person.get("/discrepancies").status()).isEqualTo(200);
        assertThat(person.post("/sign-out", Map.of()).status()).isEqualTo(303);
        assertThat(person.get("/discrepancies").status()).isEqualTo(303);
    }

    @Test
    void everyPageHasItsLanguageTitleAndOneHeading_andNothingInline() {
        for (String language : List.of("vi", "en")) {
            for (String page : pages) {
                String html = maker.get(page + (page.contains("?") ? "&" : "?") + "lang=" + language)
                        .body();
                assertThat(html).as(page).contains("<html lang=\"" + language + "\">");
                assertThat(html).as(page).containsPattern("<title>[^<]{5,}</title>");
                assertThat(Pattern.compile("<h1[ >]").matcher(html).results())
                        .as(page)
                        .hasSize(1);
                assertThat(html).as(page).contains("<a class=\"skip\" href=\"#main\">");
                // What a page of ours never has; hostile narratives bring it, escaped, inside of text only.
                assertThat(tags(html))
                        .as(page)
                        .noneMatch(
                                tag -> tag.matches(
                                        "(?is)<(script(?! src=\"/[a-z]+\\.js)|style|iframe|object).*|.*\\s(style|on[a-z]+)=.*"));
                assertThat(tags(html))
                        .as(page)
                        .filteredOn(tag -> tag.startsWith("<th"))
                        .filteredOn(tag -> !tag.startsWith("<thead"))
                        .allMatch(tag -> tag.contains(" scope="));
            }
        }
    }

    @Test
    void everyFieldHasALabel() {
        for (String page : pages) {
            String html = maker.get(page).body();
            for (String field : tags(html)) {
                if (field.matches("(?s)<(input|select).*") && !field.contains("type=\"hidden\"")) {
                    String id = Pattern.compile(" id=\"([^\"]+)\"")
                            .matcher(field)
                            .results()
                            .findFirst()
                            .orElseThrow()
                            .group(1);
                    assertThat(html)
                            .as(page + " " + field)
                            .contains("<label")
                            .containsPattern("<label[^>]* for=\"" + id + "\"");
                }
            }
        }
    }

    private static List<String> tags(String html) {
        return Pattern.compile("<[a-zA-Z][^>]*>")
                .matcher(html)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @Test
    void hostileNarrativeIsTextOnly() {
        for (String page : pages) {
            assertThat(maker.get(page).body()).as(page).doesNotContain("<script>", "<img");
        }
        assertThat(maker.get(sheet(site.accountOf("00004"))).body()).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
        assertThat(maker.get("/search?q=%3Cscript%3Ealert").body())
                .contains("value=\"&lt;script>alert\"")
                .doesNotContain("<script>");
    }

    @Test
    void fileIsLookedAtFirst_andBookedOrDroppedByItsSenderOnly() {
        CollectionAccount account = site.accountOf("00004");
        byte[] file = FinanceSite.camt(account, FinanceSite.DAY.plusDays(1), 1_044_000, new Entry(12_000, "xem truoc"));
        Page looked = maker.upload("/upload/look", "xem.xml", file);
        assertThat(looked.status()).isEqualTo(303);
        Page shown = maker.get(looked.location());
        assertThat(shown.body()).contains("xem.xml", account.number(), "12.000", "Ghi sổ", "/book");
        assertThat(maker.get("/statements").body()).doesNotContain("xem.xml");
        Browser other = site.signedIn("sk_sandbox_checker");
        assertThat(other.get(looked.location()).status()).isEqualTo(403);
        Page booked = maker.post(looked.location() + "/book", Map.of());
        assertThat(booked.location()).startsWith("/statements/").endsWith("received=new");
        assertThat(maker.get("/statements").body()).contains("xem.xml");
        assertThat(maker.get(looked.location()).status()).isEqualTo(404);

        Page again = maker.upload("/upload/look", "xem-lai.xml", file);
        assertThat(maker.get(again.location()).body()).contains("đúng từng byte");
        assertThat(maker.post(again.location() + "/drop", Map.of()).location()).isEqualTo("/statements");
        assertThat(maker.get(again.location()).status()).isEqualTo(404);
        Page text = maker.upload("/upload/look", "thu.txt", "thu".getBytes(StandardCharsets.UTF_8));
        assertThat(maker.get(text.location()).status()).isEqualTo(422);
    }

    @Test
    void uploadHasItsProgressFromOurOwnScript() {
        String form = maker.get("/statements").body();
        var script = Pattern.compile("<script src=\"(/upload\\.js\\?v=[0-9a-f]+)\" defer></script>")
                .matcher(form);
        assertThat(script.find()).isTrue();
        Page sent = maker.get(script.group(1));
        assertThat(sent.status()).isEqualTo(200);
        assertThat(sent.body()).contains("request.upload.addEventListener('progress'");
        assertThat(form).contains("<progress").contains("formaction=\"/upload/look\"");
    }

    @Test
    void everyReportComesInEveryForm() {
        for (String report :
                List.of("settlement", "unmatched-bank", "unmatched-books", "in-transit", "ageing", "discrepancies")) {
            for (String format : List.of("csv", "xlsx", "pdf")) {
                Page file = maker.get("/reports/" + report + "/" + format + "?day=" + FinanceSite.DAY);
                assertThat(file.status()).as(report + " " + format).isEqualTo(200);
                assertThat(file.body()).as(report + " " + format).isNotEmpty();
            }
        }
        assertThat(maker.get("/reports/unmatched-bank/csv?day=" + FinanceSite.DAY)
                        .body())
                .contains("amount_vnd", "-11000");
        assertThat(maker.get("/reports/none?day=2025-07-18").status()).isEqualTo(400);
        assertThat(maker.get("/reports/ageing/doc?day=2025-07-18").status()).isEqualTo(400);
        assertThat(maker.get("/notices/export?day=2025-07-18&list=unannounced").status())
                .isEqualTo(200);
    }

    @Test
    void uploadIsTakenOnce_whenSentTwice() {
        CollectionAccount account = site.accountOf("00008");
        byte[] file = FinanceSite.camt(account, FinanceSite.DAY, 5_000, new Entry(7_000, "khong ro"));

        Page first = maker.upload("/upload", "C:\\sao ke\\ngày 18.xml", file);
        Page second = maker.upload("/upload", "tên khác.xml", file);

        assertThat(first.status()).isEqualTo(303);
        assertThat(first.location()).endsWith("?received=new");
        assertThat(second.location()).isEqualTo(first.location().replace("=new", "=again"));
        assertThat(maker.get(first.location()).body())
                .contains("<h1>ngày 18.xml</h1>", "Đã nhận và ghi sổ 1 sao kê", "Khớp số dư");
        assertThat(maker.get(second.location()).body()).contains("Tệp này đã nhận trước đây");
        assertThat(site.api("/v1/statements?limit=500").path("items").findValuesAsText("account"))
                .containsOnlyOnce(account.key());
    }

    @Test
    void settlementFileIsTakenAsSuch_whenDroppedOnTheForm() {
        byte[] file = """
                STT,Mã giao dịch VNPAY,Mã tham chiếu,Thời gian giao dịch,Số tiền,Phí,Thực nhận
                1,PAGE1,<script>,2025-07-17 08:00:00,30000,500,29500
                Tổng cộng,,,,30000,500,29500
                """.getBytes(StandardCharsets.UTF_8);
        Page first = maker.upload("/upload", "quyết toán.csv", file);
        assertThat(first.status()).isEqualTo(303);
        assertThat(first.location()).startsWith("/settlements/").endsWith("?received=new");
        assertThat(maker.upload("/upload", "khác.csv", file).location())
                .isEqualTo(first.location().replace("=new", "=again"));
        assertThat(maker.get(first.location()).body())
                .contains("<h1>quyết toán.csv</h1>", "Đã nhận 1 đợt", "&lt;script&gt;", "differences.csv", "330")
                .doesNotContain("<script>");
        assertThat(maker.get("/settlements").body()).contains("quyết toán.csv");
        assertThat(maker.get("/statements").body())
                .contains("href=\"/settlements\"")
                .doesNotContain("quyết toán.csv");
    }

    @Test
    void unreadableFileIsShownWithItsFindings_andNotKept() {
        Page answer = maker.upload(
                "/upload",
                "hỏng.xml",
                "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><Bk"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("Chưa nhận tệp này", "hỏng.xml", "Không đọc được", "<code class=\"hint\">");
        assertThat(maker.get("/statements").body()).doesNotContain("hỏng.xml");
    }

    @Test
    void nothingIsTaken_whenNoFileWasChosen() {
        Page answer = maker.upload("/upload", "", new byte[0]);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("hãy chọn một tệp");
    }

    @Test
    void previewTellsWithoutBooking() {
        CollectionAccount account = site.accountOf("00025");
        Page answer = dossierSystem.upload(
                "/preview", "xem.xml", FinanceSite.camt(account, FinanceSite.DAY, 1_234_567, new Entry(1_000, "x")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("xem.xml", "1.234.567", "1.235.567", "Khớp số dư");
        assertThat(maker.get("/?day=2025-07-18").body()).doesNotContain(account.number());
    }

    @Test
    void writesAreRefused_whenTheRoleMayNot() {
        CollectionAccount account = site.accountOf("00070");
        byte[] file = FinanceSite.camt(account, FinanceSite.DAY, 0, new Entry(1_000, "x"));

        for (Browser person : List.of(dossierSystem, checker)) {
            assertThat(person.upload("/upload", "x.xml", file).status()).isEqualTo(403);
            assertThat(person.post("/reconcile", Map.of("day", "2025-07-18")).status())
                    .isEqualTo(403);
        }
        assertThat(dossierSystem.post(sheet(account) + "/prepare", Map.of()).status())
                .isEqualTo(403);
        assertThat(dossierSystem.post(sheet(account) + "/sign", Map.of()).status())
                .isEqualTo(403);
        assertThat(site.nobody().upload("/upload", "x.xml", file).status()).isEqualTo(401);
        assertThat(dossierSystem.get("/").body()).doesNotContain("action=\"/upload\"", "action=\"/reconcile\"");
        assertThat(maker.get("/?day=2025-07-18").body()).doesNotContain(account.number());
    }

    @Test
    void reconcilingIsRefused_whenTheDayIsBeyondAnyCalendar() {
        for (String day : List.of("+999999999-01-01", "9999-12-31", "0000-01-01", "mai")) {
            assertThat(maker.post("/reconcile", Map.of("day", day)).status())
                    .as(day)
                    .isEqualTo(400);
        }
    }

    @Test
    void writesAreRefused_whenAnotherSiteSendsThem() {
        CollectionAccount account = site.accountOf("00082");
        byte[] file = FinanceSite.camt(account, FinanceSite.DAY, 0, new Entry(1_000, "x"));

        assertThat(maker.upload("/upload", "x.xml", file, "cross-site").status())
                .isEqualTo(403);
        assertThat(maker.post("/reconcile", Map.of("day", "2025-07-18"), "same-site")
                        .status())
                .isEqualTo(403);
        assertThat(maker.post(sheet(account) + "/prepare", Map.of(), "cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(checker.post(sheet(account) + "/sign", Map.of(), "cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(maker.get("/?day=2025-07-18").body()).doesNotContain(account.number());
    }

    @Test
    void dayIsClosedByTwoPeople_andItsFiguresAreThoseOfTheInterface() {
        CollectionAccount account = site.accountOf("00091");
        String code = site.dossier("00091");
        maker.upload(
                "/upload",
                "91.xml",
                FinanceSite.camt(
                        account,
                        FinanceSite.DAY,
                        2_000_000,
                        new Entry(30_000, "MBVCB 1 " + code.replace(".", "").replace("-", " ") + " nop phi"),
                        new Entry(45_000, "khong ro"),
                        new Entry(-11_000, "PHI")));

        String before = maker.get(sheet(account)).body();
        assertThat(text(before))
                .contains(
                        "Chưa chốt được: Còn dòng sao kê chưa được đối soát",
                        "Số dòng 3",
                        "Số tiền 64.000 ₫",
                        "chênh lệch 0 ₫");
        assertThat(maker.post(sheet(account) + "/prepare", Map.of()).location()).isEqualTo(sheet(account) + "#close");
        assertThat(site.api("/v1/closings?business_day=2025-07-18").toString()).doesNotContain(account.key());

        Page reconciled = maker.post("/reconcile", Map.of("day", "2025-07-18", "account", account.key()));
        assertThat(reconciled.location()).isEqualTo(sheet(account));
        String ready = maker.get(sheet(account)).body();
        assertThat(ready)
                .contains("<mark>" + code.replace(".", "").replace("-", " ") + "</mark>", sheet(account) + "/prepare");
        assertThat(maker.post(sheet(account) + "/prepare", Map.of()).status()).isEqualTo(303);

        assertThat(maker.get(sheet(account)).body())
                .contains("Bạn đã ký lần thứ nhất")
                .doesNotContain(sheet(account) + "/sign");
        String asked = checker.get(sheet(account)).body();
        Page signed = checker.post(sheet(account) + "/sign", Map.of("prepared_at", preparedAt(asked)));
        assertThat(signed.location()).isEqualTo(sheet(account) + "#close");

        String closed = checker.get(sheet(account)).body();
        var closing = FinanceSite.items(site.api("/v1/closings?business_day=2025-07-18"))
                .filter(item -> item.path("account").asText().equals(account.key()))
                .findFirst()
                .orElseThrow();
        assertThat(closing.path("status").asText()).isEqualTo("closed");
        String said = text(closed);
        assertThat(said)
                .contains("Số dư đầu ngày " + figure(closing.path("opening_vnd").asLong()))
                .contains("Số dư cuối ngày của ngân hàng 3 dòng "
                        + figure(closing.path("closing_vnd").asLong()))
                .contains(closing.path("hash").asText(), "sandbox-maker", "sandbox-checker");
        for (var bucket : closing.path("buckets")) {
            long amountVnd = bucket.path("amount_vnd").asLong();
            assertThat(said)
                    .contains(bucket.path("count").asInt() + " dòng " + (amountVnd > 0 ? "+" : "") + figure(amountVnd));
        }
        assertThat(site.nobody()
                        .get("/v1/closings/" + closing.path("id").asText() + "/proof")
                        .status())
                .isIn(303, 401);
        assertThat(text(maker.get("/?day=2025-07-18").body())).contains("Đã chốt sổ Xem chứng cứ");
    }

    @Test
    void signatureIsNotTaken_whenItWasPreparedAnewAfterTheSignerLooked() {
        CollectionAccount account = site.accountOf("00097");
        maker.upload("/upload", "97.xml", FinanceSite.camt(account, FinanceSite.DAY, 0, new Entry(30_000, "khong ro")));
        maker.post("/reconcile", Map.of("day", "2025-07-18"));
        maker.post(sheet(account) + "/prepare", Map.of());

        Page answer = checker.post(sheet(account) + "/sign", Map.of("prepared_at", "2025-07-18T23:00:00Z"));

        assertThat(answer.location()).isEqualTo(sheet(account) + "?changed=1#close");
        assertThat(checker.get(sheet(account)).body()).contains("chưa có", sheet(account) + "/sign");
    }

    @Test
    void lineIsFound_byDossierAmountReferenceAndNarrative() {
        CollectionAccount account = site.accountOf("00103");
        String code = site.dossier("00103");
        maker.upload(
                "/upload",
                "103.xml",
                FinanceSite.camt(
                        account,
                        FinanceSite.DAY,
                        0,
                        new Entry(30_000, "REM " + code + " ZQXJ"),
                        new Entry(87_654_321, "ung ho")));
        maker.post("/reconcile", Map.of("day", "2025-07-18"));
        String reference = "FT" + account.number().substring(4, 10) + "001";

        for (String typed : List.of(code, code.replaceAll("[^A-Z0-9]", ""), reference, "rem%20h26.00103", "zqxj")) {
            assertThat(maker.get("/search?q=" + typed).body()).as(typed).contains("1 dòng.", sheet(account));
        }
        for (String typed : List.of("87654321", "87.654.321", "87,654,321")) {
            assertThat(maker.get("/search?q=" + typed).body()).as(typed).contains("+87.654.321");
        }
        assertThat(maker.get("/search?q=zz").body()).contains("ít nhất 3 ký tự");
        assertThat(maker.get("/search?q=%25_%25").body()).contains("Không dòng nào có");
    }

    @Test
    void discrepanciesAreFiltered_byTypeDayAndStatus() {
        assertThat(text(maker.get("/discrepancies?type=debit&day=2025-07-18").body()))
                .contains("Tiền ra -11.000 ₫")
                .doesNotContain("Lệch số tiền +25.000 ₫");
        assertThat(text(maker.get("/discrepancies?day=2025-07-17").body())).contains("Không còn dòng nào ở đây.");
        assertThat(text(maker.get("/discrepancies?status=resolved").body())).contains("Không còn dòng nào ở đây.");
        assertThat(maker.get("/discrepancies?type=nonsense").status()).isEqualTo(400);
        assertThat(maker.get("/discrepancies?day=yesterday").status()).isEqualTo(400);
    }

    @Test
    void strangersAndTyposGetAPage_notAProblemDocument() {
        for (String path : List.of(
                "/nothing", "/statements/01981b0b-92af-7c4b-ae3a-57500f5827ba", "/accounts/970436-1/2025-07-18")) {
            Page answer = maker.get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.body()).as(path).startsWith("<!doctype html>").contains("Mã lỗi để hỏi");
        }
    }

    private static String figure(long amountVnd) {
        return MoneyText.vietnamese(amountVnd).replace(" ₫", "");
    }

    private static String preparedAt(String html) {
        return Pattern.compile("name=\"prepared_at\" value=\"([^\"]+)\"")
                .matcher(html)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    /** What a reader reads: no tags, single spaces. */
    private static String text(String html) {
        return html.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    }
}

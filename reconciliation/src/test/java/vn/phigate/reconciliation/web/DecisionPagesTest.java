package vn.phigate.reconciliation.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.reconciliation.web.FinanceSite.Browser;
import vn.phigate.reconciliation.web.FinanceSite.Entry;
import vn.phigate.reconciliation.web.FinanceSite.Page;
import vn.phigate.testsupport.Database;

/** Two people at their pages, without a script. Every test has an agency of its own. */
@Database
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecisionPagesTest {
    private static final String HOSTILE = "<script>alert(1)</script>\"'&";
    private static final Pattern DISCREPANCY = Pattern.compile("/discrepancies/[0-9a-f-]{36}");
    private static final Pattern PROPOSAL = Pattern.compile("/proposals/[0-9a-f-]{36}");
    private static final Pattern MATCH = Pattern.compile("/matches/[0-9a-f-]{36}");

    private FinanceSite site;
    private Browser maker;
    private Browser checker;

    @BeforeAll
    void start(Db db, @TempDir Path folder) {
        site = new FinanceSite(db, folder);
        maker = site.signedIn("sk_sandbox_maker");
        checker = site.signedIn("sk_sandbox_checker");
    }

    @AfterAll
    void stop() {
        site.close();
    }

    private CollectionAccount take(String agency, Entry... entries) {
        CollectionAccount account = site.accountOf(agency);
        maker.upload("/upload", "sao-ke.xml", FinanceSite.camt(account, FinanceSite.DAY, 1_000_000, entries));
        maker.post("/reconcile", Map.of("day", FinanceSite.DAY.toString()));
        return account;
    }

    private static String first(Pattern pattern, Page page) {
        Matcher found = pattern.matcher(page.body());
        assertThat(found.find()).as(page.body()).isTrue();
        return found.group();
    }

    private String discrepancy(CollectionAccount account) {
        return first(DISCREPANCY, maker.get("/discrepancies?account=" + account.key()));
    }

    private static String sheet(CollectionAccount account) {
        return "/accounts/" + account.key() + "/" + FinanceSite.DAY;
    }

    @Test
    void matchesByHand_andTakesItBack_byTwoPeople() {
        String agency = "00070";
        String code = site.dossier(agency);
        CollectionAccount account = take(agency, new Entry(30_000, "nop phi " + HOSTILE));
        String page = discrepancy(account);
        Page shown = maker.get(page);
        assertThat(shown.body())
                .contains(code, "đúng số tiền", "&lt;script&gt;alert(1)", "action=\"" + page + "/propose\"")
                .doesNotContain("<script");
        Page proposed = maker.post(
                page + "/propose", Map.of("what", "match", "parts", code, "written_off", "", "reason", "đã gọi"));
        assertThat(proposed.status()).isEqualTo(303);
        Page waits = maker.get(page);
        assertThat(waits.body()).contains("Rút đề xuất").doesNotContain("/approve");
        String proposal = first(PROPOSAL, checker.get(page));
        assertThat(maker.post(proposal + "/approve", Map.of()).status()).isEqualTo(403);
        assertThat(checker.post(proposal + "/approve", Map.of()).location()).isEqualTo("/proposals");
        assertThat(checker.get(page).body()).contains("hai người đã quyết định");
        Page day = maker.get(sheet(account));
        assertThat(day.body()).contains("Hai người quyết định", code);

        String match = first(MATCH, day);
        assertThat(maker.get(match).body()).contains("Gỡ khoản khớp này");
        assertThat(maker.post(match + "/unmatch", Map.of("reason", "nhầm người"))
                        .status())
                .isEqualTo(303);
        String back = first(PROPOSAL, checker.get("/proposals"));
        assertThat(checker.get("/proposals").body()).contains("biên lai vẫn còn hiệu lực");
        assertThat(checker.post(back + "/approve", Map.of()).status()).isEqualTo(303);
        assertThat(maker.get(sheet(account)).body()).contains("Đã gỡ ghép");
    }

    @Test
    void saysWhatWasRefused_onTheSamePage() {
        String agency = "00082";
        CollectionAccount account = take(agency, new Entry(31_000, "khong ro"));
        String page = discrepancy(account);
        Page refused = maker.post(page + "/propose", Map.of("what", "write_off", "reason", "nhỏ"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("role=\"alert\"", "Chênh lệch lớn hơn mức được xử lý");
        Page nothing = maker.post(page + "/propose", Map.of("what", "match", "parts", "", "reason", "x"));
        assertThat(nothing.status()).isEqualTo(409);
        assertThat(checker.post(page + "/propose", Map.of("what", "write_off", "reason", "x"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void keepsNotesAssignsAndHolds_andFindsByThem() {
        String agency = "00091";
        CollectionAccount account = take(agency, new Entry(32_000, "khong ro"));
        String page = discrepancy(account);
        maker.post(page + "/comment", Map.of("text", "Đã gọi bà Sen " + HOSTILE));
        maker.post(page + "/assign", Map.of("to", "chị Hà"));
        maker.post(page + "/hold", Map.of("until", "2025-07-25", "reason", "chờ ngân hàng"));
        assertThat(maker.get(page).body())
                .contains("Đã gọi bà Sen &lt;script", "chị Hà", "25/07/2025", "chờ ngân hàng", "Không chờ nữa");
        assertThat(maker.get("/search?q=b%C3%A0+Sen").body()).contains(account.key());
        assertThat(maker.get("/discrepancies?assigned_to=ch%E1%BB%8B+H%C3%A0").body())
                .contains(page);
        assertThat(maker.get("/discrepancies?due=true&account=" + account.key()).body())
                .doesNotContain(page);
        assertThat(maker.get("/discrepancies?rows=true&account=" + account.key())
                        .body())
                .contains("<table class=\"stack dense\">", page);
        assertThat(maker.get(sheet(account)).body()).contains("Để lại tài khoản chờ xử lý");
    }

    @Test
    void showsWhereACodeIsDamaged() {
        String agency = "00103";
        String code = site.dossier(agency).replace(".", "").replace("-", "");
        String damaged = code.substring(0, code.length() - 1) + "X";
        CollectionAccount account = take(agency, new Entry(30_000, "phi " + damaged));
        String shown = maker.get(discrepancy(account)).body();
        assertThat(shown)
                .contains("Nội dung ghi", "Mã đúng")
                .containsPattern("Mã đúng</dt><dd><span class=\"narrative\">[^<]+<mark>");
    }

    @Test
    void hasNoScript_andEveryFieldHasALabel() {
        CollectionAccount account = take("00118", new Entry(33_000, "khong ro"));
        for (String path : new String[] {discrepancy(account), "/proposals", "/discrepancies?rows=true"}) {
            for (String language : new String[] {"vi", "en"}) {
                String html = maker.get(path + (path.contains("?") ? "&" : "?") + "lang=" + language)
                        .body();
                assertThat(html).doesNotContain("<script", " style=\"", "onclick=");
                var fields = Pattern.compile("<(?:input|textarea|select)(?![^>]*type=\"hidden\")[^>]* id=\"([^\"]+)\"")
                        .matcher(html);
                while (fields.find()) {
                    assertThat(html).as(path).contains("for=\"" + fields.group(1) + "\"");
                }
            }
        }
    }
}

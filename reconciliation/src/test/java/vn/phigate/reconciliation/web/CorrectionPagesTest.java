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

/** Corrections of a closed day, and the month of an account, by two people at their pages. Every test has an agency of its own. */
@Database
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorrectionPagesTest {
    private static final String HOSTILE = "<script>alert(1)</script>\"'&";

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

    private static String sheet(CollectionAccount account) {
        return "/accounts/" + account.key() + "/" + FinanceSite.DAY;
    }

    private static String first(String pattern, Page page) {
        Matcher found = Pattern.compile(pattern).matcher(page.body());
        assertThat(found.find()).as(page.body()).isTrue();
        return found.group(1);
    }

    private String closed(String agency) {
        String sheet = sheet(take(agency, new Entry(34_000, "khong ro")));
        maker.post(sheet + "/prepare", Map.of());
        String preparedAt = first("name=\"prepared_at\" value=\"([^\"]+)\"", checker.get(sheet));
        assertThat(checker.post(sheet + "/sign", Map.of("prepared_at", preparedAt))
                        .status())
                .isEqualTo(303);
        return sheet;
    }

    @Test
    void correctsAClosedDay_whenAnotherPersonApproves() {
        String sheet = closed("00127");
        Page open = maker.get(sheet);
        assertThat(open.body()).contains("Lập điều chỉnh", "action=\"" + sheet + "/corrections\"");
        Page proposed = maker.post(
                sheet + "/corrections",
                Map.of(
                        "reason",
                        "Ngân hàng báo thiếu " + HOSTILE,
                        "amount1",
                        "-1.100",
                        "narrative1",
                        "PHI DICH VU",
                        "reference1",
                        "FT9",
                        "amount2",
                        "",
                        "narrative2",
                        ""));
        assertThat(proposed.location()).isEqualTo(sheet + "#corrections-of");
        Page waits = maker.get(sheet);
        assertThat(waits.body())
                .contains("Chờ một người khác duyệt", "&lt;script&gt;alert(1)", "PHI DICH VU")
                .doesNotContain("<script", "/approve");
        String approve = first("action=\"([^\"]+/approve)\"", checker.get(sheet));
        Page own = maker.post(approve, Map.of());
        assertThat(own.status()).isEqualTo(409);
        assertThat(own.body()).contains("role=\"alert\"", "không được tự duyệt");
        String elsewhere = closed("00136");
        String id = approve.replaceAll(".*/corrections/(.*)/approve", "$1");
        assertThat(checker.post(elsewhere + "/corrections/" + id + "/approve", Map.of())
                        .status())
                .as("of another account")
                .isEqualTo(404);
        assertThat(checker.post(approve, Map.of()).status()).isEqualTo(303);
        assertThat(checker.get(sheet).body()).contains("Đã duyệt, ghi vào ngày").doesNotContain("/approve\"");
    }

    @Test
    void saysWhatIsWrong_whenALineHasNoNarrativeOrNoAmount() {
        String sheet = closed("00145");
        for (Map<String, String> wrong : java.util.List.of(
                Map.of("reason", "", "amount1", "1000", "narrative1", "x"),
                Map.of("reason", "x", "amount1", "1000", "narrative1", ""),
                Map.of("reason", "x", "amount1", "12x", "narrative1", "x"),
                Map.of("reason", "x", "amount1", "0", "narrative1", "x"))) {
            assertThat(maker.post(sheet + "/corrections", wrong).status())
                    .as(wrong.toString())
                    .isEqualTo(400);
        }
        assertThat(maker.get(sheet).body()).doesNotContain("Chờ một người khác duyệt");
        assertThat(maker.get(sheet(take("00166", new Entry(35_000, "khong ro"))))
                        .body())
                .as("a day that is open needs none")
                .doesNotContain("Lập điều chỉnh");
    }

    @Test
    void tellsWhyAMonthIsOpen_onThePageOfTheAccount() {
        String sheet = closed("00160");
        assertThat(maker.get(sheet).body()).contains("Lập chốt tháng của tài khoản");
        Page refused = maker.post(sheet + "/month/prepare", Map.of());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("role=\"alert\"", "chưa kết thúc");
        assertThat(maker.post(sheet + "/month/sign", Map.of()).status()).isEqualTo(404);
        assertThat(maker.get(sheet + "?lang=en").body())
                .contains("Prepare the account’s month", "Propose a correction");
    }

    @Test
    void hasALabelForEveryField_andNoScript() {
        String html = maker.get(closed("00175")).body();
        assertThat(html).doesNotContain("<script", " style=\"", "onclick=");
        var fields = Pattern.compile("<(?:input|textarea|select)(?![^>]*type=\"hidden\")[^>]* id=\"([^\"]+)\"")
                .matcher(html);
        int labelled = 0;
        while (fields.find()) {
            labelled++;
            assertThat(html).contains("for=\"" + fields.group(1) + "\"");
        }
        assertThat(labelled).isGreaterThan(15);
    }
}

package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.phigate.gateway.web.Person.form;
import static vn.phigate.gateway.web.Person.location;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.identity.Identity.KnownKey;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.testsupport.Database;

/** The work of agencies and of the centre, form by form, as a browser without scripts does it. */
@Database
class RegistryWorkTest {
    /** SHA-256 of its own name. */
    private static final KnownKey OTHER_ADMIN = new KnownKey(
            "other-admin", Set.of(Role.ADMIN), "18db28f890fe38fac2fdde87195ebf531bd064b152d6fea1fc5ca44c5ada9663");

    private static RunningGateway city;
    private static Person maker;
    private static Person checker;
    private static Person admin;
    /** One person with both roles: whatever she proposes she may not approve. */
    private static Person both;

    @BeforeAll
    static void open(DbSettings database) {
        city = RunningGateway.start(database, s -> s.with(List.of(RegistryPagesTest.BOTH, OTHER_ADMIN)));
        maker = new Person(city, "sandbox-maker", Set.of(Role.MAKER));
        checker = new Person(city, "sandbox-checker", Set.of(Role.CHECKER));
        admin = new Person(city, "sandbox-admin", Set.of(Role.ADMIN));
        both = new Person(city, "both", Set.of(Role.MAKER, Role.CHECKER));
    }

    @AfterAll
    static void close() {
        city.close();
    }

    /** @return path of an account in force */
    private static String active(String agency, String number) throws Exception {
        String path = "/registry/accounts/" + maker.register(agency, "DON VI THU " + number, number);
        location(maker.post(path + "/submit", ""));
        String id = path.replaceFirst(".*/", "");
        assertThat(city.http()
                        .post("/v1/accounts/" + id + "/approve", RunningGateway.CHECKER, "")
                        .status())
                .isEqualTo(200);
        return path;
    }

    private static String id(String path) {
        return path.replaceFirst(".*/", "");
    }

    private static String anotherAgency() {
        return city.owner()
                .get("select code from gateway.agency_code where code <> '00004' order by code limit 1")
                .orElseThrow()
                .text("code");
    }

    @Test
    void refusedDraftShowsTheReasonBesideItsField_andKeepsWhatWasTyped() throws Exception {
        HttpResponse<String> page = maker.post(
                "/registry/accounts?lang=en",
                form(
                        "agency",
                        "00004",
                        "bin",
                        "970432",
                        "number",
                        "1",
                        "holder",
                        "Giữ \"lại\"",
                        "valid_from",
                        "2025-07-20"));
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body())
                .contains("id=\"number-error\">4 to 19 digits or letters are needed.")
                .contains("aria-describedby=\"number-error\"")
                .contains("aria-invalid=\"true\"")
                .contains("value=\"Giữ &#34;lại&#34;\"")
                .contains("value=\"2025-07-20\"")
                .contains("value=\"00004\" selected")
                .doesNotContain("bin-error");
        assertThat(maker.post(
                                "/registry/accounts",
                                form("agency", "99999", "bin", "970432", "number", "12345", "holder", "A"))
                        .body())
                .contains("id=\"agency-error\"");
        assertThat(maker.post(
                                "/registry/accounts",
                                form(
                                        "agency",
                                        "00004",
                                        "bin",
                                        "970432",
                                        "number",
                                        "12345",
                                        "holder",
                                        "A",
                                        "valid_from",
                                        "mai"))
                        .body())
                .contains("id=\"valid_from-error\"");
    }

    @Test
    void rejectedRegistrationIsCorrectedAndBegunAgain() throws Exception {
        String path = "/registry/accounts/" + maker.register("00004", "TEN SAI", "1900555000001");
        location(maker.post(path + "/submit", ""));
        location(checker.post(path + "/reject", form("reason", "Sai tên chủ tài khoản")));
        assertThat(checker.get(path).body()).doesNotContain("again=");
        assertThat(maker.get(path).body()).contains("/registry/new?again=" + id(path));
        assertThat(maker.get("/registry/new?again=" + id(path)).body())
                .contains("value=\"TEN SAI\"")
                .contains("value=\"1900555000001\"")
                .contains("action=\"/registry/accounts\"");
        assertThat(maker.get(path).body()).contains("Bị từ chối");
    }

    @Test
    void delegationIsProposedConsentedApprovedWithdrawnAndEnded() throws Exception {
        String account = active("00004", "1900555000002");
        String other = anotherAgency();
        assertThat(maker.get("/registry/assignments/new?account=" + id(account)).body())
                .contains("1900555000002")
                .contains("value=\"00004\" selected");
        assertThat(checker.get("/registry/assignments/new?account=" + id(account))
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> wrong = maker.post(
                "/registry/assignments",
                form(
                        "account",
                        id(account),
                        "agency",
                        other,
                        "kind",
                        "FEE",
                        "procedure",
                        "1.999999",
                        "reason",
                        "Thu hộ"));
        assertThat(wrong.statusCode()).isEqualTo(404);
        assertThat(wrong.body()).contains("id=\"procedure-error\"").contains("value=\"Thu hộ\"");

        String row = location(maker.post(
                "/registry/assignments",
                form(
                        "account",
                        id(account),
                        "agency",
                        other,
                        "kind",
                        "FEE",
                        "procedure",
                        "9.000001",
                        "reason",
                        "Thu hộ",
                        "consent_agency",
                        "CV 1")));
        assertThat(maker.get(row).body()).contains("Còn thiếu văn bản đồng ý: 1");
        assertThat(checker.post(row + "/approve", "").body()).contains("còn thiếu: 00004.");
        location(admin.post(row + "/consents", form("agency", "00004", "document", "CV 2")));
        location(checker.post(row + "/approve", ""));
        assertThat(checker.get("/registry/map?agency=" + other + "&procedure=9.000001&kind=FEE")
                        .body())
                .contains("1900555000002")
                .contains("thu hộ, hai cơ quan đồng ý")
                .contains("Dòng riêng của thủ tục 9.000001");

        String end = location(maker.post(
                row + "/withdraw-consent", form("agency", other, "document", "CV 3", "at", "2025-08-01T00:00")));
        assertThat(end).isNotEqualTo(row);
        assertThat(maker.get(row).body()).contains("Đã rút").contains("CV 3");
        assertThat(maker.get(end).body()).contains("CV 3").contains("00:00 ngày 01/08/2025");
        assertThat(maker.post(row + "/withdraw-consent", form("agency", other, "document", "CV 4"))
                        .statusCode())
                .isEqualTo(409);
        location(checker.post(end + "/approve", ""));
        assertThat(checker.get("/registry/map?agency=" + other + "&procedure=9.000001&kind=FEE&at=2025-08-02T00:00")
                        .body())
                .doesNotContain("thu hộ, hai cơ quan");
        assertThat(city.http()
                        .get("/v1/assignments/" + id(row) + "/consents", RunningGateway.MAKER)
                        .json()
                        .findValuesAsText("document"))
                .contains("CV 1", "CV 2", "CV 3");
    }

    @Test
    void proposalWhoseConsentWasWithdrawnIsNotApproved_byPageNorBySql() throws Exception {
        String account = active("00004", "1900555000003");
        String other = anotherAgency();
        String row = location(maker.post(
                "/registry/assignments",
                form(
                        "account",
                        id(account),
                        "agency",
                        other,
                        "kind",
                        "CHARGE",
                        "procedure",
                        "9.000001",
                        "reason",
                        "Thu hộ",
                        "consent_agency",
                        "CV 1",
                        "consent_collector",
                        "CV 2")));
        assertThat(location(maker.post(row + "/withdraw-consent", form("agency", "00004", "document", "CV 3"))))
                .isEqualTo(row);
        HttpResponse<String> refused = checker.post(row + "/approve", "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("Thu hộ cần văn bản đồng ý của cả hai cơ quan; còn thiếu: 00004.");
        assertThatThrownBy(() -> city.owner()
                        .run(
                                "update gateway.account_assignment set status = 'approved', approved_at = now(), approved_by = 'x', recorded = tstzrange(now(), null) where id = ?",
                                UUID.fromString(id(row))))
                .isInstanceOfSatisfying(
                        ConstraintViolation.class,
                        e -> assertThat(e.constraint()).isEqualTo("assignment_consents"));
    }

    @Test
    void rowThatBeginsLaterStays_whenAnotherIsProposedForTheTimeBefore() throws Exception {
        String account = active("00004", "1900555000014");
        String later = location(maker.post("/registry/assignments", map(account, "2025-12-01T00:00", "")));
        location(checker.post(later + "/approve", ""));
        String sooner =
                location(maker.post("/registry/assignments", map(account, "2025-08-01T00:00", "2025-11-01T00:00")));
        location(checker.post(sooner + "/approve", ""));
        assertThat(city.http()
                        .get("/v1/assignments/" + id(later), RunningGateway.MAKER)
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("approved");
    }

    private static String map(String account, String from, String until) {
        return form(
                "account",
                id(account),
                "agency",
                "00004",
                "kind",
                "FEE",
                "procedure",
                "2.000884",
                "from",
                from,
                "until",
                until,
                "reason",
                "Riêng");
    }

    @Test
    void samePersonIsRefused_whenApprovingHerOwnProposalOfTheMap() throws Exception {
        String account = active("00004", "1900555000004");
        String row = location(both.post(
                "/registry/assignments",
                form(
                        "account",
                        id(account),
                        "agency",
                        "00004",
                        "kind",
                        "FEE",
                        "procedure",
                        "9.000002",
                        "reason",
                        "Riêng")));
        HttpResponse<String> page = both.post(row + "/approve", "");
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body())
                .contains("Người đề nghị không được tự phê duyệt; cần một người khác.")
                .contains("cần một người khác.")
                .doesNotContain("action=\"" + row + "/approve\"");
        location(checker.post(row + "/approve", ""));

        HttpResponse<String> noReason = maker.post(row + "/end", form("at", "", "reason", ""));
        assertThat(noReason.statusCode()).isEqualTo(400);
        assertThat(noReason.body()).contains("id=\"end-reason-error\"").contains("href=\"#end-reason\"");
        String end = location(both.post(row + "/end", form("at", "2025-09-01T00:00", "reason", "Hết việc")));
        assertThat(both.post(end + "/approve", "").statusCode()).isEqualTo(403);
        String fix = location(maker.post(
                row + "/correct",
                form("number", "", "from", "2025-07-17T09:00", "until", "2025-12-31T00:00", "reason", "Sai ngày")));
        assertThat(maker.get(fix).body()).contains("đính chính").contains("Sai ngày");
        assertThat(maker.post(row + "/correct", form("number", "000000000", "from", "", "until", "", "reason", "x"))
                        .body())
                .contains("id=\"correct-number-error\"");
        location(maker.post(fix + "/reject", form("reason", "Nhầm")));
    }

    @Test
    void samePersonIsRefused_whenClosingWhatSheProposedToClose() throws Exception {
        String account = active("00004", "1900555000005");
        location(both.post(account + "/close", form("reason", "Đổi ngân hàng")));
        HttpResponse<String> page = both.post(account + "/close", "");
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body()).contains("cần một người khác");
        assertThat(checker.post(account + "/close", form("reason", "Từ trang đã cũ"))
                        .statusCode())
                .as("proposes once more, so it agrees to nothing")
                .isEqualTo(409);
        location(checker.post(account + "/close", ""));
        assertThat(checker.get(account).body()).contains("Đã đóng");
    }

    @Test
    void contactsAreNamedByTheAdministrator_andStayOnRecord() throws Exception {
        String path = "/registry/agencies/00004";
        assertThat(maker.get(path).body()).doesNotContain("name=\"email\"");
        assertThat(maker.post(path + "/contacts", form("name", "X", "email", "x@y"))
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> wrong = admin.post(path + "/contacts", form("name", "Lan <b>", "email", "lan"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body())
                .contains("id=\"email-error\">Cần địa chỉ thư điện tử.")
                .contains("value=\"Lan &lt;b>\"");
        location(admin.post(path + "/contacts", form("name", "Lan", "email", "lan@hanoi.gov.vn")));
        String page = admin.get(path).body();
        assertThat(page).contains("lan@hanoi.gov.vn").contains("Gỡ<span class=\"unseen\"> Lan");
        String end = page.replaceFirst("(?s).*action=\"(/registry/agencies/00004/contacts/[^\"]+/end)\".*", "$1");
        location(admin.post(end, ""));
        assertThat(admin.post(end, "").statusCode()).isEqualTo(404);
        assertThat(maker.get(path).body()).contains("Gỡ bởi sandbox-admin");
        assertThat(maker.get("/registry/agencies").body()).contains("href=\"/registry/agencies/00004\"");
    }

    @Test
    void campaignIsBegunOnAPage_andRemindersAreShown() throws Exception {
        assertThat(maker.get("/registry/campaigns/new").statusCode()).isEqualTo(403);
        assertThat(maker.get("/registry/campaigns").body()).doesNotContain("/registry/campaigns/new");
        city.http()
                .post(
                        "/v1/agencies",
                        RunningGateway.ADMIN,
                        "{\"code\":\"S98\",\"kind\":\"department\",\"name\":\"Sở Chậm\",\"valid_from\":\"2025-07-01\"}");
        assertThat(admin.get("/registry/campaigns/new").body()).contains("-3, -1, 0, 1, 3, 7");
        HttpResponse<String> wrong = admin.post(
                "/registry/campaigns",
                form(
                        "title",
                        "Đợt",
                        "register_by",
                        "2025-07-22",
                        "configure_by",
                        "2025-07-20",
                        "whom",
                        "all",
                        "agencies",
                        "",
                        "reminder_days",
                        "0"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("id=\"configure_by-error\"").contains("value=\"2025-07-22\"");
        assertThat(admin.post(
                                "/registry/campaigns",
                                form(
                                        "title",
                                        "Đợt",
                                        "register_by",
                                        "2025-07-22",
                                        "configure_by",
                                        "2025-07-25",
                                        "whom",
                                        "listed",
                                        "agencies",
                                        "00004 12321",
                                        "reminder_days",
                                        "0"))
                        .body())
                .contains("id=\"agencies-error\">Không có cơ quan mang mã 12321")
                .contains(">00004 12321</textarea>");
        assertThat(admin.post(
                                "/registry/campaigns",
                                form(
                                        "title",
                                        "Đợt",
                                        "register_by",
                                        "2025-07-22",
                                        "configure_by",
                                        "2025-07-25",
                                        "whom",
                                        "all",
                                        "agencies",
                                        "",
                                        "reminder_days",
                                        "ba"))
                        .body())
                .contains("id=\"reminder_days-error\"");
        String path = location(admin.post(
                "/registry/campaigns",
                form(
                        "title",
                        "Đợt tháng 7",
                        "register_by",
                        "2025-07-10",
                        "configure_by",
                        "2025-07-15",
                        "whom",
                        "listed",
                        "agencies",
                        "S98",
                        "reminder_days",
                        "0, 1")));
        assertThat(maker.get(path).body()).contains("Đợt tháng 7").contains("Chưa nhắc ai");
        city.gateway().campaigns().remind(city.db());
        assertThat(maker.get(path).body()).contains("quá hạn 1 ngày").doesNotContain("Chưa nhắc ai");
    }

    @Test
    void catalogueIsLookedAtFirst_andTakenInByWhoLooked() throws Exception {
        assertThat(maker.get("/registry/catalogue").statusCode()).isEqualTo(403);
        HttpResponse<String> noTable =
                admin.upload("/registry/catalogue", "a.csv", "xin chào\n1\n".getBytes(StandardCharsets.UTF_8));
        assertThat(noTable.statusCode()).isEqualTo(422);
        assertThat(noTable.body()).contains("id=\"file-error\"").contains("Điểm phát hiện");

        Path sample = Files.createTempFile("catalogue", ".csv");
        int lines = city.gateway()
                .catalogue()
                .generate(sample, 60 + (int) city.count("select count(*) as n from gateway.procedure"));
        byte[] good = Files.readAllBytes(sample);
        Files.delete(sample);
        long before = city.count("select count(*) as n from gateway.procedure");
        String preview = location(admin.upload("/registry/catalogue", "C:\\mẫu\\danh mục.csv", good));
        assertThat(admin.get(preview).body())
                .contains("Xem trước khi nhập")
                .contains("<strong>danh mục.csv</strong>")
                .contains(preview + "/apply")
                .contains("Những gì sẽ đổi");
        assertThat(city.count("select count(*) as n from gateway.procedure")).isEqualTo(before);
        Person otherAdmin = new Person(city, "other-admin", Set.of(Role.ADMIN));
        assertThat(otherAdmin.get(preview).statusCode()).isEqualTo(404);
        assertThat(otherAdmin.post(preview + "/apply", "").statusCode()).isEqualTo(404);

        assertThat(location(admin.post(preview + "/apply", ""))).isEqualTo(preview);
        assertThat(city.count("select count(*) as n from gateway.procedure")).isEqualTo(before + lines);
        assertThat(admin.get(preview).body()).contains("Đã nhập danh mục").doesNotContain("/apply\"");
        assertThat(location(admin.post(preview + "/apply", ""))).isEqualTo(preview);

        String again = location(admin.upload("/registry/catalogue", "danh mục.csv", good));
        assertThat(admin.get(again).body()).contains("Không có gì để ghi");
        assertThat(location(admin.post(again + "/discard", ""))).isEqualTo("/registry/catalogue");
        assertThat(admin.get(again).statusCode()).isEqualTo(404);
    }

    @Test
    void uploadThatIsNoTableIsRefusedWithTheReason() throws Exception {
        HttpResponse<String> old = admin.upload(
                "/registry/catalogue", "cũ.xls", new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0, 0, 0, 0});
        assertThat(old.statusCode()).isEqualTo(422);
        assertThat(old.body()).contains("id=\"file-error\"").contains("Excel 97-2003");
        assertThat(admin.upload("/registry/catalogue", "rỗng.csv", new byte[0]).body())
                .contains("Hãy chọn một tệp có nội dung");
        assertThat(admin.upload("/registry/catalogue", "hai.csv", "a\r\n--7d1a14\r\nb".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void mapAnswersForAPastInstant_andSaysWhenThereWasNone() throws Exception {
        assertThat(maker.get("/registry/map").body())
                .contains("Tiền vào tài khoản nào?")
                .doesNotContain("Vì sao");
        assertThat(maker.get("/registry/map?agency=00004&procedure=9.000001&kind=FEE&lang=en")
                        .body())
                .contains("Why")
                .contains("Approved by");
        assertThat(maker.get("/registry/map?agency=00004&procedure=9.000001&kind=FEE&known_at=2001-01-01T00:00")
                        .body())
                .contains("Không có tài khoản");
        HttpResponse<String> unknown =
                maker.get("/registry/map?agency=00004&procedure=1.999999&kind=FEE&at=2025-07-17");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("id=\"procedure-error\"").contains("value=\"1.999999\"");
    }

    @Test
    void citizenLearnsWhoseAccountItIs_withoutSigningIn_untilTooManyTries() throws Exception {
        String path = active("00004", "1900555000006");
        Person nobody = Person.visiting(city);
        assertThat(nobody.get("/check-account").statusCode()).isEqualTo(200);
        assertThat(nobody.get("/check-account?bin=970432&number=1900.555.000006")
                        .body())
                .contains("Đúng, đây là tài khoản thu của");
        assertThat(nobody.get("/check-account?bin=970436&number=1900555000006").body())
                .as("the same number at another bank")
                .contains("Không phải. Nhưng số này giống một tài khoản của cơ quan nhà nước");
        assertThat(nobody.get("/check-account?bin=970436&number=8888555000006").body())
                .contains("Không, đây không phải tài khoản thu");
        HttpResponse<String> wrong = nobody.get("/check-account?bin=970432&number=1");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("id=\"number-error\"");
        location(maker.post(path + "/close", form("reason", "Đổi")));
        location(checker.post(path + "/close", ""));
        assertThat(nobody.get("/check-account?bin=970432&number=1900555000006&lang=en")
                        .body())
                .contains("no longer used");
        int status = 200;
        for (int i = 0; i < 200 && status != 429; i++) {
            status =
                    nobody.get("/check-account?bin=970432&number=1900555000006").statusCode();
        }
        assertThat(status).isEqualTo(429);
        assertThat(city.http()
                        .get("/v1/accounts/check?bin=970432&number=1900555000006")
                        .status())
                .as("page and API share one limit")
                .isEqualTo(429);
    }

    @Test
    void trailOfAnAccountIsShownWithItsSeals() throws Exception {
        String path = "/registry/accounts/" + maker.register("00004", "SO NHAT KY", "1900555000007");
        location(maker.post(path + "/submit", ""));
        String page = maker.get("/registry/audit?type=account&id=" + id(path)).body();
        assertThat(page)
                .contains("Lập bản nháp")
                .contains("Nộp và kiểm tra")
                .contains("<code>number</code>")
                .contains("Chuỗi niêm phong")
                .doesNotContain("ĐÃ BỊ SỬA");
        assertThat(maker.get("/registry/audit?id=khong-co").body()).contains("Không có sự kiện nào");
        assertThat(Person.visiting(city).get("/registry/audit").statusCode()).isEqualTo(303);
    }
}

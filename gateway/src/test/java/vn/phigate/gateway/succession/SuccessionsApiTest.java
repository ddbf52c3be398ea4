package vn.phigate.gateway.succession;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.phigate.gateway.RunningGateway.ADMIN;
import static vn.phigate.gateway.RunningGateway.CHECKER;
import static vn.phigate.gateway.RunningGateway.DOSSIERS;
import static vn.phigate.gateway.RunningGateway.MAKER;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

/** The road of a succession over HTTP, from its proposal to the money that comes late. The clock stands on 17 July 2025. */
@Database
class SuccessionsApiTest {
    private static final String TOMORROW = "2025-07-17T17:00:00Z";
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static JsonNode ok(Http.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isIn(200, 201);
        return answer.json();
    }

    /** An agency since 1 July 2025 with an account for both kinds. */
    private static void agency(String code, String name) {
        ok(city.http().post("/v1/agencies", ADMIN, """
                {"code":"%s","kind":"commune","name":"%s","valid_from":"2025-07-01"}""".formatted(code, name)));
        JsonNode account = ok(city.http().post("/v1/accounts", MAKER, """
                {"agency":"%s","bin":"970432","number":"77%s77","holder":"UBND %s","valid_from":"2025-07-01T00:00:00Z"}""".formatted(code, code, code)));
        String id = account.path("id").asText();
        ok(city.http().post("/v1/accounts/" + id + "/submit", MAKER, ""));
        ok(city.http().post("/v1/accounts/" + id + "/approve", CHECKER, ""));
        for (String kind : List.of("FEE", "CHARGE")) {
            JsonNode row = ok(city.http().post("/v1/assignments", MAKER, """
                    {"agency":"%s","kind":"%s","account":"%s","valid_from":"2025-07-01T00:00:00Z","reason":"QĐ"}""".formatted(code, kind, id)));
            ok(city.http().post("/v1/assignments/" + row.path("id").asText() + "/approve", CHECKER, ""));
        }
    }

    private static Http.Answer propose(String parts) {
        return city.http().post("/v1/successions", MAKER, """
                {"legal_act":"NQ 99/NQ-HĐND","cut_over":"%s","parts":[%s]}""".formatted(TOMORROW, parts));
    }

    private static JsonNode resolve(String agency, String at) {
        return city.http()
                .get(
                        "/v1/accounts/resolve?agency=" + agency + "&procedure=9.000001&kind=FEE&lang=en&at=" + at,
                        DOSSIERS)
                .json();
    }

    @Test
    void undoingIsRefused_whenItsDayIsBeyondAnyCalendar() {
        agency("88091", "Xã Đầu");
        agency("88092", "Xã Đuôi");
        JsonNode proposed = ok(propose("{\"former_agency\":\"88091\",\"successor_agency\":\"88092\"}"));
        String id = proposed.path("id").asText();
        ok(city.http().post("/v1/successions/" + id + "/approve", CHECKER, ""));
        for (String day : List.of("%2B999999999-01-01", "9999-12-31", "0000-01-01", "mai")) {
            assertThat(city.http()
                            .post("/registry/successions/" + id + "/undo", MAKER, "reason=sai&from=" + day)
                            .status())
                    .as(day)
                    .isEqualTo(400);
        }
        assertThat(ok(city.http().get("/v1/successions/" + id, MAKER))
                        .path("undo")
                        .isNull())
                .isTrue();
    }

    @Test
    void fileIsTakenOnce_whenSixteenSendItAtOnce() throws Exception {
        agency("88093", "Xã Còn");
        byte[] csv = """
                old_code,old_name,new_code,divided
                88094,Xã Hết,88093,false
                """.getBytes(StandardCharsets.UTF_8);
        String path = "/v1/successions/import?mode=apply&legal_act=NQ&cut_over=2025-07-17T17:00:00Z";
        try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> send =
                    () -> ok(city.http().upload(path, MAKER, csv)).path("taken").asInt();
            int taken = 0;
            for (Future<Integer> answer : people.invokeAll(Collections.nCopies(16, send))) {
                taken += answer.get();
            }
            assertThat(taken).isEqualTo(1);
        }
    }

    @Test
    void wholeRoad_toMoneyThatComesLate() {
        agency("88001", "Xã Cũ");
        agency("88002", "Xã Mới");
        var paid = city.pay(city.dossier("9.000001", "88001"), "vietqr");
        String due = city.dossier("9.000001", "88001");
        JsonNode proposed = ok(propose("{\"former_agency\":\"88001\",\"successor_agency\":\"88002\"}"));
        String base = "/v1/successions/" + proposed.path("id").asText();
        assertThat(proposed.path("status").asText()).isEqualTo("proposed");

        JsonNode told = ok(city.http().get(base + "/changes", MAKER)).path("items");
        assertThat(told).hasSize(2).allSatisfy(change -> {
            assertThat(change.path("agency").asText()).isEqualTo("88001");
            assertThat(change.at("/before/number").asText()).isEqualTo("778800177");
            assertThat(change.at("/after/number").asText()).isEqualTo("778800277");
            assertThat(change.path("from").asText()).isEqualTo(TOMORROW);
        });
        assertThat(city.http().post(base + "/approve", MAKER, "").status()).isEqualTo(403);
        assertThat(ok(city.http().post(base + "/approve", CHECKER, ""))
                        .path("status")
                        .asText())
                .isEqualTo("approved");
        assertThat(city.http().post(base + "/approve", CHECKER, "").problem()).isEqualTo("wrong_state");
        assertThat(resolve("88001", "2025-07-17T16:59:59Z")
                        .at("/account/number")
                        .asText())
                .isEqualTo("778800177");

        city.advance(Duration.ofDays(1));
        try {
            assertThat(ok(city.http().get(base, DOSSIERS)).path("status").asText())
                    .isEqualTo("in_force");
            assertThat(city.http()
                            .get("/v1/accounts/resolve?agency=88001&procedure=9.000001&kind=FEE", DOSSIERS)
                            .problem())
                    .isEqualTo("agency_unknown");
            var late = city.pay(due, "vietqr");
            UUID successorAccount = city.row("select id from gateway.collection_account where number = '778800277'")
                    .uuid("id");
            assertThat(city.row("select account_id from gateway.payment where id = ?", late.id())
                            .uuid("account_id"))
                    .as("what was still due is paid to the successor")
                    .isEqualTo(successorAccount);
            UUID formerAccount = city.row("select id from gateway.collection_account where number = '778800177'")
                    .uuid("id");
            assertThat(city.row("select account_id from gateway.payment where id = ?", paid.id())
                            .uuid("account_id"))
                    .as("a QR drawn before stays bound to its account")
                    .isEqualTo(formerAccount);
            JsonNode check = city.http()
                    .get("/v1/accounts/check?bin=970432&number=778800177")
                    .json();
            assertThat(check.path("ours").asBoolean()).isTrue();
            assertThat(check.path("superseded").asBoolean())
                    .as("nobody should pay into it any more")
                    .isTrue();
            Successor successor = city.gateway()
                    .successions()
                    .successor(city.db(), "970432", "778800177", city.now())
                    .orElseThrow();
            assertThat(Objects.requireNonNull(successor.agency()).code()).isEqualTo("88002");
            assertThat(successor.legalAct()).isEqualTo("NQ 99/NQ-HĐND");
        } finally {
            city.advance(Duration.ofDays(-1));
        }
    }

    @Test
    void dividedCommuneIsDecidedOnce_overHttp() {
        agency("88011", "Xã Chia");
        agency("88012", "Xã Đông");
        agency("88013", "Xã Tây");
        JsonNode proposed = ok(propose("{\"former_agency\":\"88011\",\"successor_agencies\":[\"88012\",\"88013\"]}"));
        String base = "/v1/successions/" + proposed.path("id").asText();
        assertThat(city.http().get("/v1/succession-decisions", MAKER).json().path("items"))
                .noneMatch(q -> q.at("/former/code").asText().equals("88011"));
        ok(city.http().post(base + "/approve", CHECKER, ""));
        JsonNode question = null;
        for (JsonNode each :
                ok(city.http().get("/v1/succession-decisions", MAKER)).path("items")) {
            question = each.at("/former/code").asText().equals("88011") ? each : question;
        }
        String decision = "/v1/succession-decisions/"
                + Objects.requireNonNull(question).path("id").asText();
        String answer = "{\"agency\":\"88013\",\"document\":\"QĐ 5\"}";
        assertThat(city.http()
                        .post(decision + "/decide", MAKER, answer.replace("88013", "00004"))
                        .problem())
                .isEqualTo("invalid_field");
        ok(city.http().post(decision + "/decide", MAKER, answer));
        assertThat(city.http().post(decision + "/decide", MAKER, answer).problem())
                .isEqualTo("wrong_state");
        ok(city.http().post(decision + "/approve", CHECKER, ""));
        assertThat(city.http().post(decision + "/approve", CHECKER, "").problem())
                .isEqualTo("wrong_state");
        assertThat(ok(city.http().get(decision, MAKER)).at("/decision/agency").asText())
                .isEqualTo("88013");

        ok(city.http().post(base + "/undo", MAKER, "{\"from\":\"" + TOMORROW + "\",\"reason\":\"sai\"}"));
        JsonNode undo = ok(city.http().get(base + "/changes?undo=true", MAKER)).path("items");
        assertThat(undo)
                .hasSize(2)
                .allSatisfy(change ->
                        assertThat(change.at("/after/number").asText()).isEqualTo("778801177"));
        assertThat(ok(city.http().post(base + "/undo/approve", CHECKER, ""))
                        .path("status")
                        .asText())
                .isEqualTo("undone");
        assertThat(resolve("88011", "2025-08-01T00:00:00Z")
                        .at("/account/number")
                        .asText())
                .isEqualTo("778801177");
    }

    @Test
    void aDissolvedAgencyNamesItsSuccessor_inCoverageAndInTheAnswer() {
        agency("88021", "Xã Tan");
        agency("88022", "Xã Nhận");
        byte[] csv = """
                procedure_code,name,level,agencies,kind,fee_name,price_online,price_counter,price_post,valid_from,legal_basis
                7.000021,Của xã tan,commune,88021,FEE,Phí,1000,1000,1000,2025-01-01,NQ
                """.getBytes(StandardCharsets.UTF_8);
        ok(city.http().upload("/v1/procedures/import?filename=a.csv&mode=apply", ADMIN, csv));
        String id = ok(propose("{\"former_agency\":\"88021\",\"successor_agency\":\"88022\"}"))
                .path("id")
                .asText();
        ok(city.http().post("/v1/successions/" + id + "/approve", CHECKER, ""));
        JsonNode cell = city.http()
                .get("/v1/coverage?procedure=7.000021&at=2025-07-20T00:00:00Z", MAKER)
                .json()
                .at("/items/0");
        assertThat(cell.path("class").asText()).isEqualTo("agency_dissolved");
        assertThat(cell.path("successor").asText()).isEqualTo("Xã Nhận (88022)");
        assertThat(cell.path("reason").asText()).contains("Xã Nhận (88022)");
    }

    @Test
    void oneBadRowStopsOnlyItself_andTheSameFileAgainChangesNothing() {
        agency("88032", "Xã Sau");
        byte[] csv = """
                old_code,old_name,old_district,old_province,new_code,new_name,new_province_code,divided
                88041,Xã Trước,Huyện Thử,Tỉnh,88032,Xã Sau,01,false
                ,,Huyện Đảo,Tỉnh,88032,Xã Sau,01,false
                88042,Xã Lạc,Huyện Thử,Tỉnh,99999,Không có,01,false
                88041,Xã Trước,Huyện Thử,Tỉnh,88032,Xã Sau,01,false
                88043,Xã Khác,Huyện Thử,Tỉnh,88032,Xã Sau,79,false
                """.getBytes(StandardCharsets.UTF_8);
        String path = "/v1/successions/import?legal_act=NQ%201&province=01&cut_over=2025-07-17T17:00:00Z&mode=";
        JsonNode preview = ok(city.http().upload(path + "preview", MAKER, csv));
        assertThat(preview.path("rows").asInt()).isEqualTo(4);
        assertThat(preview.path("taken").asInt()).isEqualTo(1);
        assertThat(preview.path("refused").asInt()).isEqualTo(3);
        assertThat(preview.path("findings").findValuesAsText("rule"))
                .containsExactlyInAnyOrder("code_missing", "successor_unknown", "row_twice");
        assertThat(city.count("select count(*) as n from gateway.agency where name = 'Xã Trước'"))
                .isZero();
        JsonNode applied = ok(city.http().upload(path + "apply", MAKER, csv));
        assertThat(applied.path("created").asInt()).isEqualTo(1);
        assertThat(applied.path("successions").asInt()).isEqualTo(1);
        JsonNode again = ok(city.http().upload(path + "apply", MAKER, csv));
        assertThat(again.path("unchanged").asInt()).isEqualTo(1);
        assertThat(again.path("taken").asInt()).isZero();
        assertThat(city.count("select count(*) as n from gateway.agency where name = 'Xã Trước'"))
                .isEqualTo(1);
        assertThat(city.http()
                        .upload(path + "apply", MAKER, "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8))
                        .problem())
                .isEqualTo("mergers_unreadable");
    }

    @Test
    void everybodyMaySeeTheList_andOnlyMakersPropose() {
        assertThat(city.http().get("/v1/successions?limit=1", DOSSIERS).status())
                .isEqualTo(200);
        assertThat(city.http().get("/v1/successions").status()).isEqualTo(401);
        assertThat(city.http().post("/v1/successions", CHECKER, "{}").status()).isEqualTo(403);
        assertThat(city.http()
                        .get("/v1/successions/" + UUID.randomUUID(), MAKER)
                        .problem())
                .isEqualTo("succession_unknown");
        assertThat(propose("{\"former_agency\":\"00004\"}").problem()).isEqualTo("invalid_field");
    }

    @Test
    void pagesShowTheDryRunAndTheQuestions_inBothLanguages() {
        agency("88051", "Xã <b>Một</b>");
        agency("88052", "Xã Hai");
        agency("88053", "Xã Ba");
        String id = ok(propose("{\"former_agency\":\"88051\",\"successor_agencies\":[\"88052\",\"88053\"]}"))
                .path("id")
                .asText();
        String page = "/registry/successions/" + id;
        assertThat(city.http().get("/registry/successions", MAKER).text())
                .contains("Sáp nhập, kế tiếp")
                .contains(page);
        assertThat(city.http().get(page, MAKER).text())
                .contains("778805177")
                .contains("Xã &lt;b&gt;Một")
                .contains("/reject\"")
                .doesNotContain("<b>Một")
                .doesNotContain("/approve\"");
        assertThat(city.http().get(page + "?lang=en", CHECKER).text())
                .contains("Changes of the map of accounts: 2")
                .contains("/approve\"");
        assertThat(city.http().post(page + "/approve", MAKER, "").status()).isEqualTo(403);
        assertThat(city.http().post(page + "/approve", CHECKER, "").status()).isEqualTo(303);
        assertThat(city.http().get(page, MAKER).text())
                .contains("Bị chia, chờ quyết định")
                .contains("/undo\"");
        assertThat(city.http().get("/registry/succession-decisions", MAKER).text())
                .contains("88052")
                .contains("/decide\"");
        Http.Answer twice = city.http().post(page + "/approve", CHECKER, "");
        assertThat(twice.status()).isEqualTo(409);
        assertThat(twice.text()).contains("role=\"alert\"");
    }
}

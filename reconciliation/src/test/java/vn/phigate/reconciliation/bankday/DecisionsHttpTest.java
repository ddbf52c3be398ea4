package vn.phigate.reconciliation.bankday;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.reconciliation.bankday.TestCity.Http.Answer;
import vn.phigate.testsupport.Database;

/** A discrepancy worked over HTTP, by a maker and a checker. */
@Database
class DecisionsHttpTest {
    private static final String WHY = "{\"reason\":\"đã gọi người nộp\"}";

    private final TestCity city;

    DecisionsHttpTest(Db db) {
        this.city = new TestCity(db);
    }

    private static String code(Answer answer) {
        return answer.json().path("code").asText();
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("items").forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }

    @Test
    void aMatchIsProposedApprovedAndTakenBack() {
        var counter = city.counter();
        String dossier = counter.dossier();
        counter.take(0, Camt.in(DAY, FEES_VND, "khong ro", "A"));
        counter.reconcile();
        try (var http = city.http()) {
            String account = "&account=" + counter.account.key();
            JsonNode found = http.get("/v1/discrepancies?status=open&type=unidentified" + account)
                    .json()
                    .at("/items/0");
            String id = found.path("id").asText();
            assertEquals("unidentified", found.path("type").asText());
            JsonNode candidates =
                    http.get("/v1/discrepancies/" + id + "/candidates").json().path("items");
            assertEquals(dossier, candidates.at("/0/dossiers").asText());
            assertEquals(0, candidates.at("/0/difference_vnd").asLong());
            String body =
                    "{\"kind\":\"match\",\"reason\":\"đúng người\",\"parts\":[{\"named\":\"%s\",\"amount_vnd\":%d}]}"
                            .formatted(dossier, FEES_VND);
            String path = "/v1/discrepancies/" + id + "/proposals";
            assertEquals("forbidden", code(http.post("checker", path, body)));
            Answer proposed = http.post("both", path, body, "Idempotency-Key", "one");
            assertEquals(201, proposed.status(), proposed.json().toString());
            assertEquals(
                    proposed.json(),
                    http.post("both", path, body, "Idempotency-Key", "one").json());
            String proposal = "/v1/proposals/" + proposed.json().path("id").asText();
            assertEquals("proposal_open", code(http.post("maker", path, body)));
            assertEquals("forbidden", code(http.post("maker", proposal + "/approve", "")));
            Answer same = http.post("both", proposal + "/approve", "");
            assertEquals(403, same.status());
            assertEquals("same_person", code(same));
            assertEquals("not_the_proposer", code(http.post("maker", proposal + "/withdraw", "")));
            Answer approved = http.post("checker", proposal + "/approve", "");
            assertEquals("approved", approved.json().path("status").asText());
            assertEquals("checker", approved.json().path("decided_by").asText());
            assertEquals("proposal_decided", code(http.post("checker", proposal + "/approve", "")));
            assertEquals(
                    "discrepancy_resolved", code(http.post("maker", path, body)), "nothing is left to propose about");

            JsonNode match =
                    http.get("/v1/matches?business_day=" + DAY + account).json().at("/items/0");
            assertEquals("by_hand", match.path("rule").asText());
            Answer unmatch =
                    http.post("maker", "/v1/matches/" + match.path("id").asText() + "/unmatch", WHY);
            assertEquals("unmatch", unmatch.json().path("kind").asText());
            http.post("checker", "/v1/proposals/" + unmatch.json().path("id").asText() + "/approve", "");
            assertTrue(http.get("/v1/matches?business_day=" + DAY + account)
                    .json()
                    .path("items")
                    .isEmpty());
            JsonNode back =
                    http.get("/v1/discrepancies?status=open" + account).json().at("/items/0");
            assertEquals("taken_back", back.path("type").asText());
            JsonNode history = http.get("/v1/discrepancies/" + back.path("id").asText())
                    .json()
                    .path("history");
            assertEquals(4, history.size(), "proposed and approved, twice: one thread");
            assertEquals(
                    "match_unknown",
                    code(http.post("maker", "/v1/matches/" + match.path("id").asText() + "/unmatch", WHY)));
        }
    }

    @Test
    void filtersByWhoAgeAndWaitingCitizens() {
        var counter = city.counter();
        Payment waiting = counter.open(counter.dossier(), "vnpay");
        counter.take(
                0,
                Camt.in(DAY, FEES_VND + 5_000, waiting.reference(), "A"),
                Camt.in(DAY, 9_999, "khong ro", "B"),
                Camt.in(DAY, 9_998, "khong ro nua", "C"));
        counter.reconcile();
        try (var http = city.http()) {
            String all = "/v1/discrepancies?status=open&agency=" + counter.agency;
            assertEquals(3, http.get(all).json().path("items").size());
            JsonNode urgent = http.get(all + "&waiting=true").json();
            assertEquals(1, urgent.path("items").size());
            assertEquals(1, urgent.at("/items/0/citizens_waiting").asInt());
            assertEquals("urgent", urgent.at("/items/0/priority").asText());
            String id = urgent.at("/items/0/id").asText();
            String work = "/v1/discrepancies/" + id;
            assertEquals("forbidden", code(http.post("reader", work + "/assign", "{\"to\":\"chi\"}")));
            assertEquals(
                    "chi",
                    http.post("maker", work + "/assign", "{\"to\":\"chi\"}")
                            .json()
                            .path("assigned_to")
                            .asText());
            assertEquals(
                    200,
                    http.post("checker", work + "/comments", "{\"text\":\"máy bận\"}")
                            .status());
            assertEquals("invalid_field", code(http.post("maker", work + "/comments", "{\"text\":\" \"}")));
            assertEquals(List.of(id), ids(http.get(all + "&assigned_to=chi").json()));
            assertEquals(
                    2,
                    http.get(all + "&assigned_to=nobody").json().path("items").size());
            assertEquals(
                    "invalid_field",
                    code(http.post("maker", work + "/hold", "{\"until\":\"" + DAY + "\",\"reason\":\"chờ\"}")));
            http.post("maker", work + "/hold", "{\"until\":\"" + DAY.plusDays(2) + "\",\"reason\":\"chờ\"}");
            assertEquals(2, http.get(all + "&due=true").json().path("items").size());
            city.at(DAY.plusDays(2), 9);
            assertEquals(3, http.get(all + "&due=true").json().path("items").size());
            city.at(DAY.plusDays(4), 9); // from Thursday to Monday
            assertEquals(3, http.get(all + "&min_age=2").json().path("items").size());
            assertEquals(0, http.get(all + "&min_age=3").json().path("items").size());
            assertEquals("invalid_field", code(http.get(all + "&min_age=x")));
            assertEquals(
                    List.of("assigned", "comment", "held"),
                    http.get(work).json().path("history").findValuesAsText("kind"));
            Answer refused = http.post(
                    "maker", work + "/refusals", "{\"subject_id\":\"" + waiting.id() + "\",\"reason\":\"người khác\"}");
            assertEquals(200, refused.status(), refused.json().toString());
            assertTrue(http.get(work + "/candidates?q=" + waiting.reference())
                    .json()
                    .at("/items/0/refused")
                    .asBoolean());
        }
    }

    @Test
    void refusesInPlainWords_whatIsNoProposal() {
        var counter = city.counter();
        counter.take(100_000, Camt.in(DAY, -5_000, "phi ngan hang", "A"));
        counter.reconcile();
        try (var http = city.http()) {
            String id = http.get("/v1/discrepancies?status=open&account=" + counter.account.key())
                    .json()
                    .at("/items/0/id")
                    .asText();
            String path = "/v1/discrepancies/" + id + "/proposals";
            assertEquals("invalid_field", code(http.post("maker", path, "{\"kind\":\"burn\",\"reason\":\"x\"}")));
            assertEquals("invalid_field", code(http.post("maker", path, "{\"kind\":\"write_off\"}")));
            assertEquals(
                    "write_off_too_large",
                    code(http.post("maker", path, "{\"kind\":\"write_off\",\"reason\":\"phí\"}")));
            assertEquals(
                    "money_in_only",
                    code(http.post(
                            "maker", path, "{\"kind\":\"transfer\",\"to_account\":\"970436-1\",\"reason\":\"x\"}")));
            assertEquals(
                    "invalid_field",
                    code(
                            http.post(
                                    "maker",
                                    path,
                                    "{\"kind\":\"refund\",\"beneficiary\":{\"bin\":\"1\",\"number\":\"1234\",\"holder\":\"A\"},\"reason\":\"x\"}")));
            assertEquals(
                    "discrepancy_unknown",
                    code(http.post(
                            "maker",
                            "/v1/discrepancies/" + new java.util.UUID(7, 7) + "/proposals",
                            "{\"kind\":\"write_off\",\"reason\":\"x\"}")));
        }
    }
}

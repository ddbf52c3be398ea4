package vn.phigate.gateway.dossiers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.Http.Answer;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

@Database
class DossiersTest {
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static Answer post(String body) {
        return city.http().post("/v1/dossiers", RunningGateway.DOSSIERS, body);
    }

    private static String body(String code, String procedure, String more) {
        return "{\"code\":\"" + code + "\",\"procedure\":\"" + procedure
                + "\",\"agency\":\"00004\",\"channel\":\"online\",\"received_on\":\"2025-07-17\"" + more + "}";
    }

    @Test
    void owesEachFeeItem_withItsLawAndAccount() {
        Answer answer = post(body(RunningGateway.newCode(), "9.000001", ""));
        assertThat(answer.status()).isEqualTo(201);
        JsonNode dossier = answer.json();
        assertThat(dossier.path("amount_due_vnd").asLong()).isEqualTo(30_000);
        assertThat(dossier.path("pay_url").asText()).matches("https://pay\\.example\\.vn/d/[A-Za-z0-9_-]{22}");
        assertThat(dossier.path("obligations")).hasSize(2).allSatisfy(o -> {
            assertThat(o.path("status").asText()).isEqualTo("due");
            assertThat(o.path("legal_basis").asText()).isNotEmpty();
            assertThat(o.path("account").path("number").asText()).matches("[0-9]{13}");
        });
        assertThat(city.http()
                        .get("/v1/dossiers/" + dossier.path("code").asText(), RunningGateway.MAKER)
                        .json())
                .isEqualTo(dossier);
    }

    @Test
    void answersTheSame_whenTheSameBodyComesAgain() {
        String code = RunningGateway.newCode();
        String one = body(
                code,
                "9.000001",
                ",\"quantities\":{\"FEE\":3,\"CHARGE\":2},\"payer\":{\"name\":\"Đào\",\"phone\":\"0912 345 678\",\"groups\":[\"poor\"]}");
        String reordered =
                "{\"payer\":{\"groups\":[\"poor\"],\"phone\":\"0912 345 678\",\"name\":\"Đào\"},\"quantities\":{\"CHARGE\":2,\"FEE\":3},"
                        + "\"received_on\":\"2025-07-17\",\"channel\":\"online\",\"agency\":\"00004\",\"procedure\":\"9.000001\",\"code\":\""
                        + code + "\"}";
        Answer first = post(one);
        Answer again = post(reordered);
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).as(again.toString()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(first.json().path("amount_due_vnd").asLong()).isEqualTo(3 * 20_000 + 2 * 10_000);
    }

    @Test
    void refuses_whenTheCodeIsKnownWithOtherContent() {
        String code = RunningGateway.newCode();
        assertThat(post(body(code, "9.000001", "")).status()).isEqualTo(201);
        Answer other = post(body(code, "9.000001", ",\"quantities\":{\"FEE\":2}"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.problem()).isEqualTo("dossier_differs");
        assertThat(city.http()
                        .get("/v1/dossiers/" + code, RunningGateway.DOSSIERS)
                        .json()
                        .path("amount_due_vnd")
                        .asLong())
                .isEqualTo(30_000);
    }

    @Test
    void isRecordedOnce_whenSentManyTimesAtOnce() {
        String body = body(RunningGateway.newCode(), "9.000001", "");
        List<Answer> answers = Http.atOnce(Collections.nCopies(12, () -> post(body)));
        assertThat(answers).extracting(Answer::status).containsOnly(200, 201);
        assertThat(answers.stream().filter(a -> a.status() == 201)).hasSize(1);
        assertThat(answers.stream().map(a -> a.json().path("pay_url").asText()).distinct())
                .hasSize(1);
    }

    @Test
    void saysSo_whenNothingIsOwed() {
        JsonNode dossier = post(body(RunningGateway.newCode(), "1.000894", "")).json();
        assertThat(dossier.path("amount_due_vnd").asLong()).isZero();
        assertThat(dossier.path("nothing_due").asBoolean()).isTrue();
        JsonNode owing = post(body(RunningGateway.newCode(), "9.000001", "")).json();
        assertThat(owing.path("nothing_due").asBoolean()).isFalse();
    }

    @Test
    void isOfTheProcedure_whenThePortalNamesAService() {
        assertThat(post(body(RunningGateway.newCode(), "9.000001.01", ""))
                        .json()
                        .path("procedure")
                        .asText())
                .isEqualTo("9.000001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"FEE\":0",
                "\"FEE\":-1",
                "\"FEE\":10001",
                "\"FEE\":1.5",
                "\"FEE\":\"2\"",
                "\"FEE\":null",
                "\"fee\":1",
                "\"FEE\":1,\"FEE\":2",
                "\"FEE\":1e3"
            })
    void refusesQuantities_thatAreNoCount(String quantities) {
        Answer answer = post(body(RunningGateway.newCode(), "9.000001", ",\"quantities\":{" + quantities + "}"));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    }

    @Test
    void refusesQuantity_ofAKindTheProcedureDoesNotHave() {
        assertThat(post(body(RunningGateway.newCode(), "2.000884", ",\"quantities\":{\"CHARGE\":1}"))
                        .problem())
                .isEqualTo("invalid_field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h26.00004-250717-0001",
                "H26.00004-250230-0001",
                "X",
                "",
                "H26.00004-250717-0001\\u0000",
                "H26.00004-250717-1"
            })
    void refusesCode_thatIsNone(String code) {
        assertThat(post(body(code, "9.000001", "")).status()).isEqualTo(400);
    }

    @Test
    void refuses_whenAgencyProcedureOrDayIsUnknown() {
        String code = RunningGateway.newCode();
        assertThat(post(body(code, "9.999999", "")).problem()).isEqualTo("procedure_unknown");
        assertThat(post(body(code, "9.000001", "").replace("00004", "99999")).problem())
                .isEqualTo("agency_unknown");
        assertThat(post(body(code, "9.000001", "").replace("2025-07-17", "2025-06-30"))
                        .problem())
                .as("before the communes of 2025")
                .isEqualTo("agency_unknown");
        assertThat(post(body(code, "9.000001", "").replace("online", "fax")).problem())
                .isEqualTo("invalid_field");
        assertThat(post(body(code, "9.000001", ",\"payer\":{\"phone\":\"call me\"}"))
                        .problem())
                .isEqualTo("invalid_field");
        assertThat(city.http()
                        .get("/v1/dossiers/" + code, RunningGateway.DOSSIERS)
                        .problem())
                .isEqualTo("dossier_unknown");
    }

    @Test
    void showsACitizen_onlyWithTheRightDigits() {
        Dossiers dossiers = city.gateway().dossiers();
        String code = city.dossier("9.000001");
        assertThat(dossiers.forCitizen(
                        city.db(), code.toLowerCase(java.util.Locale.ROOT).replace("-", " "), "5678"))
                .isPresent();
        assertThat(dossiers.forCitizen(city.db(), code, "5679")).isEmpty();
        assertThat(dossiers.forCitizen(city.db(), code, "")).isEmpty();
        assertThat(dossiers.forCitizen(city.db(), RunningGateway.newCode(), "5678"))
                .isEmpty();
        String unnamed = RunningGateway.newCode();
        post(body(unnamed, "9.000001", ""));
        assertThat(dossiers.forCitizen(city.db(), unnamed, ""))
                .as("no digits are known")
                .isEmpty();
    }

    /** H26.1.23… and H26.12.3… are one text once a bank has squeezed it. */
    @Test
    void showsNobody_whenTwoDossiersShareOneCompactForm() {
        String one = "H26.1.23-250717-9001";
        String two = "H26.12.3-250717-9001";
        for (String code : List.of(one, two)) {
            assertThat(post(body(code, "9.000001", ",\"payer\":{\"phone\":\"0900001111\"}"))
                            .status())
                    .isEqualTo(201);
        }
        assertThat(city.gateway().dossiers().forCitizen(city.db(), one, "1111")).isEmpty();
    }
}

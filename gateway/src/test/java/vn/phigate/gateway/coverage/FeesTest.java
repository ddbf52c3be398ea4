package vn.phigate.gateway.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http.Answer;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.procedures.Procedure;
import vn.phigate.testsupport.Database;

@Database
class FeesTest {
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
        byte[] csv = """
                procedure_code,name,level,agencies,kind,fee_name,price_online,price_counter,price_post,valid_from,legal_basis,exemptions,exemption_basis,refundable
                7.000001,Theo giá trị,department,department,FEE,Phí,0.1% declared_value_vnd max 500000,20000,20000,2025-01-01,NQ 1,ho_ngheo 100%,Luật 97,on_rejection
                7.000002,Chưa có giá,commune,*,FEE,Phí,,20000,,2025-01-01,NQ 1,,,
                """.getBytes(StandardCharsets.UTF_8);
        assertThat(city.http()
                        .upload("/v1/procedures/import?filename=a.csv&mode=apply", RunningGateway.ADMIN, csv)
                        .status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static JsonNode fees(String query) {
        Answer answer = city.http().get("/v1/fees?" + query);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void tellsEverybodyThePriceTheLawAndTheAccount() {
        JsonNode sheet = fees("procedure=9.000001&agency=00004");
        assertThat(sheet.path("total_vnd").asLong()).isEqualTo(30_000);
        assertThat(sheet.path("in_charge").asBoolean()).isTrue();
        assertThat(sheet.path("sample").asBoolean()).isTrue();
        assertThat(sheet.path("items")).hasSize(2).allSatisfy(item -> {
            assertThat(item.path("legal_basis").asText()).isNotBlank();
            assertThat(item.path("account").path("number").asText()).matches("[0-9]{13}");
            assertThat(item.path("problem").isNull()).isTrue();
        });
        assertThat(sheet.path("nothing_else").asText()).contains("không ai");
        assertThat(fees("procedure=1.000894.01&agency=00004&lang=en")
                        .path("free")
                        .asBoolean())
                .isTrue();
        assertThat(fees("procedure=9.000001").at("/items/0/account").isNull()).isTrue();
    }

    @Test
    void tellsHowAPriceIsCounted_whenItDependsOnTheCase() {
        JsonNode sheet = fees("procedure=7.000001&agency=00004");
        assertThat(sheet.path("in_charge").asBoolean()).isFalse();
        assertThat(sheet.path("total_vnd").isNull()).isTrue();
        JsonNode item = sheet.at("/items/0");
        assertThat(item.path("form").asText()).isEqualTo("PERCENT");
        assertThat(item.path("price").asText()).isEqualTo("0,1% declared_value_vnd max 500000");
        assertThat(item.path("quantities").get(0).asText()).isEqualTo("declared_value_vnd");
        assertThat(item.at("/exemptions/0/group").asText()).isEqualTo("ho_ngheo");
        assertThat(item.path("refundable").asText()).isEqualTo("on_rejection");
        assertThat(fees("procedure=7.000001&agency=S01&channel=counter")
                        .path("total_vnd")
                        .asLong())
                .isEqualTo(20_000);
    }

    @Test
    void refusesInWords_whatIsNotKnown() {
        assertThat(city.http().get("/v1/fees?procedure=7.999999&agency=00004").problem())
                .isEqualTo("procedure_unknown");
        assertThat(city.http().get("/v1/fees?procedure=9.000001&agency=99999").problem())
                .isEqualTo("agency_unknown");
        assertThat(city.http().get("/v1/fees?procedure=7.000002&agency=00004").problem())
                .isEqualTo("no_fee_row");
        assertThat(city.http()
                        .get("/v1/fees?procedure=7.000002&agency=00004&channel=fax")
                        .problem())
                .isEqualTo("invalid_field");
        assertThat(city.http().get("/v1/fees").problem()).isEqualTo("invalid_field");
    }

    @Test
    void findsProcedures_typedWithOrWithoutMarks() {
        var procedures = city.gateway().procedures();
        for (String typed :
                List.of("đăng ký thường trú", "dang ky thuong tru", "THUONG dang TRU", "1.004222", "4222 thường")) {
            assertThat(procedures.search(city.db(), typed, 20))
                    .as(typed)
                    .extracting(Procedure::code)
                    .contains("1.004222");
        }
        for (String typed : List.of("%", "_", "\\", "zzz", "1.0042%", "thường_trú")) {
            assertThat(procedures.search(city.db(), typed, 20)).as(typed).isEmpty();
        }
        assertThat(procedures.search(city.db(), "", 5)).hasSize(5);
    }
}

package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.testsupport.Database;

/** "Is this account ours" for people, who type as people do and are shown numbers that were made to look right. */
@Database
final class CheckAccountTest {
    private static TestCity city;
    private static String bin;
    private static String number;

    @BeforeAll
    static void openCity(Db db) throws IOException {
        city = new TestCity(db);
        var dossier = TestDossier.record(city, "9.000001", "4001", "Lê Văn Sáu");
        JsonNode account = Json.tree(Visitor.of(city, "192.0.2.1")
                        .with("Authorization", "Bearer sk_sandbox_dossiers")
                        .get("/v1/dossiers/" + dossier.code())
                        .text())
                .at("/obligations/0/account");
        bin = account.path("bin").asText();
        number = account.path("number").asText();
    }

    @AfterAll
    static void closeCity() {
        city.close();
    }

    private static String ask(String askedBin, String typed) {
        return Visitor.of(city, "198.51.100.77")
                .get("/check-account?bin=" + askedBin + "&number=" + URLEncoder.encode(typed, StandardCharsets.UTF_8))
                .text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", " %s ", "\u00a0%s", "\u200b%s", "%s."})
    void saysYes_howeverTheNumberIsTyped(String form) {
        assertThat(ask(bin, form.formatted(number))).contains("Đúng, đây là tài khoản thu của");
        String grouped = number.replaceAll("(.{3})", "$1-");
        assertThat(ask(bin, form.formatted(grouped))).contains("Đúng, đây là tài khoản thu của");
        String wide = number.chars()
                .mapToObj(c -> String.valueOf((char) (c >= '0' && c <= '9' ? c - '0' + '\uff10' : c)))
                .collect(java.util.stream.Collectors.joining(" "));
        assertThat(ask(bin, form.formatted(wide))).contains("Đúng, đây là tài khoản thu của");
    }

    @Test
    void warns_whenOneSlipAwayFromOurs_orAtAnotherBank() {
        char last = number.charAt(number.length() - 1);
        String start = number.substring(0, number.length() - 1);
        assertThat(ask(bin, start + "X")).contains("giống một tài khoản", "Đừng chuyển tiền", "113");
        assertThat(ask(bin, number + "9")).contains("giống một tài khoản");
        assertThat(ask("970436", number))
                .contains("giống một tài khoản")
                .doesNotContain("Đúng, đây là", "Tài khoản đang có hiệu lực");
        assertThat(ask(bin, "X" + start.substring(1) + (last == '1' ? '2' : '1')))
                .as("two slips are just another account")
                .contains("không phải tài khoản thu của thành phố")
                .doesNotContain("giống một tài khoản");
    }

    @Test
    void saysNo_andWhatToDo_whenItIsNobodysHere() {
        assertThat(ask(bin, "9990001112223"))
                .contains("không phải tài khoản thu của thành phố", "Đừng chuyển tiền", "công an", "ai cũng đặt được");
        assertThat(ask(bin, "..")).contains("aria-invalid=\"true\"");
    }
}

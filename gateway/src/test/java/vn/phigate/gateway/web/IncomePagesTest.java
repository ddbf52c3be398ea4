package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.phigate.gateway.RunningGateway.MAKER;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.testsupport.Database;

/** What came in, as agencies and the centre see it. */
@Database
class IncomePagesTest {
    private static final String RANGE = "from=2025-07-16&to=2025-07-18";

    private final DbSettings database;

    IncomePagesTest(DbSettings database) {
        this.database = database;
    }

    @Test
    void pagesLeadFromDaysToProceduresToPayments_andTheFileRunsNoFormula() throws Exception {
        try (var city = RunningGateway.start(database)) {
            var paying = city.pay("vnpay");
            city.callback(paying.success());
            city.owner().run("update gateway.procedure set name = '=HYPERLINK(\"x\")' where code = '9.000001'");

            String days = page(city, "/income?" + RANGE + "&agency=00004");
            assertThat(days)
                    .contains("30.000")
                    .contains("VNPay")
                    .contains("/income/lines?from=2025-07-17&amp;to=2025-07-17&amp;agency=00004");
            String lines = page(city, "/income/lines?from=2025-07-17&to=2025-07-17&agency=00004");
            assertThat(lines)
                    .contains(
                            "/income/payments?from=2025-07-17&amp;to=2025-07-17&amp;agency=00004&amp;procedure=9.000001");
            assertThat(page(
                            city,
                            "/income/payments?from=2025-07-17&to=2025-07-17&agency=00004&procedure=9.000001&lang=en"))
                    .contains(paying.reference())
                    .contains(paying.dossier())
                    .contains("On its way");
            assertThat(page(city, "/income?from=2025-06-01&to=2025-06-02")).contains("Không có khoản nào");
            Http.Answer file = city.http().get("/v1/reports/income/export?" + RANGE, MAKER);
            assertThat(file.text())
                    .contains("2025-07-17,00004,")
                    .contains(",9.000001,\"'=HYPERLINK(\"\"x\"\")\",1,2,30000,30000,0,0,0,0,0,30000,0,0,0,0\r\n");
            assertThat(page(city, "/income/export?" + RANGE)).isEqualTo(file.text());
        }
    }

    private static String page(RunningGateway city, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String cookie = "phigate_session="
                    + city.gateway().identity().openSession(new Caller("sandbox-maker", Set.of(Role.MAKER), false));
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + city.gateway().port() + path))
                            .header("Cookie", cookie)
                            .header("Accept", "text/html")
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }
}

package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.phigate.gateway.RunningGateway.MAKER;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    @Test
    void moneyForAFormerAgencyIsReportedToItsSuccessor_fromTheCutOverOn() {
        try (var city = RunningGateway.start(database)) {
            city.advance(Duration.ofDays(2));
            var early = city.pay(city.dossier("9.000001", "00025"), "vnpay");
            var late = city.pay(city.dossier("9.000001", "00025"), "vnpay");
            city.callback(early.success().with("vnp_PayDate", "20250719120000"));
            city.advance(Duration.ofDays(2));
            succeed(city, "00025", "00008", "2025-07-20T00:00:00+07:00");
            city.callback(late.success().with("vnp_PayDate", "20250721120000").with("vnp_TransactionNo", "15071235"));

            String report = "/v1/reports/income?from=2025-07-19&to=2025-07-22";
            assertThat(city.http()
                            .get(report, MAKER)
                            .json()
                            .at("/total/amount_vnd")
                            .asLong())
                    .isEqualTo(60_000);
            for (String[] each : new String[][] {{"00025", "2025-07-19"}, {"00008", "2025-07-21"}}) {
                var mine = city.http().get(report + "&agency=" + each[0], MAKER).json();
                assertThat(mine.at("/total/amount_vnd").asLong()).isEqualTo(30_000);
                assertThat(mine.at("/items/0/day").asText()).isEqualTo(each[1]);
                assertThat(mine.at("/items/0/agency").asText()).isEqualTo(each[0]);
            }
        }
    }

    static void succeed(RunningGateway city, String former, String successor, String since) {
        city.owner().inTransactionDo(tx -> {
            tx.run(
                    "insert into gateway.succession (id, legal_act, cut_over, status, proposed_at, proposed_by) values (gen_random_uuid(), 'NQ', cast(? as timestamptz), 'proposed', now(), 'a')",
                    since);
            tx.run(
                    "insert into gateway.succession_part (id, succession_id, position, former_agency, divided) select gen_random_uuid(), u.id, 1, c.agency_id, false from gateway.succession u, gateway.agency_code c where c.code = ?",
                    former);
            tx.run(
                    "insert into gateway.succession_candidate (part_id, position, agency_id) select p.id, 1, c.agency_id from gateway.succession_part p, gateway.agency_code c where c.code = ?",
                    successor);
            tx.run("update gateway.succession set status = 'approved', approved_at = now(), approved_by = 'b'");
            tx.run(
                    "insert into gateway.succession_link (id, part_id, former_agency, successor_agency, valid, recorded) select gen_random_uuid(), p.id, p.former_agency, c.agency_id, tstzrange(cast(? as timestamptz), null), tstzrange('2025-07-01', null) from gateway.succession_part p join gateway.succession_candidate c on c.part_id = p.id",
                    since);
        });
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

package vn.phigate.gateway.income;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.phigate.gateway.RunningGateway.DOSSIERS;
import static vn.phigate.gateway.RunningGateway.MAKER;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.Ipn;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;
import vn.phigate.testsupport.Seeded;

/** What came in, held against sums that other hands wrote: the ledger's rows and the payments'. */
@Database
class IncomeTest {
    private static final String RANGE = "from=2025-07-16&to=2025-07-18";
    private static final String[] COMMUNES = {"00004", "00008", "00025"};

    private final DbSettings database;

    IncomeTest(DbSettings database) {
        this.database = database;
    }

    @Test
    void everyTotalAddsUpToLedgerAndPayments_onRandomDays() {
        try (var city = RunningGateway.start(database)) {
            city.advance(Duration.ofHours(12));
            Seeded.check(1, random -> {
                for (int i = 0; i < 60; i++) {
                    payment(city, random);
                }
            });

            JsonNode report = report(city, RANGE + "&limit=1000");
            JsonNode total = report.path("total");
            assertThat(vnd(total, "settled_vnd")).isPositive().isEqualTo(credited(city, "collected:%", "", ""));
            assertThat(vnd(total, "surplus_vnd"))
                    .isPositive()
                    .isEqualTo(
                            city.count(
                                    "select sum(amount_vnd) as n from gateway.ledger_transfer where kind = 'provider_surplus'"));
            assertThat(vnd(total, "payments"))
                    .isEqualTo(city.count("select count(*) as n from gateway.payment where status = 'paid'"));
            assertThat(vnd(total, "at_bank_vnd"))
                    .isPositive()
                    .isEqualTo(city.count("select sum(amount_vnd) as n from gateway.payment where bank_times > 0"));
            assertThat(vnd(total, "cases")).isEqualTo(city.count("select count(*) as n from gateway.payment_case"));
            for (JsonNode day : report.path("days")) {
                assertThat(vnd(day, "settled_vnd"))
                        .isEqualTo(credited(city, "collected:%", day.path("day").asText(), ""));
            }
            for (JsonNode agency : report.path("agencies")) {
                assertThat(vnd(agency, "settled_vnd"))
                        .isEqualTo(credited(
                                city, "collected:%", "", agency.path("agency").asText()));
            }
            for (String level : List.of("days", "agencies", "items")) {
                for (String sum : List.of(
                        "items", "amount_vnd", "settled_vnd", "surplus_vnd", "at_bank_vnd", "refunded_vnd", "cases")) {
                    assertThat(sum(report.path(level), sum))
                            .as(level + " " + sum)
                            .isEqualTo(vnd(total, sum));
                }
                for (JsonNode each : report.path(level)) {
                    assertThat(vnd(each, "settled_vnd") + vnd(each, "surplus_vnd"))
                            .isEqualTo(vnd(each, "amount_vnd"));
                    assertThat(sum(each.path("methods"), "amount_vnd")).isEqualTo(vnd(each, "amount_vnd"));
                    assertThat(sum(each.path("methods"), "payments")).isEqualTo(vnd(each, "payments"));
                }
            }
            assertThat(report.path("days").size()).isEqualTo(3);
            assertThat(report.path("next").isNull()).isTrue();
            assertThat(paged(city)).isEqualTo(report.path("items").toString());
        }
    }

    /** One dossier or two, by card or by transfer, on one of three days, perhaps twice, perhaps seen at the bank. */
    private static void payment(RunningGateway city, Random random) {
        String agency = COMMUNES[random.nextInt(COMMUNES.length)];
        var dossiers = new ArrayList<>(List.of(city.dossier("9.000001", agency)));
        if (random.nextInt(3) == 0) {
            dossiers.add(city.dossier("2.000884", agency));
        }
        boolean card = random.nextBoolean();
        Http.Answer opened = city.http()
                .post(
                        "/v1/payments",
                        DOSSIERS,
                        "{\"dossiers\":[\"" + String.join("\",\"", dossiers) + "\"],\"method\":\""
                                + (card ? "vnpay" : "vietqr") + "\"}",
                        "Idempotency-Key",
                        UUID.randomUUID().toString());
        var paying = new RunningGateway.Paying(dossiers.getFirst(), opened.json());
        LocalDate day = LocalDate.of(2025, 7, 16 + random.nextInt(3));
        if (card) {
            Ipn paid = paying.success()
                    .with("vnp_PayDate", day.toString().replace("-", "") + "%02d0000".formatted(random.nextInt(24)))
                    .with("vnp_TransactionNo", String.valueOf(random.nextInt(1, 1_000_000_000)));
            switch (random.nextInt(5)) {
                case 0 -> city.callback(Ipn.declined(paying.orderId(), 30_000));
                case 1 -> {
                    city.callback(paid);
                    city.callback(paid.with("vnp_TransactionNo", "9999" + random.nextInt(100_000)));
                }
                default -> city.callback(paid);
            }
        }
        if (!card || (random.nextBoolean() && city.status(paying.id()).equals("paid"))) {
            seen(city, paying, day);
        }
    }

    private static void seen(RunningGateway city, RunningGateway.Paying paying, LocalDate day) {
        var bank = city.gateway().bankWitness();
        UUID account = city.row("select account_id from gateway.payment where id = ?", paying.id())
                .uuid("account_id");
        UUID line = UUID.randomUUID();
        var shown = new BankWitness.Line(
                line, day, paying.shown().path("amount_vnd").asLong(), "FT" + line);
        city.db().inTransactionDo(tx -> {
            bank.booked(tx, account, List.of(shown));
            bank.confirm(tx, account, new BankWitness.Subject.OfPayment(paying.id()), shown);
        });
    }

    /** The ledger's own word: credits of the accounts whose code is like this, of one day, of the accounts of one agency; empty for all. */
    private static long credited(RunningGateway city, String like, String day, String agency) {
        return city.count("""
                select coalesce(sum(t.amount_vnd), 0) as n from gateway.ledger_transfer t
                join gateway.ledger_account a on a.id = t.credit_account and a.code like ?
                where (? = '' or cast(t.business_day as text) = ?)
                  and (? = '' or cast(split_part(a.code, ':', 2) as uuid) in (
                    select c.id from gateway.collection_account c join gateway.agency_code g on g.agency_id = c.agency_id where g.code = ?))
                """, like, day, day, agency, agency);
    }

    private static String paged(RunningGateway city) {
        var items = new ArrayList<JsonNode>();
        String cursor = "";
        do {
            JsonNode page = report(city, RANGE + "&limit=2" + cursor);
            page.path("items").forEach(items::add);
            cursor = page.path("next").isNull()
                    ? ""
                    : "&cursor=" + page.path("next").asText();
        } while (!cursor.isEmpty());
        return items.toString().replace(", {", ",{");
    }

    private static JsonNode report(RunningGateway city, String query) {
        Http.Answer answer = city.http().get("/v1/reports/income?" + query, MAKER);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    private static long vnd(JsonNode figures, String name) {
        assertThat(figures.has(name)).as(name + " of " + figures).isTrue();
        return figures.path(name).asLong();
    }

    private static long sum(JsonNode all, String name) {
        return StreamSupport.stream(all.spliterator(), false)
                .mapToLong(each -> vnd(each, name))
                .sum();
    }

    @Test
    void whatIsAskedForIsRead_orRefusedWithTheField() {
        try (var city = RunningGateway.start(database)) {
            assertThat(city.http().get("/v1/reports/income").status()).isEqualTo(401);
            assertThat(report(city, "").path("to").asText()).isEqualTo("2025-07-17");
            assertThat(report(city, "").path("from").asText()).isEqualTo("2025-07-11");
            for (String wrong : List.of(
                    "from=2025-07-02&to=2025-07-01",
                    "from=2024-01-01&to=2025-07-01",
                    "procedure=x",
                    "cursor=1",
                    "cursor=2025-99-01_1_1",
                    "from=07/2025")) {
                assertThat(city.http().get("/v1/reports/income?" + wrong, MAKER).problem())
                        .as(wrong)
                        .isEqualTo("invalid_field");
            }
            assertThat(city.http()
                            .get("/v1/reports/income?agency=nobody", MAKER)
                            .problem())
                    .isEqualTo("agency_unknown");
        }
    }
}

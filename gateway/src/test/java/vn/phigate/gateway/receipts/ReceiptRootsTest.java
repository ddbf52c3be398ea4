package vn.phigate.gateway.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.signing.PublicKeys;
import vn.phigate.testsupport.Database;

@Database
class ReceiptRootsTest {
    private RunningGateway city;

    @BeforeEach
    void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterEach
    void stop() {
        city.close();
    }

    private List<String> issue(int receipts) {
        long before = count();
        for (int i = 0; i < receipts; i++) {
            var payment = city.pay(city.dossier("9.000001", "00008"), "vnpay");
            assertThat(city.code(payment.success())).isEqualTo("00");
        }
        await().until(() -> count() == before + receipts);
        return city.owner().list("select code from gateway.receipt order by issued_at, id", row -> row.text("code"));
    }

    private long count() {
        return city.count("select count(*) as n from gateway.receipt where signed is not null");
    }

    private byte[] get(String path) {
        Http.Answer answer = city.http().get(path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer.text().getBytes(StandardCharsets.UTF_8);
    }

    private List<String> faults() {
        return ReceiptRoots.faults(city.owner(), PublicKeys.parse(get("/keys")));
    }

    @Test
    void eachReceiptStandsUnderItsRoot_andTheOneThatIsWithdrawnIsNamed() {
        List<String> codes = issue(3);
        assertThat(city.gateway().receipts().publishRoots())
                .as("the day is not over")
                .isZero();
        assertThat(city.http()
                        .get("/receipts/" + codes.getFirst() + ".place.json")
                        .problem())
                .isEqualTo("root_not_yet");
        city.advance(Duration.ofDays(1));
        city.gateway().receipts().publishRoots();
        codes = issue(2);
        city.advance(Duration.ofDays(1));
        city.gateway().receipts().publishRoots();
        assertThat(city.gateway().receipts().publishRoots()).as("once a day").isZero();

        byte[] keys = get("/keys");
        var days = new ArrayList<String>();
        for (String code : codes) {
            byte[] receipt = get("/receipts/" + code + ".json");
            byte[] place = get("/receipts/" + code + ".place.json");
            VerifyReceipt.Answer answer = VerifyReceipt.checkPlace(receipt, place, keys);
            assertThat(answer.genuine()).as(answer.en()).isTrue();
            days.add(answer.en().replaceAll("(?s).*root of ", ""));
            byte[] another = get("/receipts/" + codes.get((codes.indexOf(code) + 1) % 5) + ".place.json");
            assertThat(VerifyReceipt.checkPlace(receipt, another, keys).genuine())
                    .isFalse();
            String forged = new String(place, StandardCharsets.UTF_8).replace("\"receipts\":", "\"receipts\":1");
            assertThat(VerifyReceipt.checkPlace(receipt, forged.getBytes(StandardCharsets.UTF_8), keys)
                            .genuine())
                    .isFalse();
        }
        assertThat(days).containsExactly("2025-07-17.", "2025-07-17.", "2025-07-17.", "2025-07-18.", "2025-07-18.");
        JsonNode roots = city.http().get("/receipts/roots?limit=1").json();
        assertThat(roots.path("items")).hasSize(1);
        assertThat(roots.path("items").get(0).path("receipts").asInt()).isEqualTo(2);
        assertThat(roots.path("next").asText()).isEqualTo("2025-07-18");
        assertThat(faults()).isEmpty();

        tamper("update gateway.receipt set signed = replace(signed, '30000', '20000') where code = ?", codes.get(1));
        assertThat(faults()).singleElement().asString().contains("was changed");
        tamper("delete from gateway.receipt where code = ?", codes.get(1));
        assertThat(faults()).singleElement().asString().contains("is gone", "place 1");
        tamper(
                "delete from gateway.receipt_leaf l where not exists (select from gateway.receipt r where r.id = l.receipt_id and r.code <> ?)",
                "none");
        assertThat(faults()).singleElement().asString().contains("the root does not fit");
    }

    /** Whoever owns the database can switch everything off that guards it. */
    private void tamper(String statement, String value) {
        city.owner().inTransactionDo(tx -> {
            tx.run("set local session_replication_role = replica");
            assertThat(tx.run(statement, value)).isEqualTo(1);
        });
    }
}

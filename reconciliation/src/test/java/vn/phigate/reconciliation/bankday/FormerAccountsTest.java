package vn.phigate.reconciliation.bankday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.ledger.LedgerAccount;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.testsupport.Database;

/** Money that still reaches the account of a commune that is no more: whose it is, how it gets there, and that every day still closes. */
@Database
class FormerAccountsTest {
    private static final LocalDate MERGED = DAY.plusDays(1);
    private static final LocalDate PAID = DAY.plusDays(2);
    private static final LocalDate MOVED = DAY.plusDays(3);
    private static final String ACT = "Nghị quyết 1656/NQ-UBTVQH15";

    private final TestCity city;
    private final Db db;

    FormerAccountsTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    @Test
    void moneyIsMatchedAttributedAndMoved_whenQrOfBeforeTheMergerIsPaidAfterIt() {
        var former = city.counter();
        var successor = city.counter();
        Payment drawn = former.open(former.dossier(), "vietqr");
        city.at(MERGED, 0);
        city.succeed(former, MERGED, ACT, List.of(successor));

        city.at(PAID, 15);
        former.take(PAID, 0, Camt.in(PAID, FEES_VND, "QR " + drawn.reference(), "A"), Camt.in(PAID, 7_000, "?", "B"));
        try (var http = city.http()) {
            String reconcile = "{\"business_day\":\"%s\"}";
            http.post("both", "/v1/reconciliations", reconcile.formatted(PAID));

            JsonNode match = http.get("/v1/matches?business_day=" + PAID).json().at("/items/0");
            assertThat(match.path("payment_id").asText()).isEqualTo(drawn.id().toString());
            assertThat(match.path("outcome").asText()).isEqualTo("paid");
            assertThat(match.at("/former_account/label").asText())
                    .isEqualTo("tài khoản cũ của " + name(former) + ", nay là " + name(successor) + " (tài khoản "
                            + successor.account.key() + "), theo " + ACT);
            assertThat(match.at("/former_account/successor_agency").asText()).isEqualTo(successor.agency);
            JsonNode lost = http.get("/v1/discrepancies?status=open&business_day=" + PAID, "Accept-Language", "en")
                    .json()
                    .at("/items/0");
            assertThat(lost.path("type").asText()).isEqualTo("former_account");
            assertThat(lost.at("/owner/code").asText()).isEqualTo(successor.agency);
            assertThat(lost.path("reason").asText()).contains("VND 7,000", "now " + name(successor), ACT);

            JsonNode listed = http.get("/v1/transfer-orders?status=proposed&agency=" + successor.agency)
                    .json();
            assertThat(listed.path("items").size()).isEqualTo(1);
            String id = listed.at("/items/0/id").asText();
            String order = "/v1/transfer-orders/" + id;
            JsonNode whole = http.get(order).json();
            String code = whole.path("code").asText();
            assertThat(whole.path("amount_vnd").asLong()).isEqualTo(FEES_VND);
            assertThat(whole.path("business_day").asText()).isEqualTo(PAID.toString());
            assertThat(whole.at("/former_account/account").asText()).isEqualTo(former.account.key());
            assertThat(whole.at("/successor_account/account").asText()).isEqualTo(successor.account.key());
            assertThat(whole.at("/items/0/payment_id").asText())
                    .isEqualTo(drawn.id().toString());
            assertThat(books(former)).containsExactly(37_000L, -7_000L, 0L, -FEES_VND, 0L);
            assertThat(books(successor)).containsExactly(0L, 0L, -FEES_VND, 0L, FEES_VND);

            assertThat(http.post("both", order + "/approve", "")
                            .json()
                            .path("code")
                            .asText())
                    .isEqualTo("same_person");
            assertThatThrownBy(() -> db.run(
                            "update reconciliation.transfer_order set status = 'approved', approved_by = 'both', approved_at = now() where id = ?",
                            UUID.fromString(id)))
                    .isInstanceOfSatisfying(
                            ConstraintViolation.class,
                            e -> assertThat(e.constraint()).isEqualTo("transfer_order_four_eyes"));
            assertThat(http.post("maker", order + "/approve", "").status()).isEqualTo(403);
            assertThat(http.post("maker", order + "/send", "")
                            .json()
                            .path("code")
                            .asText())
                    .isEqualTo("transfer_order_state");
            assertThat(http.post("checker", order + "/approve", "")
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("approved");
            assertThat(http.post("maker", order + "/send", "")
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("sent");

            city.at(MOVED, 15);
            former.take(
                    MOVED,
                    37_000,
                    Camt.in(MOVED, -1_000, "chuyen " + code, "C0"),
                    Camt.in(MOVED, -FEES_VND, "chuyen tra UBND " + code, "C1"));
            http.post("maker", "/v1/reconciliations", reconcile.formatted(MOVED));
            assertThat(http.get(order).json().path("status").asText()).isEqualTo("sent");
            assertThat(former.openTypes(MOVED)).containsOnlyKeys("already_paid");
            successor.take(MOVED, 0, Camt.in(MOVED, FEES_VND, "nhan " + code + " tu TK cu", "D1"));
            http.post("maker", "/v1/reconciliations", reconcile.formatted(MOVED));
            assertThat(http.get(order).json().path("status").asText()).isEqualTo("seen");
            assertThat(successor.openTypes(MOVED)).isEmpty();
            assertThat(http.get("/v1/matches?account=" + successor.account.key() + "&business_day=" + MOVED)
                            .json()
                            .at("/items/0/outcome")
                            .asText())
                    .isEqualTo("moved");
            assertThat(books(former)).containsExactly(6_000L, -6_000L, 0L, 0L, 0L);
            assertThat(books(successor)).containsExactly(FEES_VND, 0L, -FEES_VND, 0L, 0L);
            assertThat(new String(http.get(order + "/export").body(), StandardCharsets.UTF_8))
                    .contains(code + "," + PAID + "," + former.account.key())
                    .contains(",total,30000");
        }
        former.close(PAID);
        former.close(MOVED);
        assertThat(successor.close(MOVED).content().inTransit()).isEmpty();
        assertThat(city.ledger.trialBalance(db, MOVED).sumVnd()).isZero();
    }

    /** collected is income, credit; the others as their names say: debits less credits. */
    private static List<Long> books(TestCity.Counter counter) {
        return List.of(
                counter.balanceVnd(LedgerAccount::bank),
                counter.balanceVnd(LedgerAccount::suspense),
                counter.balanceVnd(LedgerAccount::collected),
                counter.balanceVnd(LedgerAccount::passedOn),
                counter.balanceVnd(LedgerAccount::inherited));
    }

    private String name(TestCity.Counter counter) {
        return city.agencies.byId(db, counter.account.agencyId()).name();
    }

    @Test
    void moneyIsHeld_untilWhoseItIsIsDecided() {
        var divided = city.counter();
        var one = city.counter();
        var other = city.counter();
        Payment drawn = divided.open(divided.dossier(), "vietqr");
        city.at(MERGED, 0);
        UUID part = city.succeed(divided, MERGED, ACT, List.of(one, other));
        city.at(PAID, 15);
        divided.take(PAID, 0, Camt.in(PAID, FEES_VND, drawn.reference(), "A"));
        divided.reconcile(PAID);
        try (var http = city.http()) {
            // The divided commune has no code any more: its candidates see what waits.
            for (var candidate : List.of(one, other)) {
                JsonNode waiting = http.get("/v1/transfer-orders?status=waiting&agency=" + candidate.agency)
                        .json()
                        .at("/items/0");
                assertThat(waiting.path("successor_account").isNull()).isTrue();
                assertThat(waiting.path("candidates").findValuesAsText("code"))
                        .containsExactly(one.agency, other.agency);
                assertThat(waiting.path("label").asText()).contains("chờ quyết định");
            }
            String id = http.get("/v1/transfer-orders?agency=" + one.agency)
                    .json()
                    .at("/items/0/id")
                    .asText();
            assertThat(http.post("checker", "/v1/transfer-orders/" + id + "/approve", "")
                            .json()
                            .path("code")
                            .asText())
                    .isEqualTo("successor_undecided");
            assertThat(books(divided)).containsExactly(FEES_VND, 0L, 0L, -FEES_VND, 0L);

            city.at(MOVED, 10);
            city.decide(part, other);
            divided.reconcile(MOVED);
            divided.reconcile(MOVED);
            JsonNode decided = http.get("/v1/transfer-orders/" + id).json();
            assertThat(decided.path("status").asText()).isEqualTo("proposed");
            assertThat(decided.at("/successor_account/account").asText()).isEqualTo(other.account.key());
            assertThat(books(other)).containsExactly(0L, 0L, -FEES_VND, 0L, FEES_VND);
            assertThat(http.get("/v1/transfer-orders?agency=" + one.agency)
                            .json()
                            .path("items")
                            .size())
                    .isZero();
        }
        var closing = divided.close(PAID);
        assertThat(closing.closed()).isTrue();
        other.take(PAID, 0);
        assertThat(other.close(PAID).content().inTransit())
                .singleElement()
                .satisfies(each -> assertThat(each.amountVnd()).isEqualTo(FEES_VND));
    }

    @Test
    void nothingMoves_whenTheSuccessionWasUndoneMeanwhile() {
        var former = city.counter();
        var successor = city.counter();
        Payment drawn = former.open(former.dossier(), "vietqr");
        city.at(MERGED, 0);
        UUID part = city.succeed(former, MERGED, ACT, List.of(successor));
        city.at(PAID, 15);
        former.take(PAID, 0, Camt.in(PAID, FEES_VND, drawn.reference(), "A"));
        former.reconcile(PAID);
        var order = city.service
                .transfers()
                .list(db, null, successor.account.agencyId(), new UUID(0, 0), 10)
                .getFirst();
        city.at(MOVED, 10);
        city.undo(part);
        try (var http = city.http()) {
            assertThat(http.post("checker", "/v1/transfer-orders/" + order.id() + "/approve", "")
                            .json()
                            .path("code")
                            .asText())
                    .isEqualTo("successor_changed");
        }
        assertThat(city.service.transfers().get(db, order.id()).approvedBy()).isNull();
    }

    /** Approved and sent, and only then the succession turns out to be wrong: two people take the order back, and the money is attributed anew. */
    @Test
    void orderIsTakenBackByTwoPeople_whenItsSuccessionWasUndone_andTheMoneyIsAttributedAnew() {
        var former = city.counter();
        var wrong = city.counter();
        var right = city.counter();
        Payment drawn = former.open(former.dossier(), "vietqr");
        city.at(MERGED, 0);
        UUID part = city.succeed(former, MERGED, ACT, List.of(wrong));
        city.at(PAID, 15);
        former.take(PAID, 0, Camt.in(PAID, FEES_VND, drawn.reference(), "A"));
        former.reconcile(PAID);
        var order = city.service
                .transfers()
                .list(db, null, wrong.account.agencyId(), new UUID(0, 0), 10)
                .getFirst();
        city.at(MOVED, 10);
        String path = "/v1/transfer-orders/" + order.id();
        String reason = "{\"reason\":\"Nghị quyết ghi nhầm đơn vị\"}";
        try (var http = city.http()) {
            assertThat(http.post("checker", path + "/approve", "").status()).isEqualTo(200);
            assertThat(http.post("maker", path + "/send", "").status()).isEqualTo(200);
            assertThat(http.post("maker", path + "/cancel", reason)
                            .json()
                            .path("code")
                            .asText())
                    .isEqualTo("successor_stands");
            city.undo(part);
            assertThat(http.post("checker", path + "/cancel/approve", "")
                            .json()
                            .path("code")
                            .asText())
                    .isEqualTo("transfer_order_state");
            assertThat(http.post("both", path + "/cancel", reason).status()).isEqualTo(200);
            assertThat(http.post("both", path + "/cancel/approve", "")
                            .json()
                            .path("code")
                            .asText())
                    .isEqualTo("same_person");
            assertThat(books(former)).as("one person alone").containsExactly(FEES_VND, 0L, 0L, -FEES_VND, 0L);
            JsonNode cancelled =
                    http.post("checker", path + "/cancel/approve", "").json();
            assertThat(cancelled.path("status").asText())
                    .as(cancelled.toString())
                    .isEqualTo("cancelled");
            assertThat(cancelled.at("/cancelling/approved_by").asText()).isEqualTo("checker");
            assertThat(http.get(path).json().path("items").size()).isEqualTo(1);
            assertThat(http.post("maker", path + "/send", "").status()).isEqualTo(409);
        }
        assertThat(books(former)).containsExactly(FEES_VND, 0L, -FEES_VND, 0L, 0L);
        assertThat(books(wrong)).containsExactly(0L, 0L, 0L, 0L, 0L);

        city.succeed(former, MERGED, ACT, List.of(right));
        former.reconcile(PAID);
        assertThat(books(former)).containsExactly(FEES_VND, 0L, 0L, -FEES_VND, 0L);
        assertThat(books(right)).containsExactly(0L, 0L, -FEES_VND, 0L, FEES_VND);
        assertThat(city.service.transfers().list(db, null, right.account.agencyId(), new UUID(0, 0), 10))
                .singleElement()
                .satisfies(each -> assertThat(each.amountVnd()).isEqualTo(FEES_VND));
        assertThatThrownBy(() -> db.run("delete from reconciliation.inherited")).isInstanceOf(DatabaseException.class);
    }

    @Test
    void whatTheSuccessorExpectsIsTaken_andWhatCameBeforeTheActWasKnownIsFound() {
        var former = city.counter();
        var successor = city.counter();
        Payment old = former.open(former.dossier(), "vietqr");
        Payment ofToday = successor.open(successor.dossier(), "vietqr");
        city.at(PAID, 15);
        former.take(
                PAID,
                0,
                Camt.in(PAID, FEES_VND, old.reference(), "A"),
                Camt.in(PAID, FEES_VND, ofToday.reference(), "B"));
        former.reconcile(PAID);
        assertThat(former.openTypes(PAID)).containsOnlyKeys("wrong_agency");

        city.at(PAID, 16);
        city.succeed(former, MERGED, ACT, List.of(successor));
        former.reconcile(PAID);
        assertThat(former.openTypes(PAID)).isEmpty();
        assertThat(books(former)).containsExactly(2 * FEES_VND, 0L, 0L, -2 * FEES_VND, 0L);
        assertThat(books(successor)).containsExactly(0L, 0L, -2 * FEES_VND, 0L, 2 * FEES_VND);
        var orders = city.service.transfers().list(db, null, successor.account.agencyId(), new UUID(0, 0), 10);
        assertThat(orders).singleElement().satisfies(order -> {
            assertThat(order.amountVnd()).isEqualTo(2 * FEES_VND);
            assertThat(order.items()).isEqualTo(2);
        });
        UUID id = orders.getFirst().id();
        assertThatThrownBy(() ->
                        db.run("update reconciliation.transfer_order set amount_vnd = amount_vnd + 1 where id = ?", id))
                .isInstanceOf(DatabaseException.class);
        assertThatThrownBy(() -> db.run("update reconciliation.transfer_order set status = 'sent' where id = ?", id))
                .isInstanceOf(ConstraintViolation.class);
    }
}

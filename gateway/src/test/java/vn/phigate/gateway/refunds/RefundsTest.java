package vn.phigate.gateway.refunds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.Ipn;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.providers.RefundPort;
import vn.phigate.testsupport.Database;

/** Money back: never more than came, by two people where it matters, each refund once, whatever the provider answers. */
@Database
class RefundsTest {
    private static final String MAKER = RunningGateway.MAKER;
    private static final String CHECKER = RunningGateway.CHECKER;

    private static final FakePort PORT = new FakePort();
    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database, settings -> settings, ports -> Map.of("vnpay", PORT));
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private RunningGateway.Paying paid() {
        var paying = city.pay("vnpay");
        assertThat(city.code(paying.success())).isEqualTo("00");
        return paying;
    }

    private Http.Answer refund(UUID payment, String key, String body) {
        return city.http()
                .post(
                        "/v1/payments/" + payment + "/refunds",
                        key,
                        body,
                        "Idempotency-Key",
                        UUID.randomUUID().toString());
    }

    private Http.Answer approve(String refund, String key) {
        return city.http().post("/v1/refunds/" + refund + "/approve", key, "");
    }

    private JsonNode read(String refund) {
        return city.http().get("/v1/refunds/" + refund, MAKER).json();
    }

    private String status(String refund) {
        return read(refund).path("status").asText();
    }

    private void eventually(String refund, String wanted) {
        for (int i = 0; i < 200 && !status(refund).equals(wanted); i++) {
            city.gateway().refunds().send();
            city.gateway().refunds().ask();
            pause();
        }
        assertThat(status(refund)).isEqualTo(wanted);
    }

    private static void pause() {
        try {
            Thread.sleep(25);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long balance(String account) {
        var lines = city.gateway().ledger().trialBalance(city.db(), LocalDate.of(2100, 1, 1));
        assertThat(lines.sumVnd()).isZero();
        return lines.accounts().stream()
                .filter(line -> line.code().startsWith(account))
                .mapToLong(line -> line.balanceVnd())
                .sum();
    }

    private long payable(UUID payment) {
        return city.count("""
                select coalesce(sum(case when a.id = t.debit_account then t.amount_vnd else -t.amount_vnd end), 0)::bigint as n
                from gateway.ledger_transfer t join gateway.ledger_account a on a.id in (t.debit_account, t.credit_account)
                where t.payment_id = ? and a.code like 'refund_payable:%'
                """, payment);
    }

    @Test
    void wholePaymentGoesBack_whenSecondPersonApproves() {
        var paying = paid();
        assertThat(city.payment(paying.id()).path("refund_amount_available_vnd").asLong())
                .isEqualTo(30_000);
        Http.Answer asked = refund(
                paying.id(),
                RunningGateway.DOSSIERS,
                "{\"amount_vnd\":30000,\"reason\":\"Hồ sơ rút lại\",\"refund_amount_available_vnd\":30000}");
        assertThat(asked.status()).isEqualTo(201);
        String id = asked.json().path("id").asText();
        assertThat(asked.json().path("status").asText()).isEqualTo("proposed");
        assertThat(asked.json().path("obligations")).hasSize(2);
        assertThat(approve(id, MAKER).status()).isEqualTo(403);
        assertThat(approve(id, CHECKER).status()).isEqualTo(200);
        assertThat(approve(id, CHECKER).problem()).isEqualTo("refund_not_open");

        eventually(id, "done");
        assertThat(city.obligations(paying.dossier())).containsExactly("refunded", "refunded");
        assertThat(city.transfers(paying.id())).contains("refund_approved 30000", "refund_paid 30000");
        assertThat(payable(paying.id())).isZero();
        assertThat(city.count(
                        "select count(*) as n from gateway.outbox where kind = 'payment.refunded' and payment_id = ?",
                        paying.id()))
                .isEqualTo(1);
        JsonNode payment = city.payment(paying.id());
        assertThat(payment.path("refunded_vnd").asLong()).isEqualTo(30_000);
        assertThat(payment.path("refund_amount_available_vnd").asLong()).isZero();
        assertThat(refund(paying.id(), MAKER, "{\"amount_vnd\":1,\"reason\":\"Nữa\"}")
                        .problem())
                .isEqualTo("nothing_to_refund");
    }

    @Test
    void isNoLongerOnItsWay_whenTheProviderGaveItBackBeforeTheBankShowedIt() {
        var paying = paid();
        UUID account = city.row("select account_id from gateway.payment where id = ?", paying.id())
                .uuid("account_id");
        BankWitness bank = city.gateway().bankWitness();
        LocalDate today = LocalDate.of(2025, 7, 31);
        long before = awaitedVnd(bank, account, today);
        assertThat(stateAtBank(bank, account, paying.id())).isEqualTo(BankWitness.State.OPEN);
        String part = refund(paying.id(), MAKER, "{\"amount_vnd\":10000,\"reason\":\"Thu thừa\"}")
                .json()
                .path("id")
                .asText();
        approve(part, CHECKER);
        eventually(part, "done");
        assertThat(awaitedVnd(bank, account, today)).isEqualTo(before - 10_000);
        assertThat(stateAtBank(bank, account, paying.id())).isEqualTo(BankWitness.State.OPEN);
        String rest = refund(paying.id(), MAKER, "{\"amount_vnd\":20000,\"reason\":\"Hồ sơ rút lại\"}")
                .json()
                .path("id")
                .asText();
        approve(rest, CHECKER);
        eventually(rest, "done");
        assertThat(awaitedVnd(bank, account, today)).isEqualTo(before - 30_000);
        assertThat(stateAtBank(bank, account, paying.id())).isEqualTo(BankWitness.State.GIVEN_BACK);

        // Paid out all the same: taken as it stands, and the provider will take it back.
        long clearing = balance("clearing:vnpay:" + account);
        var line = new BankWitness.Line(UUID.randomUUID(), LocalDate.of(2025, 7, 18), 30_000, "FT901");
        var confirmed = city.db().inTransaction(tx -> {
            bank.booked(tx, account, List.of(line));
            return bank.confirm(tx, account, new BankWitness.Subject.OfPayment(paying.id()), line);
        });
        assertThat(confirmed).isEqualTo(new BankWitness.Confirmed.Seen(paying.id()));
        assertThat(balance("clearing:vnpay:" + account)).isEqualTo(clearing - 30_000);
        assertThat(awaitedVnd(bank, account, today)).isEqualTo(before - 30_000);
    }

    private static BankWitness.State stateAtBank(BankWitness bank, UUID account, UUID payment) {
        return bank.expected(city.db(), account).stream()
                .filter(e -> e.subject().id().equals(payment))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private static long awaitedVnd(BankWitness bank, UUID account, LocalDate through) {
        return bank.awaited(city.db(), through)
                .getOrDefault(account, new BankWitness.Awaited(0, 0))
                .amountVnd();
    }

    @Test
    void partsAreTakenFromTheNamedObligation_andNeverBeyondIt() {
        var paying = paid();
        String charge = paying.shown().path("obligations").findParents("kind").stream()
                .filter(o -> o.path("kind").asText().equals("CHARGE"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        String part = "{\"amount_vnd\":%d,\"reason\":\"Sai lệ phí\",\"obligations\":[\"" + charge + "\"]}";
        assertThat(refund(paying.id(), MAKER, part.formatted(10_001)).problem()).isEqualTo("refund_exceeds_available");
        String id = refund(paying.id(), MAKER, part.formatted(10_000))
                .json()
                .path("id")
                .asText();
        assertThat(refund(paying.id(), MAKER, part.formatted(1)).problem()).isEqualTo("refund_exceeds_available");
        approve(id, CHECKER);
        eventually(id, "done");
        assertThat(city.obligations(paying.dossier())).containsExactly("paid", "refunded");
        assertThat(PORT.orders().getLast().whole()).isFalse();
    }

    @Test
    void guardRefuses_whenAvailableIsNotWhatTheCallerSaw() {
        var paying = paid();
        Http.Answer stale = refund(
                paying.id(), MAKER, "{\"amount_vnd\":10000,\"reason\":\"x\",\"refund_amount_available_vnd\":20000}");
        assertThat(stale.problem()).isEqualTo("refund_available_changed");
        assertThat(stale.json().path("refund_amount_available_vnd").asLong()).isEqualTo(30_000);
        var open = city.pay("vnpay");
        assertThat(refund(open.id(), MAKER, "{\"amount_vnd\":10000,\"reason\":\"x\"}")
                        .problem())
                .isEqualTo("nothing_to_refund");
        assertThat(refund(UUID.randomUUID(), MAKER, "{\"amount_vnd\":10000,\"reason\":\"x\"}")
                        .problem())
                .isEqualTo("payment_unknown");
        assertThat(refund(paying.id(), MAKER, "{\"amount_vnd\":0,\"reason\":\"x\"}")
                        .problem())
                .isEqualTo("invalid_field");
        assertThat(city.http()
                        .post("/v1/payments/" + paying.id() + "/refunds", MAKER, "{\"amount_vnd\":1,\"reason\":\"x\"}")
                        .problem())
                .isEqualTo("idempotency_key_required");
    }

    @Test
    void partOfAFeeThatWentBackIsInTheIncome() {
        var paying = paid();
        long before = refundedInIncome();
        String id = refund(paying.id(), MAKER, "{\"amount_vnd\":10000,\"reason\":\"Thu thừa\"}")
                .json()
                .path("id")
                .asText();
        approve(id, CHECKER);
        assertThat(refundedInIncome()).as("on its way").isEqualTo(before);
        eventually(id, "done");
        assertThat(refundedInIncome()).isEqualTo(before + 10_000);
    }

    private long refundedInIncome() {
        return city.http()
                .get("/v1/reports/income?from=2025-01-01&to=2025-12-31", MAKER)
                .json()
                .at("/total/refunded_vnd")
                .asLong();
    }

    @Test
    void lawDecides_andAnExceptionTakesTwoPeople() {
        var never = paid();
        term(never, "never");
        Http.Answer refused = refund(never.id(), MAKER, "{\"amount_vnd\":30000,\"reason\":\"Xin lại\"}");
        assertThat(refused.problem()).isEqualTo("refund_not_allowed");
        assertThat(refused.json().path("rule").path("refundable").asText()).isEqualTo("never");
        Http.Answer exception = refund(
                never.id(),
                MAKER,
                "{\"amount_vnd\":30000,\"reason\":\"Thu sai\",\"legal_exception\":\"Quyết định 12/QĐ-UBND\"}");
        assertThat(exception.json().path("second_person").asBoolean()).isTrue();
        assertThat(exception.json().path("status").asText()).isEqualTo("proposed");

        var rejection = paid();
        term(rejection, "on_rejection");
        assertThat(refund(rejection.id(), MAKER, "{\"amount_vnd\":30000,\"reason\":\"x\"}")
                        .problem())
                .isEqualTo("refund_not_allowed");
        Http.Answer alone = refund(
                rejection.id(),
                MAKER,
                "{\"amount_vnd\":30000,\"reason\":\"Hồ sơ bị từ chối\",\"ground\":\"rejection\"}");
        assertThat(alone.json().path("second_person").asBoolean()).isFalse();
        assertThat(alone.json().path("status").asText()).isEqualTo("approved");
        Http.Answer program = refund(
                rejection.id(),
                RunningGateway.DOSSIERS,
                "{\"amount_vnd\":1,\"reason\":\"x\",\"ground\":\"rejection\"}");
        assertThat(program.problem()).isEqualTo("nothing_to_refund");
        city.owner().run("delete from gateway.fee_term");
    }

    @Test
    void takesASecondPerson_whenSmallRefundsOfOnePaymentAddUpBeyondTheLimit() {
        String code = RunningGateway.newCode();
        assertThat(city.http()
                        .post(
                                "/v1/dossiers",
                                RunningGateway.DOSSIERS,
                                "{\"code\":\"" + code
                                        + "\",\"procedure\":\"2.000884\",\"agency\":\"00004\",\"channel\":\"online\","
                                        + "\"received_on\":\"2025-07-17\",\"quantities\":{\"FEE\":30}}")
                        .status())
                .isEqualTo(201);
        var paying = city.pay(code, "vnpay");
        assertThat(city.code(paying.success().with("vnp_Amount", "30000000"))).isEqualTo("00");
        term(paying, "always");
        String part = "{\"amount_vnd\":%d,\"reason\":\"Thu thừa\"}";
        var first = refund(paying.id(), MAKER, part.formatted(150_000)).json();
        assertThat(first.path("status").asText()).isEqualTo("approved");
        var second = refund(paying.id(), MAKER, part.formatted(50_001)).json();
        assertThat(second.path("status").asText()).isEqualTo("proposed");
        assertThat(second.path("second_person").asBoolean()).isTrue();
        var last = refund(paying.id(), MAKER, part.formatted(50_000)).json();
        assertThat(last.path("status").asText())
                .as("up to the limit, all together")
                .isEqualTo("approved");
        assertThat(refund(paying.id(), MAKER, part.formatted(1))
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("proposed");
        city.owner().run("delete from gateway.fee_term");
        eventually(first.path("id").asText(), "done");
        eventually(last.path("id").asText(), "done");
    }

    @Test
    void refusesApproval_whenThePayeeIsAnotherThanTheApproverSaw() {
        var paying = paid();
        String shown = "{\"bin\":\"970436\",\"number\":\"0011001234567\",\"holder\":\"NGUYEN VAN A\"}";
        String id = refund(paying.id(), MAKER, "{\"amount_vnd\":30000,\"reason\":\"x\",\"beneficiary\":" + shown + "}")
                .json()
                .path("id")
                .asText();
        assertThat(city.http()
                        .post(
                                "/v1/refunds/" + id + "/beneficiary",
                                MAKER,
                                "{\"bin\":\"970436\",\"number\":\"0019999999999\",\"holder\":\"TRAN VAN B\"}")
                        .status())
                .isEqualTo(200);
        String approval = "{\"beneficiary\":" + shown + "}";
        assertThat(city.http()
                        .post("/v1/refunds/" + id + "/approve", CHECKER, approval)
                        .problem())
                .isEqualTo("refund_changed");
        assertThat(status(id)).isEqualTo("proposed");
        city.http().post("/v1/refunds/" + id + "/beneficiary", MAKER, shown);
        assertThat(city.http()
                        .post("/v1/refunds/" + id + "/approve", CHECKER, approval)
                        .status())
                .isEqualTo(200);
    }

    private void term(RunningGateway.Paying paying, String refundable) {
        city.owner().run("delete from gateway.fee_term");
        city.owner().run("""
                insert into gateway.fee_term (fee_item_id, kind, valid, refundable, retained_basis_points, legal_basis)
                select distinct o.fee_item_id, o.kind, daterange(null, null), ?, 0, 'Văn bản mẫu' from gateway.obligation o
                join gateway.dossier d on d.id = o.dossier_id where d.code = ?
                """, refundable, paying.dossier());
    }

    @Test
    void sameHandIsRefused_byTheDatabaseItself() {
        var paying = paid();
        String id = refund(paying.id(), MAKER, "{\"amount_vnd\":30000,\"reason\":\"x\"}")
                .json()
                .path("id")
                .asText();
        assertThatThrownBy(() -> city.owner()
                        .run(
                                "update gateway.refund set status = 'approved', approved_by = proposed_by, approved_at = now() where id = ?",
                                UUID.fromString(id)))
                .isInstanceOf(ConstraintViolation.class);
        assertThatThrownBy(() -> city.db().run("update gateway.payment set refunded_vnd = 0 where id = ?", paying.id()))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("permission denied");
        assertThat(city.http()
                        .post("/v1/refunds/" + id + "/refuse", CHECKER, "{\"reason\":\"Không đúng\"}")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("refused");
        assertThat(city.payment(paying.id()).path("refund_amount_available_vnd").asLong())
                .isEqualTo(30_000);
    }

    @Test
    void doublePaymentProposesItsOwnRefund_onceForEachCase() {
        var paying = paid();
        assertThat(city.code(paying.success().with("vnp_TransactionNo", "15079999")))
                .isEqualTo("00");
        assertThat(city.payment(paying.id()).path("received_vnd").asLong()).isEqualTo(60_000);
        for (int i = 0; i < 3; i++) {
            city.gateway().refunds().proposeForDoublePayments();
        }
        JsonNode cases =
                city.http().get("/v1/cases?type=paid_twice&limit=500", MAKER).json();
        JsonNode mine = null;
        for (JsonNode one : cases.path("items")) {
            mine = one.path("payment_id").asText().equals(paying.id().toString()) ? one : mine;
        }
        assertThat(mine).isNotNull();
        JsonNode refund = java.util.Objects.requireNonNull(mine).path("refund");
        assertThat(refund.path("amount_vnd").asLong()).isEqualTo(30_000);
        assertThat(refund.path("surplus_vnd").asLong()).isEqualTo(30_000);
        assertThat(refund.path("proposed_by").asText()).isEqualTo(Refunds.RULE);
        assertThat(city.count("select count(*) as n from gateway.refund where payment_id = ?", paying.id()))
                .isEqualTo(1);
        String id = refund.path("id").asText();
        assertThat(approve(id, CHECKER).status()).isEqualTo(200);
        eventually(id, "done");
        JsonNode after =
                city.http().get("/v1/cases/" + mine.path("id").asText(), MAKER).json();
        assertThat(after.path("status").asText()).isEqualTo("resolved");
        assertThat(after.path("resolution").asText()).isEqualTo("refunded");
        assertThat(city.obligations(paying.dossier())).containsExactly("paid", "paid");
        assertThat(city.transfers(paying.id())).contains("refund_approved_surplus 30000", "refund_paid 30000");
    }

    @Test
    void refundUnderWayIsNamed_evenWhenTheClockWasSetBackSinceAnotherWasRefused() {
        var paying = paid();
        city.code(paying.success().with("vnp_TransactionNo", "15079997"));
        city.gateway().refunds().proposeForDoublePayments();
        JsonNode surplus = city.payment(paying.id()).path("cases").get(0);
        String aCase = "/v1/cases/" + surplus.path("id").asText();
        JsonNode refused = city.http().get(aCase, MAKER).json().path("refund");
        city.http().post("/v1/refunds/" + refused.path("id").asText() + "/refuse", CHECKER, "{\"reason\":\"x\"}");
        city.advance(Duration.ofHours(-1));
        // By transfer, which waits for a second person.
        String decision = """
                {"resolution":"refund","note":"x","beneficiary":{"bin":"970436","number":"0011001234567","holder":"NGUYEN THI DAO"}}
                """;
        try {
            Http.Answer first = city.http().post(aCase + "/resolve", MAKER, decision);
            assertThat(first.status()).as(first.text()).isEqualTo(200);
            assertThat(first.json().path("refund").path("status").asText()).isEqualTo("proposed");
            Http.Answer again = city.http().post(aCase + "/resolve", MAKER, decision);
            assertThat(again.status()).isEqualTo(409);
            assertThat(again.json().path("code").asText()).isEqualTo("refund_under_way");
        } finally {
            city.advance(Duration.ofHours(1));
        }
    }

    /** The provider says nothing clear through its whole schedule. */
    private void keepsSilent(RunningGateway.Paying paying, String id) {
        for (int i = 0; i < RefundRules.ASK_SCHEDULE.size(); i++) {
            PORT.then(FakePort.unknown());
            city.advance(Duration.ofHours(25));
            long asked = read(id).path("next_ask_at").asText().hashCode();
            city.gateway().refunds().ask();
            for (int j = 0; j < 100 && read(id).path("next_ask_at").asText().hashCode() == asked; j++) {
                pause();
            }
        }
        for (int i = 0; i < 100 && city.cases(paying.id()).isEmpty(); i++) {
            pause();
        }
    }

    /** A terminal whose contract ended, a provider that never answers for one order: its portal or a letter tells what became of it. */
    @ParameterizedTest
    @CsvSource({"paid_back,done,0,refunded", "not_paid_back,refused,30000,paid"})
    void twoPeopleDecide_whatTheProviderNeverSays(String resolution, String status, long available, String obligation) {
        var paying = paid();
        PORT.then(FakePort.unknown());
        String id = refund(paying.id(), MAKER, "{\"amount_vnd\":30000,\"reason\":\"x\"}")
                .json()
                .path("id")
                .asText();
        approve(id, CHECKER);
        eventually(id, "unknown");
        keepsSilent(paying, id);
        String caseId =
                city.payment(paying.id()).path("cases").get(0).path("id").asText();
        city.http()
                .post(
                        "/v1/cases/" + caseId + "/resolve",
                        MAKER,
                        "{\"resolution\":\"" + resolution + "\",\"note\":\"Công văn của VNPay\"}");
        assertThat(status(id)).as("one person alone changes nothing").isEqualTo("unknown");
        Http.Answer approved = city.http().post("/v1/cases/" + caseId + "/approve", CHECKER, "");
        assertThat(approved.status()).as(approved.text()).isEqualTo(200);
        assertThat(approved.json().path("resolution").asText()).isEqualTo(resolution);
        assertThat(status(id)).isEqualTo(status);
        assertThat(read(id).path("next_ask_at").isNull()).isTrue();
        assertThat(payable(paying.id())).isZero();
        assertThat(city.payment(paying.id()).path("refund_amount_available_vnd").asLong())
                .isEqualTo(available);
        assertThat(city.obligations(paying.dossier())).containsOnly(obligation);
    }

    @Test
    void refundIsAskedUntilFinal_andAPersonHearsOfSilence() {
        var paying = paid();
        PORT.then(FakePort.unknown(), FakePort.accepted());
        String id = refund(paying.id(), MAKER, "{\"amount_vnd\":30000,\"reason\":\"x\"}")
                .json()
                .path("id")
                .asText();
        approve(id, CHECKER);
        eventually(id, "unknown");
        city.advance(Duration.ofMinutes(7));
        eventually(id, "sent");
        keepsSilent(paying, id);
        assertThat(city.cases(paying.id())).containsExactly("refund_undecided 30000");
        city.advance(Duration.ofHours(25));
        eventually(id, "done");
        assertThat(city.payment(paying.id()).path("cases").get(0).path("status").asText())
                .isEqualTo("resolved");
        assertThat(PORT.orders().stream().filter(o -> o.orderId().equals(paying.orderId())))
                .hasSize(1);
    }

    @Test
    void ordersAgainUnderTheSameId_onlyWhenTheProviderSurelyHeardNothing() {
        var paying = paid();
        PORT.then(new RefundPort.Answer.Unknown(RefundPort.NOT_KNOWN_THERE, new byte[] {5}));
        String id = refund(paying.id(), MAKER, "{\"amount_vnd\":30000,\"reason\":\"x\"}")
                .json()
                .path("id")
                .asText();
        approve(id, CHECKER);
        eventually(id, "unknown");
        city.advance(Duration.ofMinutes(7));
        var believed = new ArrayList<String>();
        PORT.whileOrdered(order -> believed.add(
                String.valueOf(city.row("select provider_code from gateway.refund where id = ?", UUID.fromString(id))
                        .textOrNull("provider_code"))));
        eventually(id, "done");
        PORT.whileOrdered(order -> {});
        assertThat(believed)
                .as("should we die now, it is asked about and not ordered once more")
                .containsExactly("null");
        assertThat(PORT.orders().stream().filter(o -> o.orderId().equals(paying.orderId())))
                .hasSize(2)
                .extracting(RefundPort.RefundOrder::refundId, RefundPort.RefundOrder::requestedAt)
                .hasSize(2)
                .satisfies(orders -> assertThat(orders.getFirst()).isEqualTo(orders.getLast()));
    }

    @Test
    void equalRefundsOfOneOrderWaitForEachOther_andTheSecondIsMarkedConfusable() {
        var paying = paid();
        PORT.keepSilentAbout(paying.orderId());
        var ids = new ArrayList<String>();
        for (int i = 0; i < 2; i++) {
            String id = refund(paying.id(), MAKER, "{\"amount_vnd\":10000,\"reason\":\"x\"}")
                    .json()
                    .path("id")
                    .asText();
            approve(id, CHECKER);
            ids.add(id);
        }
        oneIsSent(ids);
        city.gateway().refunds().send();
        assertThat(status(ids.getLast())).as("after the first only").isEqualTo("approved");
        city.advance(Duration.ofMinutes(7));
        eventually(ids.getFirst(), "done");
        eventually(ids.getLast(), "unknown");
        city.advance(Duration.ofMinutes(7));
        eventually(ids.getLast(), "done");
        assertThat(PORT.asked().stream().filter(o -> o.orderId().equals(paying.orderId())))
                .extracting(RefundPort.RefundOrder::confusable)
                .containsExactly(false, true);
    }

    @Test
    void isTakenBack_whileNoProviderWasTold_andNeverAfter() {
        var paying = paid();
        PORT.keepSilentAbout(paying.orderId());
        var ids = new ArrayList<String>();
        for (int i = 0; i < 2; i++) {
            String id = refund(paying.id(), MAKER, "{\"amount_vnd\":10000,\"reason\":\"x\"}")
                    .json()
                    .path("id")
                    .asText();
            approve(id, CHECKER);
            ids.add(id);
        }
        oneIsSent(ids);
        assertThat(refuse(ids.getFirst()).problem()).isEqualTo("refund_not_open");
        assertThat(refuse(ids.getLast()).json().path("status").asText()).isEqualTo("refused");
        assertThat(payable(paying.id())).as("of the first alone").isEqualTo(-10_000);
        assertThat(city.payment(paying.id()).path("refund_amount_available_vnd").asLong())
                .isEqualTo(20_000);
    }

    /** Both were approved at one instant of the city's clock: whichever went out stands first then. */
    private void oneIsSent(List<String> ids) {
        for (int i = 0; i < 200 && ids.stream().noneMatch(id -> status(id).equals("unknown")); i++) {
            city.gateway().refunds().send();
            pause();
        }
        ids.sort(Comparator.comparing(id -> !status(id).equals("unknown")));
        eventually(ids.getFirst(), "unknown");
    }

    private Http.Answer refuse(String refund) {
        return city.http().post("/v1/refunds/" + refund + "/refuse", CHECKER, "{\"reason\":\"Nhầm\"}");
    }

    @Test
    void refusedByTheProvider_becomesACase_andGoesByTransfer() {
        var paying = paid();
        PORT.then(FakePort.declined());
        String id = refund(paying.id(), MAKER, "{\"amount_vnd\":30000,\"reason\":\"x\"}")
                .json()
                .path("id")
                .asText();
        approve(id, CHECKER);
        eventually(id, "refused");
        assertThat(city.cases(paying.id())).containsExactly("refund_refused 30000");
        assertThat(city.transfers(paying.id())).contains("refund_approved 30000", "refund_refused 30000");
        String caseId =
                city.payment(paying.id()).path("cases").get(0).path("id").asText();
        Http.Answer again = city.http().post("/v1/cases/" + caseId + "/resolve", MAKER, """
                {"resolution":"refund","note":"Chuyển khoản","beneficiary":{"bin":"970436","number":"0011001234567","holder":"NGUYEN THI DAO"}}
                """);
        assertThat(again.status()).isEqualTo(200);
        JsonNode transfer = again.json().path("refund");
        assertThat(transfer.path("method").asText()).isEqualTo("bank_transfer");
        String transferId = transfer.path("id").asText();
        assertThat(approve(transferId, CHECKER).json().path("status").asText()).isEqualTo("sent");
        UUID account = city.row("select account_id from gateway.payment where id = ?", paying.id())
                .uuid("account_id");
        assertThat(city.gateway().refunds().awaitedDebits(city.db(), account))
                .extracting(Refund::code)
                .contains(transfer.path("code").asText());
        var line = new BankWitness.Line(UUID.randomUUID(), LocalDate.of(2025, 7, 18), -30_000, "FT123");
        boolean seen = city.db().inTransaction(tx -> {
            city.gateway().bankWitness().booked(tx, account, List.of(line));
            return city.gateway().refunds().debited(tx, account, UUID.fromString(transferId), line);
        });
        assertThat(seen).isTrue();
        assertThat(status(transferId)).isEqualTo("done");
        assertThat(city.db()
                        .<Boolean>inTransaction(
                                tx -> city.gateway().refunds().debited(tx, account, UUID.fromString(transferId), line)))
                .isFalse();
        assertThat(city.payment(paying.id()).path("cases").get(0).path("status").asText())
                .isEqualTo("resolved");
        assertThat(payable(paying.id())).isZero();
    }

    @Test
    void transferNeedsAPayee_andWhoeverNamesItDoesNotApprove() {
        var paying = city.pay("vietqr");
        UUID account = city.row("select account_id from gateway.payment where id = ?", paying.id())
                .uuid("account_id");
        var line = new BankWitness.Line(UUID.randomUUID(), LocalDate.of(2025, 7, 17), 30_000, "FT777");
        city.db().inTransactionDo(tx -> {
            city.gateway().bankWitness().booked(tx, account, List.of(line));
            city.gateway().bankWitness().confirm(tx, account, new BankWitness.Subject.OfPayment(paying.id()), line);
        });
        String id = refund(paying.id(), MAKER, "{\"amount_vnd\":30000,\"reason\":\"x\"}")
                .json()
                .path("id")
                .asText();
        assertThat(approve(id, CHECKER).problem()).isEqualTo("beneficiary_needed");
        assertThat(city.http()
                        .post(
                                "/v1/refunds/" + id + "/beneficiary",
                                MAKER,
                                "{\"bin\":\"970436\",\"number\":\"0011001234567\",\"holder\":\"NGUYEN THI DAO\"}")
                        .status())
                .isEqualTo(200);
        assertThatThrownBy(() -> city.owner()
                        .run(
                                "update gateway.refund set status = 'approved', approved_by = beneficiary_by, approved_at = now() where id = ?",
                                UUID.fromString(id)))
                .isInstanceOf(ConstraintViolation.class);
        assertThat(approve(id, CHECKER).json().path("status").asText()).isEqualTo("sent");

        Http.Answer notMade =
                city.http().post("/v1/refunds/" + id + "/refuse", CHECKER, "{\"reason\":\"Tài khoản nhận đã đóng\"}");
        assertThat(notMade.json().path("status").asText()).isEqualTo("refused");
        assertThat(payable(paying.id())).isZero();
        assertThat(city.payment(paying.id()).path("refund_amount_available_vnd").asLong())
                .isEqualTo(30_000);
        var late = new BankWitness.Line(UUID.randomUUID(), LocalDate.of(2025, 7, 18), -30_000, "FT778");
        assertThat(city.db()
                        .<Boolean>inTransaction(
                                tx -> city.gateway().refunds().debited(tx, account, UUID.fromString(id), late)))
                .isFalse();
    }

    @Test
    void thirtyTwoAtOnceNeverExceedWhatCame() throws Exception {
        var paying = paid();
        try (var threads = Executors.newFixedThreadPool(32)) {
            List<Callable<Integer>> work = java.util.stream.IntStream.range(0, 32)
                    .<Callable<Integer>>mapToObj(i ->
                            () -> refund(paying.id(), MAKER, "{\"amount_vnd\":4000,\"reason\":\"Lần %d\"}".formatted(i))
                                    .status())
                    .toList();
            long accepted = 0;
            for (var answer : threads.invokeAll(work)) {
                assertThat(answer.get()).isIn(201, 409);
                accepted += answer.get() == 201 ? 1 : 0;
            }
            assertThat(accepted).isEqualTo(7);
        }
        assertThat(city.payment(paying.id()).path("refund_amount_available_vnd").asLong())
                .isEqualTo(2_000);
        assertThatThrownBy(() -> city.owner().run("""
                        insert into gateway.refund (id, code, payment_id, attempt_id, method, amount_vnd, surplus_vnd, reason, status, second_person,
                                                    proposed_at, proposed_by)
                        select gen_random_uuid(), 'HTAAAAAAAAAAAAAA', payment_id, id, 'vnpay', 2001, 0, 'x', 'proposed', true, now(), 'x'
                        from gateway.attempt where payment_id = ?
                        """, paying.id()))
                .isInstanceOf(ConstraintViolation.class)
                .hasMessageContaining("payment_refunds_within");
    }

    @Test
    void cancelledPaymentTakesLateMoneyByRule() {
        var paying = city.pay("vnpay");
        Http.Answer cancelled =
                city.http().post("/v1/payments/" + paying.id() + "/cancel", RunningGateway.DOSSIERS, "");
        assertThat(cancelled.json().path("status").asText()).isEqualTo("cancelled");
        assertThat(city.obligations(paying.dossier())).containsExactly("due", "due");
        var other = city.pay(paying.dossier(), "vnpay");
        assertThat(city.code(other.success())).isEqualTo("00");
        assertThat(city.code(paying.success())).isEqualTo("00");
        assertThat(city.cases(paying.id())).containsExactly("paid_after_expiry 30000", "paid_twice 30000");
        assertThat(city.http()
                        .post("/v1/payments/" + paying.id() + "/cancel", RunningGateway.DOSSIERS, "")
                        .problem())
                .isEqualTo("payment_not_cancellable");

        var late = city.pay("vnpay");
        city.http().post("/v1/payments/" + late.id() + "/cancel", RunningGateway.DOSSIERS, "");
        assertThat(city.code(late.success())).isEqualTo("00");
        city.gateway().cases().followRules();
        for (int i = 0; i < 100 && !resolvedByRule(late.id()); i++) {
            pause();
        }
        assertThat(resolvedByRule(late.id())).isTrue();
        assertThat(city.obligations(late.dossier())).containsExactly("paid", "paid");
    }

    @Test
    void providersFeeIsAnExpense_whenItPaysOutNetOfIt() {
        var paying = paid();
        UUID account = city.row("select account_id from gateway.payment where id = ?", paying.id())
                .uuid("account_id");
        long clearing = balance("clearing:vnpay");
        long fee = balance("provider_fee:vnpay");
        var line = new BankWitness.Line(UUID.randomUUID(), LocalDate.of(2025, 7, 18), 28_900, "FT900");
        city.db().inTransactionDo(tx -> {
            BankWitness bank = city.gateway().bankWitness();
            bank.booked(tx, account, List.of(line));
            var order = bank.orders(tx, "vnpay", List.of(paying.orderId()), List.of())
                    .getFirst();
            bank.lock(tx, List.of(new BankWitness.Subject.OfPayment(order.payment())));
            var paidOut = new BankWitness.PaidOrder(order.attempt(), order.payment(), 30_000, 28_900);
            bank.paidOut(tx, account, "vnpay", line, List.of(paidOut), List.of());
        });
        assertThat(balance("provider_fee:vnpay")).isEqualTo(fee + 1_100);
        assertThat(balance("clearing:vnpay")).isEqualTo(clearing - 30_000);
        assertThat(city.payment(paying.id()).path("witnesses").findValuesAsText("kind"))
                .contains("bank_line");
    }

    private boolean resolvedByRule(UUID payment) {
        return city.payment(payment)
                .path("cases")
                .get(0)
                .path("resolution")
                .asText()
                .equals("settled_late");
    }

    @Test
    void witnessesStandSideBySide_andDisagreeInTheOpen() {
        var paying = city.pay("vnpay");
        city.callback(paying.success());
        JsonNode one = city.payment(paying.id());
        assertThat(one.path("witnesses")).hasSize(1);
        assertThat(one.path("witnesses").get(0).path("kind").asText()).isEqualTo("callback");
        assertThat(one.path("witnesses").get(0).path("amount_vnd").asLong()).isEqualTo(30_000);
        assertThat(one.path("confirmation").path("confirmed").asBoolean()).isTrue();
        assertThat(one.path("confirmation").path("contested").asBoolean()).isFalse();
        city.callback(Ipn.declined(paying.orderId(), 30_000));
        JsonNode two = city.payment(paying.id());
        assertThat(two.path("witnesses")).hasSize(2);
        assertThat(two.path("confirmation").path("contested").asBoolean()).isTrue();
        assertThat(two.path("status").asText()).isEqualTo("paid");
        city.gateway().cases().followRules();
        for (int i = 0; i < 100 && contestedEvents(paying.id()) == 0; i++) {
            pause();
        }
        assertThat(contestedEvents(paying.id())).isEqualTo(1);
    }

    private long contestedEvents(UUID payment) {
        return city.count(
                "select count(*) as n from gateway.outbox where kind = 'payment.contested' and payment_id = ?",
                payment);
    }

    @Test
    void otherAmountIsTaken_onlyWhenTwoPeopleAgree() {
        var over = city.pay("vnpay");
        assertThat(city.code(over.success().with("vnp_Amount", "5000000"))).isEqualTo("04");
        assertThat(city.status(over.id())).isEqualTo("contested");
        String caseId = city.payment(over.id()).path("cases").get(0).path("id").asText();
        assertThat(city.http()
                        .post("/v1/cases/" + caseId + "/resolve", MAKER, "{\"resolution\":\"refund\",\"note\":\"x\"}")
                        .problem())
                .isEqualTo("resolution_not_offered");
        assertThat(city.http()
                        .post("/v1/cases/" + caseId + "/approve", CHECKER, "")
                        .problem())
                .isEqualTo("nothing_proposed");
        assertThat(city.http()
                        .post(
                                "/v1/cases/" + caseId + "/resolve",
                                MAKER,
                                "{\"resolution\":\"accept_amount\",\"note\":\"VNPay xác nhận\"}")
                        .json()
                        .path("awaits_approval")
                        .asBoolean())
                .isTrue();
        assertThat(city.status(over.id())).isEqualTo("contested");
        JsonNode resolved = city.http()
                .post("/v1/cases/" + caseId + "/approve", CHECKER, "")
                .json();
        assertThat(resolved.path("status").asText()).isEqualTo("resolved");
        assertThat(resolved.path("refund").path("amount_vnd").asLong()).isEqualTo(20_000);
        assertThat(city.status(over.id())).isEqualTo("paid");
        assertThat(city.payment(over.id()).path("received_vnd").asLong()).isEqualTo(50_000);
        assertThat(city.transfers(over.id())).containsExactly("accepted_paid 30000", "accepted_surplus 20000");

        var under = city.pay("vnpay");
        city.code(under.success().with("vnp_Amount", "1000000"));
        caseId = city.payment(under.id()).path("cases").get(0).path("id").asText();
        city.http()
                .post(
                        "/v1/cases/" + caseId + "/resolve",
                        MAKER,
                        "{\"resolution\":\"accept_amount\",\"note\":\"Trả thiếu\"}");
        city.http().post("/v1/cases/" + caseId + "/approve", CHECKER, "");
        assertThat(city.status(under.id())).isEqualTo("failed");
        assertThat(city.obligations(under.dossier())).containsExactly("due", "due");
        assertThat(city.payment(under.id()).path("received_vnd").asLong()).isEqualTo(10_000);
        assertThat(city.transfers(under.id())).containsExactly("accepted_surplus 10000");

        var none = city.pay("vnpay");
        city.code(none.success().with("vnp_Amount", "1000000"));
        caseId = city.payment(none.id()).path("cases").get(0).path("id").asText();
        city.http()
                .post(
                        "/v1/cases/" + caseId + "/resolve",
                        MAKER,
                        "{\"resolution\":\"no_money\",\"note\":\"VNPay xác nhận không có\"}");
        assertThat(city.http()
                        .post("/v1/cases/" + caseId + "/approve", MAKER, "")
                        .status())
                .isEqualTo(403);
        city.http().post("/v1/cases/" + caseId + "/approve", CHECKER, "");
        assertThat(city.status(none.id())).isEqualTo("failed");
        assertThat(city.transfers(none.id())).isEmpty();
        // The provider says it again: what was decided stands.
        assertThat(city.code(none.success().with("vnp_Amount", "1000000"))).isEqualTo("04");
        assertThat(city.status(none.id())).isEqualTo("failed");
        assertThat(balance("")).isZero();
    }

    @Test
    void booksFollowWhatIsOwed_byAgency() {
        long before = balance("receivable");
        var paying = city.pay("vnpay");
        city.gateway().payments().bookObligations();
        city.gateway().payments().bookObligations();
        assertThat(balance("receivable")).isGreaterThanOrEqualTo(before + 30_000 - 0L);
        city.callback(paying.success());
        city.gateway().payments().bookObligations();
        assertThat(city.owner()
                        .list(
                                "select kind from gateway.ledger_transfer where source in (select 'obligation:' || obligation_id from gateway.payment_item where payment_id = ?) order by kind",
                                row -> row.text("kind"),
                                paying.id()))
                .containsExactly("obligation_due", "obligation_due", "obligation_over", "obligation_over");
        JsonNode agency = city.http()
                .get("/v1/ledger/trial-balance?day=2025-07-17&agency=00004", MAKER)
                .json();
        assertThat(agency.path("sum_vnd").asLong()).isZero();
        assertThat(agency.path("accounts").findValuesAsText("code"))
                .anyMatch(code -> code.startsWith("receivable:"))
                .anyMatch(code -> code.startsWith("clearing:vnpay:"));
        JsonNode other = city.http()
                .get("/v1/ledger/trial-balance?day=2025-07-17&agency=00008", MAKER)
                .json();
        assertThat(other.path("accounts").findValuesAsText("code"))
                .doesNotContainAnyElementsOf(agency.path("accounts").findValuesAsText("code"));
        assertThat(city.http()
                        .get("/v1/ledger/trial-balance?agency=99999", MAKER)
                        .status())
                .isEqualTo(404);
    }
}

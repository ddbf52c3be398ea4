package vn.phigate.gateway.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.BankCalls;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.Ipn;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.RunningGateway.Paying;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.testsupport.Database;

/** What holds of a receipt after notices, refunds and reversals: the next paper starts from there, not from what was once printed. */
@Database
class StandingReceiptTest {
    private static final Instant JULY = Instant.parse("2026-07-17T02:00:00Z");
    private static final String NAME = """
            {"reason":"Sai tên","texts":[{"field":"payer_name","right":"%s"}]}""";
    private static final String TAX_CODE = "{\"reason\":\"Sai mã số thuế\",\"tax_code\":\"0109876543\"}";

    private RunningGateway city;

    @BeforeEach
    void start(DbSettings database) {
        city = RunningGateway.start(database, settings -> settings.with(BankCalls.services(true)));
        now(JULY);
    }

    @AfterEach
    void stop() {
        city.close();
    }

    private void now(Instant now) {
        city.advance(Duration.between(city.now(), now));
    }

    private record Paid(UUID payment, String receipt, Paying opened) {}

    private Paid paid() {
        Paying payment = city.pay(city.dossier("9.000001", "S01"), "vnpay");
        assertThat(city.code(payment.success().with("vnp_PayDate", "20260717083000")))
                .isEqualTo("00");
        await().until(() -> city.count(
                        "select count(*) as n from gateway.receipt where payment_id = ? and signed is not null",
                        payment.id())
                == 1);
        return new Paid(
                payment.id(), city.payment(payment.id()).at("/receipts/0/code").asText(), payment);
    }

    private JsonNode json(String code) {
        await().until(() -> city.http().get("/receipts/" + code + ".json").status() == 200);
        return city.http().get("/receipts/" + code + ".json").json();
    }

    private Http.Answer propose(String receipt, String body) {
        return city.http().post("/v1/receipts/" + receipt + "/corrections", RunningGateway.MAKER, body);
    }

    private Http.Answer approve(Http.Answer proposed) {
        assertThat(proposed.status()).as(proposed.text()).isEqualTo(201);
        return city.http()
                .post(
                        "/v1/receipt-corrections/" + proposed.json().path("id").asText() + "/approve",
                        RunningGateway.CHECKER,
                        "");
    }

    private String result(Http.Answer proposed) {
        Http.Answer done = approve(proposed);
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        return done.json().path("result").asText();
    }

    /** As the books are when a transfer back to the payer is over: all of the line of this kind. */
    private void givenBack(Paid paid, String kind) {
        city.advance(Duration.ofMinutes(1));
        UUID refund = UUID.randomUUID();
        city.owner().inTransactionDo(tx -> {
            tx.run("set local session_replication_role = replica");
            tx.run(
                    """
                    insert into gateway.refund (id, code, payment_id, method, amount_vnd, surplus_vnd, reason, beneficiary_bin, beneficiary_number,
                        beneficiary_holder, beneficiary_by, status, second_person, proposed_at, proposed_by, approved_at, approved_by, sent_at, done_at)
                    select ?, ?, s.payment_id, 'bank_transfer', o.amount_vnd, 0, 'x', '970436', '12345678', 'A', 'a', 'done', false, ?, 'a', ?, 'b', ?, ?
                    from gateway.settlement s join gateway.obligation o on o.id = s.obligation_id where s.payment_id = ? and o.kind = ?
                    """,
                    refund,
                    "RF" + Long.toString(System.nanoTime()),
                    city.now(),
                    city.now(),
                    city.now(),
                    city.now(),
                    paid.payment,
                    kind);
            tx.run("""
                    insert into gateway.refund_item (refund_id, obligation_id, amount_vnd) select ?, o.id, o.amount_vnd
                    from gateway.settlement s join gateway.obligation o on o.id = s.obligation_id where s.payment_id = ? and o.kind = ?
                    """, refund, paid.payment, kind);
        });
        city.advance(Duration.ofMinutes(1));
    }

    @Test
    void aLineKeepsItsWords_whenTheOneBeforeItWasGivenBack() {
        Paid paid = paid();
        JsonNode printed = json(paid.receipt);
        assertThat(printed.at("/lines/0/kind").asText()).isEqualTo("FEE");
        givenBack(paid, "FEE");
        assertThat(propose(
                                paid.receipt,
                                "{\"reason\":\"x\",\"amount\":true,\"texts\":[{\"field\":\"line_name\",\"line\":1,\"right\":\"Phí đúng\"}]}")
                        .problem())
                .isEqualTo("line_given_back");
        Http.Answer proposed = propose(
                paid.receipt,
                "{\"reason\":\"x\",\"amount\":true,\"texts\":[{\"field\":\"line_name\",\"line\":2,\"right\":\"Lệ phí đúng\"}]}");
        assertThat(proposed.json().path("before_vnd").asLong()).isEqualTo(30_000);
        assertThat(proposed.json().path("after_vnd").asLong()).isEqualTo(10_000);
        assertThat(city.http()
                        .get("/receipt-corrections", RunningGateway.CHECKER)
                        .text())
                .as("the second person sees the figures")
                .contains("30.000", "10.000");
        String second = result(proposed);
        JsonNode right = json(second);
        assertThat(right.path("lines")).hasSize(1);
        assertThat(right.at("/lines/0/name").asText()).isEqualTo("Lệ phí đúng");
        assertThat(right.at("/lines/0/kind").asText()).isEqualTo("CHARGE");
        assertThat(right.path("total_vnd").asLong()).isEqualTo(10_000);

        // The one line of the second receipt is of the charge, though the dossier's first item is the fee.
        JsonNode third = json(
                result(
                        propose(
                                second,
                                "{\"reason\":\"x\",\"tax_code\":\"0109876543\",\"texts\":[{\"field\":\"line_legal_basis\",\"line\":1,\"right\":\"NQ 1\"}]}")));
        assertThat(third.at("/lines/0/name").asText()).isEqualTo("Lệ phí đúng");
        assertThat(third.at("/lines/0/legal_basis").asText()).isEqualTo("NQ 1");

        assertThat(city.http().get("/verify/" + paid.receipt).text()).contains("Một phần tiền", "20.000");
        assertThat(city.http().get("/verify/" + second).text())
                .as("nothing of what it states was given back")
                .doesNotContain("đã được hoàn trả");
        givenBack(paid, "CHARGE");
        assertThat(city.http().get("/verify/" + second).text()).contains("Toàn bộ số tiền");
        assertThat(city.http().get("/verify/" + paid.receipt).text()).contains("Toàn bộ số tiền");
        assertThat(propose(third.path("code").asText(), "{\"reason\":\"x\",\"tax_code\":\"0109876544\"}")
                        .problem())
                .as("no receipt of today states money that went back")
                .isEqualTo("nothing_left");
    }

    @Test
    void aReplacementKeepsWhatANoticePutRight_andANoticeCanBeTakenBack() {
        Paid paid = paid();
        String printed = json(paid.receipt).at("/payer/name").asText();
        String first = result(propose(paid.receipt, NAME.formatted("Nguyễn Thị Đảo")));
        assertThat(propose(paid.receipt, NAME.formatted("Nguyễn Thị Đảo")).problem())
                .isEqualTo("nothing_wrong");
        city.advance(Duration.ofMinutes(1));
        String back = result(propose(paid.receipt, NAME.formatted(printed)));
        assertThat(json(back).at("/changes/0/wrong").asText()).isEqualTo("Nguyễn Thị Đảo");
        assertThat(json(back).at("/changes/0/right").asText()).isEqualTo(printed);
        String page = city.http().get("/verify/" + paid.receipt).text();
        assertThat(page.indexOf(back)).isBetween(0, page.indexOf(first));
        assertThat(page).contains("Không còn dùng thông báo này cho").contains("Tên người nộp tiền");
        city.advance(Duration.ofMinutes(1));
        result(propose(paid.receipt, NAME.formatted("Trần Đúng")));
        assertThat(json(result(propose(paid.receipt, TAX_CODE)))
                        .at("/payer/name")
                        .asText())
                .isEqualTo("Trần Đúng");
    }

    @Test
    void wordsOfTheAmountAreThoseOfTheTotal_andNoOthers() {
        Paid paid = paid();
        String body = "{\"reason\":\"x\",\"texts\":[{\"field\":\"amount_in_words\",\"right\":\"Ba trăm nghìn đồng\"}]}";
        assertThat(propose(paid.receipt, body).problem()).isEqualTo("invalid_field");
        assertThat(propose(paid.receipt, body.replace("Ba trăm", "Ba mươi")).problem())
                .isEqualTo("nothing_wrong");
    }

    @Test
    void isNotApproved_whenTheBooksHaveOtherAmountsThanWereProposed() {
        Paid paid = paid();
        Http.Answer proposed = propose(paid.receipt, TAX_CODE);
        givenBack(paid, "FEE");
        assertThat(approve(proposed).problem()).isEqualTo("amounts_changed");
    }

    @Test
    void isNotApproved_whenTheLawAsksForAnotherWaySince() {
        now(Instant.parse("2026-06-30T02:00:00Z"));
        Paying payment = city.pay(city.dossier("9.000001", "S01"), "vnpay");
        city.code(payment.success().with("vnp_PayDate", "20260630083000"));
        await().until(() -> !city.payment(payment.id()).path("receipts").isEmpty());
        Http.Answer proposed =
                propose(city.payment(payment.id()).at("/receipts/0/code").asText(), NAME.formatted("Trần A"));
        now(Instant.parse("2026-07-01T02:00:00Z"));
        assertThat(approve(proposed).problem()).isEqualTo("correction_law_changed");
    }

    @Test
    void isToldOfInTheReportOfTheDayOfItsEnd_andARuleThatIsGoneHidesNothing() {
        now(Instant.parse("2026-06-30T02:00:00Z"));
        String agency = "00008";
        Paying payment = city.pay(city.dossier("9.000001", agency), "vnpay");
        city.code(payment.success().with("vnp_PayDate", "20260630083000"));
        await().until(() -> !city.payment(payment.id()).path("receipts").isEmpty());
        now(Instant.parse("2026-07-02T02:00:00Z"));
        city.db().run("update gateway.receipt set withdrawn_at = ? where payment_id = ?", city.now(), payment.id());
        JsonNode day = summary(agency, "day=2026-07-02").json();
        assertThat(day.path("form").asText()).isEqualTo("01/TH-BLĐT");
        assertThat(day.path("items"))
                .extracting(line -> line.path("status").asText() + " "
                        + line.path("template").asText() + " "
                        + line.path("adjusted_period").asText())
                .containsExactly("cancelled 01BLP0-001 2026-06-30", "cancelled 01BLP0-001 2026-06-30");
        JsonNode june = summary(agency, "day=2026-06-30").json().at("/items/0");
        assertThat(june.path("count").asLong() + " " + june.path("void_count").asLong() + " "
                        + june.path("standing_amount_vnd").asLong())
                .isEqualTo("1 0 30000");
        JsonNode later = summary(agency, "form=BC26/BLĐT&from=2026-07-01&day=2026-07-02")
                .json()
                .at("/items/0");
        assertThat(later.path("count").asLong() + " " + later.path("void_count").asLong() + " "
                        + later.path("void_amount_vnd").asLong() + " "
                        + later.path("standing_count").asLong())
                .isEqualTo("0 1 30000 0");
        city.owner().inTransactionDo(tx -> {
            tx.run("set local session_replication_role = replica");
            tx.run("update gateway.receipt set template = 'XYZ' where payment_id = ?", payment.id());
        });
        assertThat(summary(agency, "day=2026-06-30").problem()).isEqualTo("receipt_template_unknown");
    }

    private Http.Answer summary(String agency, String query) {
        return city.http().get("/v1/receipts/summary?agency=" + agency + "&" + query, RunningGateway.MAKER);
    }

    @Test
    void isProvenFromAFileOfAnEditor_andAnotherPaperIsNoReceipt() {
        Paid paid = paid();
        String notice = result(propose(paid.receipt, NAME.formatted("Trần A")));
        city.advance(Duration.ofDays(1));
        city.gateway().receipts().publishRoots();
        byte[] keys = city.http().get("/keys").body();
        byte[] place =
                city.http().get("/receipts/" + paid.receipt + ".place.json").body();
        byte[] edited = ("\uFEFF" + json(paid.receipt).toPrettyString()).getBytes(StandardCharsets.UTF_8);
        assertThat(VerifyReceipt.checkPlace(edited, place, keys).genuineReceipt())
                .isTrue();
        var answer = VerifyReceipt.check(
                city.http().get("/receipts/" + notice + ".json").body(), keys);
        assertThat(answer.genuine()).isTrue();
        assertThat(answer.genuineReceipt()).isFalse();
        assertThat(answer.vi()).startsWith("KHÔNG PHẢI BIÊN LAI");
    }

    @Test
    void isSignedAtOnce_notAtTheNextRoundOfTheJob() {
        String receipt = paid().receipt;
        for (int round = 0; round < 3; round++) {
            String next = result(propose(receipt, TAX_CODE.replace("6543", "654" + round)));
            await().atMost(Duration.ofSeconds(2))
                    .until(() -> city.http().get("/receipts/" + next + ".json").status() == 200);
            receipt = next;
        }
    }

    @Test
    void isTakenBackByItsOwnMakerAlone_whereOneAnswersForOneAgency() {
        String receipt = paid().receipt;
        Correction open = city.db()
                .inTransaction(tx -> city.gateway()
                        .receipts()
                        .corrections()
                        .propose(tx, receipt, new Correction.Errors(List.of(), "0109876543", false), "x", "lan"));
        assertThatThrownBy(() -> refuse(open, "mai"))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refused -> assertThat(refused.type()).isEqualTo(ReceiptProblem.CORRECTION_NOT_YOURS));
        assertThat(refuse(open, "lan").status()).isEqualTo(Correction.Status.REFUSED);
    }

    private Correction refuse(Correction open, String by) {
        return city.db()
                .inTransaction(tx -> city.gateway().receipts().corrections().refuse(tx, open.id(), "Nhầm", by, true));
    }

    @Test
    void aReceiptIsOfPaidMoney_andAReplacedOneHasItsSuccessor() {
        Paid paid = paid();
        Paying open = city.pay("vnpay");
        String copy = """
                insert into gateway.receipt (id, code, agency_id, year, template, serial, number, payment_id, dossier_id, content, issued_at)
                select ?, ?, agency_id, year, template, serial, 900, ?, dossier_id, content, issued_at from gateway.receipt where code = ?
                """;
        assertThatThrownBy(() -> city.db().run(copy, UUID.randomUUID(), "X", open.id(), paid.receipt))
                .isInstanceOfSatisfying(
                        ConstraintViolation.class,
                        refused -> assertThat(refused.constraint()).isEqualTo("receipt_of_paid"));
        assertThatThrownBy(() -> city.db()
                        .run("update gateway.receipt set replaced_at = ? where code = ?", city.now(), paid.receipt))
                .isInstanceOfSatisfying(
                        ConstraintViolation.class,
                        refused -> assertThat(refused.constraint()).isEqualTo("receipt_replaced_by_another"));
    }

    @Test
    void approvalWaitsForWhoeverHoldsThePayment() throws Exception {
        Paid paid = paid();
        Http.Answer proposed = propose(paid.receipt, TAX_CODE);
        var approved = new CompletableFuture<Http.Answer>();
        city.db().inTransactionDo(tx -> {
            tx.get("select id from gateway.payment where id = ? for update", paid.payment);
            Thread.startVirtualThread(() -> approved.complete(approve(proposed)));
            await().until(() -> city.count(
                            "select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
                    > 0);
            assertThat(city.count("select count(*) as n from gateway.receipt where payment_id = ?", paid.payment))
                    .isEqualTo(1);
        });
        assertThat(approved.get().status()).isEqualTo(200);
    }

    @Test
    void noReceiptStands_whenTheMoneyIsTakenBackWhileAnotherIsApproved() throws Exception {
        for (int round = 0; round < 4; round++) {
            Paid paid = paid();
            city.callback(Ipn.declined(paid.opened.orderId(), 30_000));
            Http.Answer proposed = propose(paid.receipt, TAX_CODE);
            String caseId = city.row(
                            "select id from gateway.payment_case where payment_id = ? and type = 'contradiction' and status = 'open'",
                            paid.payment)
                    .uuid("id")
                    .toString();
            city.http()
                    .post(
                            "/v1/cases/" + caseId + "/resolve",
                            RunningGateway.MAKER,
                            "{\"resolution\":\"accept_word\",\"note\":\"VNPay xác nhận\"}");
            boolean correctionFirst = round % 2 == 0;
            Callable<Http.Answer> correct = () -> approve(proposed);
            Callable<Http.Answer> reverse =
                    () -> city.http().post("/v1/cases/" + caseId + "/approve", RunningGateway.CHECKER, "");
            List<Http.Answer> answers = round == 0
                    ? List.of(correct.call(), reverse.call())
                    : Http.atOnce(correctionFirst ? List.of(correct, reverse) : List.of(reverse, correct));
            assertThat(answers).extracting(Http.Answer::status).doesNotContain(500);
            assertThat(city.status(paid.payment)).isEqualTo("failed");
            assertThat(city.count(
                            "select count(*) as n from gateway.receipt where payment_id = ? and withdrawn_at is null and replaced_at is null",
                            paid.payment))
                    .isZero();
            assertThat(city.count(
                            "select count(*) as n from gateway.receipt where payment_id = ? and withdrawn_at is not null and replaced_at is not null",
                            paid.payment))
                    .as("one that was replaced is not told of as withdrawn too")
                    .isZero();
        }
    }
}

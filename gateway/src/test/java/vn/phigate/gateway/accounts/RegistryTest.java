package vn.phigate.gateway.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.Http;
import vn.phigate.gateway.Http.Answer;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.testsupport.Database;

@Database
class RegistryTest {
    private static RunningGateway city;
    private static int agencies;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static Answer post(String path, String key, String body) {
        return city.http().post(path, key, body);
    }

    private static String newAgency() {
        String code = String.format("88%03d", ++agencies);
        Answer answer = post(
                "/v1/agencies",
                RunningGateway.ADMIN,
                "{\"code\":\"" + code + "\",\"kind\":\"commune\",\"name\":\"Xã Thử " + code
                        + "\",\"valid_from\":\"2025-07-01\"}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return code;
    }

    private static String draft(String agency, String number) {
        Answer answer = post(
                "/v1/accounts",
                RunningGateway.MAKER,
                "{\"agency\":\"" + agency + "\",\"bin\":\"970432\",\"number\":\"" + number
                        + "\",\"holder\":\"UBND XA THU\",\"valid_from\":\"2025-07-01T00:00:00+07:00\"}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        assertThat(answer.json().path("status").asText()).isEqualTo("draft");
        return answer.json().path("id").asText();
    }

    private static String activeAccount(String agency, String number) {
        String id = draft(agency, number);
        assertThat(post("/v1/accounts/" + id + "/submit", RunningGateway.MAKER, "{}")
                        .status())
                .isEqualTo(200);
        assertThat(post("/v1/accounts/" + id + "/approve", RunningGateway.CHECKER, "{}")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("active");
        return id;
    }

    private static String proposed(
            String agency, String account, @Nullable String procedure, String from, @Nullable String until) {
        Answer answer = post(
                "/v1/assignments",
                RunningGateway.MAKER,
                "{\"agency\":\"" + agency + "\",\"account\":\"" + account
                        + "\",\"kind\":\"FEE\",\"reason\":\"QĐ 1\",\"valid_from\":\"" + from + "\""
                        + (procedure == null ? "" : ",\"procedure\":\"" + procedure + "\"")
                        + (until == null ? "" : ",\"valid_until\":\"" + until + "\"") + "}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.json().path("id").asText();
    }

    private static Answer approveAssignment(String id) {
        return post("/v1/assignments/" + id + "/approve", RunningGateway.CHECKER, "{}");
    }

    private static Answer resolve(String agency, String more) {
        return city.http()
                .get(
                        "/v1/accounts/resolve?agency=" + agency + "&procedure=9.000001&kind=FEE" + more,
                        RunningGateway.DOSSIERS);
    }

    @Test
    void resolvesToTheApprovedAccount_andSaysWhy() {
        String agency = newAgency();
        Answer before = resolve(agency, "");
        assertThat(before.status()).isEqualTo(404);
        assertThat(before.problem()).isEqualTo("no_account");
        String account = activeAccount(agency, "1000000001");
        String assignment = proposed(agency, account, null, "2025-07-01T00:00:00+07:00", null);
        assertThat(resolve(agency, "").status()).as("a proposal is no answer").isEqualTo(404);
        assertThat(approveAssignment(assignment).status()).isEqualTo(200);
        JsonNode answer = resolve(agency, "").json();
        assertThat(answer.path("account").path("number").asText()).isEqualTo("1000000001");
        assertThat(answer.path("why")).isNotEmpty();
        assertThat(answer.path("valid_until").isNull()).isTrue();
    }

    @Test
    void proceduresOwnRowBeatsTheDefault() {
        String agency = newAgency();
        approveAssignment(proposed(agency, activeAccount(agency, "1000000002"), null, "2025-07-01T00:00:00Z", null));
        approveAssignment(
                proposed(agency, activeAccount(agency, "1000000003"), "9.000001", "2025-07-01T00:00:00Z", null));
        assertThat(resolve(agency, "").json().path("account").path("number").asText())
                .isEqualTo("1000000003");
        assertThat(city.http()
                        .get(
                                "/v1/accounts/resolve?agency=" + agency + "&procedure=9.000002&kind=FEE",
                                RunningGateway.DOSSIERS)
                        .json()
                        .path("account")
                        .path("number")
                        .asText())
                .isEqualTo("1000000002");
    }

    @Test
    void isNeverApprovedTwice_whenSixteenOverlappingOnesAreApprovedAtOnce() {
        String agency = newAgency();
        var calls = new ArrayList<Callable<Answer>>();
        for (int i = 0; i < 16; i++) {
            String account = activeAccount(agency, "20000000" + (10 + i));
            // Each begins on another day; all of them hold from 20 July on.
            String id = proposed(
                    agency, account, null, "2025-07-" + (1 + i < 10 ? "0" : "") + (1 + i) + "T00:00:00Z", null);
            calls.add(() -> approveAssignment(id));
        }
        List<Answer> answers = Http.atOnce(calls);
        assertThat(answers.stream().filter(a -> a.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(a -> a.status() != 200))
                .allSatisfy(a -> assertThat(a.problem()).isEqualTo("assignment_overlaps"));
        assertThat(city.count("""
                        select count(*) as n from gateway.account_assignment s join gateway.agency_code c using (agency_id)
                        where c.code = ? and s.status = 'approved'
                        """, agency)).isEqualTo(1);
    }

    @Test
    void spansThatOnlyTouchAreBothApproved() {
        String agency = newAgency();
        String one = activeAccount(agency, "1000000004");
        String two = activeAccount(agency, "1000000005");
        assertThat(approveAssignment(proposed(agency, one, null, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z"))
                        .status())
                .isEqualTo(200);
        assertThat(approveAssignment(proposed(agency, two, null, "2025-08-01T00:00:00Z", null))
                        .status())
                .isEqualTo(200);
        assertThat(resolve(agency, "&at=2025-07-31T23:59:59.999Z")
                        .json()
                        .path("account")
                        .path("id")
                        .asText())
                .isEqualTo(one);
        assertThat(resolve(agency, "&at=2025-08-01T00:00:00Z")
                        .json()
                        .path("account")
                        .path("id")
                        .asText())
                .isEqualTo(two);
        assertThat(resolve(agency, "&at=2025-07-31T23:59:59Z")
                        .json()
                        .path("valid_until")
                        .asText())
                .isEqualTo("2025-08-01T00:00:00Z");
    }

    /** What did we believe on 2 July about 1 July 23:59? */
    @Test
    void answersFromBothTimeAxes() {
        String agency = newAgency();
        String wrong = activeAccount(agency, "1000000006");
        String right = activeAccount(agency, "1000000007");
        assign(agency, wrong, "[2025-07-01 00:00+07,)", "[2025-07-01 08:00+07,2025-07-05 10:00+07)", "ended");
        assign(agency, right, "[2025-07-01 00:00+07,)", "[2025-07-05 10:00+07,)", "approved");
        String lateOnFirstDay = "&at=2025-07-01T23:59:00%2B07:00";
        assertThat(account(resolve(agency, lateOnFirstDay + "&known_at=2025-07-02T12:00:00Z")))
                .isEqualTo(wrong);
        assertThat(account(resolve(agency, lateOnFirstDay + "&known_at=2025-07-05T03:00:00Z")))
                .isEqualTo(right);
        assertThat(account(resolve(agency, lateOnFirstDay)))
                .as("what we know today")
                .isEqualTo(right);
        assertThat(resolve(agency, lateOnFirstDay + "&known_at=2025-07-01T00:30:00Z")
                        .status())
                .as("before anybody knew")
                .isEqualTo(404);
        assertThat(resolve(agency, "&at=2025-06-30T23:59:00%2B07:00").status())
                .as("before the agency")
                .isEqualTo(404);
        Instant secondOfJuly = Instant.parse("2025-07-02T12:00:00Z");
        long agencyId = city.gateway()
                .agencies()
                .get(city.db(), agency, java.time.LocalDate.of(2025, 7, 2))
                .id();
        Optional<Resolution> inProcess = city.gateway()
                .accounts()
                .resolve(city.db(), agencyId, "9.000001", Kind.FEE, secondOfJuly, secondOfJuly);
        assertThat(inProcess)
                .hasValueSatisfying(r -> assertThat(r.account().id().toString()).isEqualTo(wrong));
    }

    private static String account(Answer answer) {
        return answer.json().path("account").path("id").asText();
    }

    private static void assign(String agency, String account, String valid, String recorded, String status) {
        city.owner().run("""
                        insert into gateway.account_assignment (id, agency_id, kind, account_id, valid, recorded, status, reason, proposed_at, proposed_by,
                                                                approved_at, approved_by)
                        values (?, (select agency_id from gateway.agency_code where code = ?), 'FEE', ?, cast(? as tstzrange), cast(? as tstzrange), ?,
                                'test', now(), 'a', now(), 'b')
                        """, UUID.randomUUID(), agency, UUID.fromString(account), valid, recorded, status);
    }

    @Test
    void needsTwoPeople_byRole() {
        String agency = newAgency();
        String account = draft(agency, "1000000008");
        assertThat(post("/v1/accounts/" + account + "/approve", RunningGateway.CHECKER, "{}")
                        .problem())
                .isEqualTo("wrong_state");
        assertThat(post("/v1/accounts/" + account + "/approve", RunningGateway.MAKER, "{}")
                        .status())
                .isEqualTo(403);
        assertThat(post("/v1/accounts/" + account + "/submit", RunningGateway.CHECKER, "{}")
                        .status())
                .isEqualTo(403);
        assertThat(post("/v1/accounts", RunningGateway.CHECKER, "{}").status()).isEqualTo(403);
        assertThat(post("/v1/agencies", RunningGateway.MAKER, "{}").status()).isEqualTo(403);
    }

    /** Somebody with both roles still may not do both. */
    @Test
    void needsTwoPeople_alsoWhenOneHasBothRoles() {
        String agency = newAgency();
        UUID account = UUID.fromString(draft(agency, "1000000009"));
        Accounts accounts = city.gateway().accounts();
        assertThatThrownBy(() -> city.db().inTransactionDo(tx -> {
                    accounts.submit(tx, account, "lan");
                    accounts.approve(tx, account, Accounts.Acknowledged.ALL, "lan");
                }))
                .hasMessageContaining("same_person");
        assertThatThrownBy(() -> city.db().inTransactionDo(tx -> {
                    accounts.submit(tx, account, "lan");
                    accounts.approve(tx, account, Accounts.Acknowledged.ALL, "sandbox-maker");
                }))
                .as("who registered it may not approve it either")
                .hasMessageContaining("same_person");
        UUID active = UUID.fromString(activeAccount(agency, "1000000010"));
        UUID assignment = UUID.fromString(proposed(agency, active.toString(), null, "2025-07-01T00:00:00Z", null));
        assertThatThrownBy(() ->
                        city.db().inTransactionDo(tx -> accounts.approveAssignment(tx, assignment, "sandbox-maker")))
                .hasMessageContaining("same_person");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update gateway.collection_account set approved_by = created_by where id = ?|account_four_eyes",
                "update gateway.collection_account set submitted_by = approved_by where id = ?|account_four_eyes",
                "update gateway.collection_account set approved_by = null where id = ?|account_approved_when_active",
                "update gateway.account_assignment set approved_by = proposed_by where account_id = ?|assignment_four_eyes",
                "update gateway.account_assignment set approved_by = null where account_id = ?|assignment_approved"
            })
    void needsTwoPeople_evenByHandInTheDatabase(String sql, String constraint) {
        String agency = newAgency();
        String number = "3" + System.nanoTime() % 1_000_000_000_000L;
        UUID account = UUID.fromString(activeAccount(agency, number));
        approveAssignment(proposed(agency, account.toString(), null, "2025-07-01T00:00:00Z", null));
        for (Db db : List.of(city.db(), city.owner())) {
            assertThatThrownBy(() -> db.run(sql, account))
                    .isInstanceOfSatisfying(
                            ConstraintViolation.class,
                            e -> assertThat(e.constraint()).isEqualTo(constraint));
        }
    }

    @Test
    void accountNumberHasOneOwnerAtATime() {
        String one = newAgency();
        String two = newAgency();
        activeAccount(one, "1000000011");
        String second = draft(two, "1000000011");
        post("/v1/accounts/" + second + "/submit", RunningGateway.MAKER, "{}");
        assertThat(post("/v1/accounts/" + second + "/approve", RunningGateway.CHECKER, "{}")
                        .problem())
                .isEqualTo("account_taken");
    }

    @Test
    void refusesAssignment_toAnAccountNobodyApproved() {
        String agency = newAgency();
        assertThat(approveAssignment(proposed(agency, draft(agency, "1000000012"), null, "2025-07-01T00:00:00Z", null))
                        .problem())
                .isEqualTo("wrong_state");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update gateway.ledger_transfer set amount_vnd = amount_vnd + 1",
                "delete from gateway.ledger_transfer",
                "update gateway.audit_event set actor = 'nobody'",
                "delete from gateway.audit_event",
                "truncate gateway.ledger_transfer",
                "truncate gateway.audit_event cascade",
                "update gateway.evidence set content = ''",
                "delete from gateway.evidence",
                "truncate gateway.evidence cascade",
                "update gateway.settlement set settled_at = now()",
                "delete from gateway.settlement",
                "truncate gateway.settlement cascade",
                "update gateway.payment_item set amount_vnd = 1",
                "delete from gateway.payment_item",
                "truncate gateway.payment_item cascade",
                "truncate gateway.receipt cascade"
            })
    void historyIsNotRewritten_byNobody(String sql) {
        city.code(city.pay("vnpay").success());
        assertThat(city.count("select count(*) as n from gateway.audit_event")).isPositive();
        assertThat(city.count("select count(*) as n from gateway.ledger_transfer"))
                .isPositive();
        // A settlement goes with its reversal: the application may ask for it, and the trigger refuses what has none.
        String refusal = sql.equals("delete from gateway.settlement") ? "23001" : "42501";
        assertThatThrownBy(() -> city.db().run(sql))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.sqlState()).isEqualTo(refusal));
        assertThatThrownBy(() -> city.owner().run(sql))
                .as("the owner has the privilege, but the trigger stands behind it")
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.sqlState()).isEqualTo("23001"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update gateway.payment set amount_vnd = 1",
                "update gateway.payment set account_id = account_id",
                "update gateway.obligation set amount_vnd = 1",
                "delete from gateway.payment",
                "delete from gateway.evidence",
                "update gateway.evidence set content = ''",
                "update gateway.settlement set payment_id = payment_id",
                "update gateway.receipt set number = 7",
                "delete from gateway.receipt",
                "update gateway.ledger_account set code = 'x'",
                "update gateway.attempt set order_id = 'x'",
                "delete from gateway.collection_account",
                "create table gateway.x (i int)"
            })
    void applicationMayNot(String sql) {
        assertThatThrownBy(() -> city.db().run(sql))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.sqlState()).isEqualTo("42501"));
    }

    @Test
    void everyDecisionIsAudited() {
        String agency = newAgency();
        String account = activeAccount(agency, "1000000013");
        assertThat(city.owner()
                        .list(
                                "select action, actor from gateway.audit_event where subject_type = 'account' and subject_id = ? order by id",
                                row -> row.text("action") + " " + row.text("actor"),
                                account))
                .containsExactly("register sandbox-maker", "submit sandbox-maker", "approve sandbox-checker");
    }

    @Test
    void refusesAgencyCode_thatIsTaken() {
        assertThat(post(
                                "/v1/agencies",
                                RunningGateway.ADMIN,
                                "{\"code\":\"00004\",\"kind\":\"commune\",\"name\":\"Ba Đình\"}")
                        .problem())
                .isEqualTo("agency_code_taken");
        city.advance(Duration.ofSeconds(1));
    }

    @Test
    void listsByPages() {
        JsonNode first = city.http().get("/v1/procedures?limit=20").json();
        assertThat(first.path("items")).hasSize(20);
        JsonNode second = city.http()
                .get("/v1/procedures?limit=40&cursor=" + first.path("next").asText())
                .json();
        assertThat(second.path("items")).hasSize(27);
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(city.http().get("/v1/procedures?limit=0").problem()).isEqualTo("invalid_field");
        assertThat(city.http()
                        .get("/v1/agencies?limit=2", RunningGateway.MAKER)
                        .json()
                        .path("items"))
                .hasSize(2);
    }
}

package vn.phigate.gateway.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.Http.Answer;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.Resolution;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.PricedItem;
import vn.phigate.gateway.procedures.Procedure;
import vn.phigate.testsupport.Database;
import vn.phigate.testsupport.Seeded;

/** The clock stands on 17 July 2025; the city has three communes and two departments. */
@Database
class CoverageTest {
    private static final Duration HALF_DAY = Duration.ofHours(12);
    /** Procedures that get rows of their own in the map; for all others the default rows decide. */
    private static final List<String> SPECIAL = List.of("9.000001", "9.000002", "2.000884", "7.000002");

    private static RunningGateway city;

    @BeforeAll
    static void start(DbSettings database) {
        city = RunningGateway.start(database);
        catalogue("""
                procedure_code,name,level,agencies,kind,fee_name,price_online,price_counter,price_post,valid_from,valid_to,legal_basis
                7.000001,Thiếu mức trực tuyến,commune,*,FEE,Phí,,1000,1000,2025-01-01,,NQ
                7.000002,Riêng hai nơi,commune,00004;S01,FEE,Phí,1000,1000,1000,2025-01-01,,NQ
                7.000003,Chỉ cấp sở,department,department,CHARGE,Lệ phí,1000,1000,1000,2025-01-01,,NQ
                7.000004,Theo công thức,commune,commune,FEE,Phí,1000*pages,0,0,2025-01-01,,NQ
                7.000004,Theo công thức,commune,commune,CHARGE,Lệ phí,0,5000,5000,2025-01-01,2025-07-31,NQ
                """);
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static void catalogue(String csv) {
        Answer answer = city.http()
                .upload(
                        "/v1/procedures/import?filename=a.csv&mode=apply",
                        RunningGateway.ADMIN,
                        csv.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("counts").path("refused").asLong())
                .as(answer.toString())
                .isZero();
    }

    private static JsonNode get(String query) {
        Answer answer = city.http().get("/v1/coverage" + query, RunningGateway.MAKER);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    private static long sum(JsonNode classes) {
        return StreamSupport.stream(classes.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .sum();
    }

    @Test
    void totalsAddUp_byClassByAgencyAndByProcedure() {
        for (String query :
                List.of("", "?channel=counter", "?at=2025-08-15T00:00:00Z", "?at=2024-01-01T00:00:00Z&channel=post")) {
            JsonNode totals = get(query);
            long cells = totals.path("cells").asLong();
            assertThat(sum(totals.path("classes"))).isEqualTo(cells);
            for (String part : List.of("agencies", "procedures")) {
                long parts = 0;
                for (JsonNode line : totals.path(part)) {
                    assertThat(sum(line.path("classes")))
                            .isEqualTo(line.path("cells").asLong());
                    parts += line.path("cells").asLong();
                }
                assertThat(parts).as(part).isEqualTo(cells);
            }
            totals.path("classes")
                    .fieldNames()
                    .forEachRemaining(name -> assertThat(CellClass.parse(name)).isPresent());
            assertThat(totals.path("classes")).hasSize(CellClass.values().length);
        }
        // 47 seeded and one more everywhere, 2 listed, 2 departments, 3 communes
        assertThat(get("").path("cells").asLong()).isEqualTo(48 * 5 + 2 + 2 + 3);
        assertThat(get("?at=2024-01-01T00:00:00Z").path("cells").asLong())
                .as("before there were agencies")
                .isZero();
    }

    @Test
    void pagesShowEveryCellOnce_inOrder() {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get("?limit=37" + cursor);
            page.path("items")
                    .forEach(c -> seen.add(c.path("agency").asText() + "/"
                            + c.path("procedure").asText()));
            cursor = page.path("next").isNull()
                    ? null
                    : "&cursor=" + page.path("next").asText();
        } while (cursor != null);
        assertThat(seen).doesNotHaveDuplicates().isSorted().hasSize((int)
                get("").path("cells").asLong());
        assertThat(get("?procedure=7.000002&limit=10").path("items")).hasSize(2);
        assertThat(get("?class=no_fee_row").path("items")).allSatisfy(c -> {
            assertThat(c.path("procedure").asText()).isEqualTo("7.000001");
            assertThat(c.path("actor").asText()).isEqualTo("centre");
            assertThat(c.path("reason").asText()).isNotBlank();
        });
        assertThat(city.http()
                        .get("/v1/coverage?class=broken", RunningGateway.MAKER)
                        .problem())
                .isEqualTo("invalid_field");
        assertThat(city.http()
                        .get("/v1/coverage?cursor=x", RunningGateway.MAKER)
                        .problem())
                .isEqualTo("invalid_field");
        assertThat(city.http().get("/v1/coverage").status()).isEqualTo(401);
    }

    /** What the page says is what a payer would meet: each cell is judged again by the doors that payments use. */
    @Test
    void agreesWithTheDoorsOfPayments_forRandomRegistries() {
        var agencies = city.gateway().agencies();
        LocalDate first = LocalDate.of(2025, 7, 1);
        List<Agency> all = new ArrayList<>(agencies.list(city.db(), first, "", 100));
        Seeded.check(10, random -> {
            scramble(random, all);
            for (int i = 0; i < 3; i++) {
                Instant at = BusinessDay.startOf(first).plus(HALF_DAY.multipliedBy(random.nextInt(2 * 120)));
                for (Channel channel : Channel.values()) {
                    compare(at, channel, all);
                }
            }
        });
    }

    private static void compare(Instant at, Channel channel, List<Agency> all) {
        var procedures = city.gateway().procedures();
        Map<String, CellClass> accounts = new HashMap<>();
        Map<String, CellClass> shown = new HashMap<>();
        String after = "";
        while (after != null) {
            var page = city.gateway().coverage().cells(Coverage.Filter.NONE, at, channel, after, 100);
            page.cells().forEach(c -> shown.put(c.agency() + "/" + c.procedure(), c.cellClass()));
            after = page.next();
        }
        Map<CellClass, Long> counted = new EnumMap<>(CellClass.class);
        Set<String> expectedKeys = new HashSet<>();
        for (Procedure procedure : procedures.list(city.db(), "", 1_000)) {
            for (Agency agency : all) {
                if (!procedures.inCharge(city.db(), procedure.code(), agency.id(), agency.kind())) {
                    continue;
                }
                String key = agency.code() + "/" + procedure.code();
                CellClass expected = expected(at, channel, procedure, agency, accounts);
                assertThat(shown.get(key)).as(key + " at " + at + " " + channel).isEqualTo(expected);
                counted.merge(expected, 1L, Long::sum);
                expectedKeys.add(key);
            }
        }
        assertThat(shown.keySet()).isEqualTo(expectedKeys);
        assertThat(city.gateway().coverage().totals(at, channel).classes()).isEqualTo(counted);
    }

    private static CellClass expected(
            Instant at, Channel channel, Procedure procedure, Agency agency, Map<String, CellClass> accounts) {
        List<PricedItem> items;
        try {
            items = city.gateway().procedures().priced(city.db(), procedure.code(), channel, BusinessDay.of(at));
        } catch (Refusal noPrice) {
            return CellClass.NO_FEE_ROW;
        }
        CellClass worst = null;
        for (PricedItem item : items) {
            if (!item.price().isZero()) {
                String key = agency.code() + item.kind() + (SPECIAL.contains(procedure.code()) ? procedure.code() : "");
                CellClass own = accounts.computeIfAbsent(key, k -> account(at, procedure, agency, item.kind()));
                worst = worst == null || own.compareTo(worst) < 0 ? own : worst;
            }
        }
        return worst == null ? CellClass.FREE : worst;
    }

    private static CellClass account(Instant at, Procedure procedure, Agency agency, Kind kind) {
        Accounts accounts = city.gateway().accounts();
        Optional<Resolution> now = accounts.resolve(city.db(), agency.id(), procedure.code(), kind, at, city.now());
        if (now.isEmpty()) {
            return CellClass.NO_ACCOUNT;
        } else if (now.get().account().bin().equals("999999")) {
            return CellClass.PROVIDER_REFUSES_BANK;
        }
        // All spans of this test begin and end at noon or midnight.
        for (int half = 0; half <= 2 * 14; half++) {
            if (accounts.resolve(
                            city.db(),
                            agency.id(),
                            procedure.code(),
                            kind,
                            at.plus(HALF_DAY.multipliedBy(half)),
                            city.now())
                    .isEmpty()) {
                return CellClass.ACCOUNT_EXPIRING;
            }
        }
        return CellClass.PAYABLE;
    }

    /** New accounts and assignments of random spans; those that would give two answers are refused by the database, as they must be. */
    private static void scramble(Random random, List<Agency> all) {
        Instant start = BusinessDay.startOf(LocalDate.of(2025, 7, 1));
        unguarded("delete from gateway.succession_link");
        List<UUID> known = new ArrayList<>();
        for (Agency agency : all) {
            unguarded("delete from gateway.account_assignment where agency_id = ?", agency.id());
            unguarded("delete from gateway.collection_account where agency_id = ?", agency.id());
            for (int i = random.nextInt(9); i > 0; i--) {
                Instant from = start.plus(HALF_DAY.multipliedBy(random.nextInt(2 * 90) - 20));
                Instant until =
                        random.nextInt(3) == 0 ? null : from.plus(HALF_DAY.multipliedBy(1 + random.nextInt(2 * 60)));
                String bin = random.nextInt(5) == 0 ? "999999" : "970436";
                UUID own = insertAccount(agency, bin, from, until);
                known.add(own);
                // Perhaps another agency collects for this one.
                UUID account = random.nextInt(3) == 0 ? known.get(random.nextInt(known.size())) : own;
                Instant since = random.nextInt(3) == 0 ? from.plus(HALF_DAY.multipliedBy(random.nextInt(16))) : from;
                for (Kind kind : Kind.values()) {
                    String procedure = random.nextInt(3) == 0 ? SPECIAL.get(random.nextInt(SPECIAL.size())) : null;
                    try {
                        insertAssignment(agency, procedure, kind, account, since, random.nextBoolean() ? until : null);
                    } catch (ConstraintViolation overlaps) {
                        assertThat(overlaps.constraint()).isEqualTo("assignment_one_account");
                    }
                }
            }
        }
        succeed(random, all, known, start);
    }

    /** Accounts and agencies that were succeeded, always by later ones, so that no chain leads back. */
    private static void succeed(Random random, List<Agency> all, List<UUID> known, Instant start) {
        for (int i = random.nextInt(12); i > 0 && known.size() > 1; i--) {
            int former = random.nextInt(known.size() - 1);
            UUID successor = known.get(former + 1 + random.nextInt(known.size() - former - 1));
            link(random, start, "account", known.get(former), successor);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            int former = random.nextInt(all.size() - 1);
            long successor = all.get(former + 1 + random.nextInt(all.size() - former - 1))
                    .id();
            link(random, start, "agency", all.get(former).id(), random.nextInt(4) == 0 ? null : successor);
        }
    }

    private static void link(Random random, Instant start, String of, Object former, @Nullable Object successor) {
        Instant from = start.plus(HALF_DAY.multipliedBy(random.nextInt(2 * 90)));
        Instant until = random.nextBoolean() ? null : from.plus(HALF_DAY.multipliedBy(1 + random.nextInt(2 * 30)));
        try {
            unguarded("""
                    insert into gateway.succession_link (id, part_id, former_OF, successor_OF, valid, recorded)
                    values (gen_random_uuid(), gen_random_uuid(), ?, ?, tstzrange(?, ?), tstzrange('2025-07-01', null))
                    """.replace("OF", of), former, successor, from, until);
        } catch (ConstraintViolation overlaps) {
            assertThat(overlaps.constraint()).startsWith("link_one_");
        }
    }

    private static int accounts = 0;

    /** Past the triggers that keep the life of accounts, which is tested elsewhere; constraints hold all the same. */
    private static void unguarded(String sql, @Nullable Object... values) {
        city.owner().inTransactionDo(tx -> {
            tx.run("set local session_replication_role = replica");
            tx.run(sql, values);
        });
    }

    private static UUID insertAccount(Agency agency, String bin, Instant from, @Nullable Instant until) {
        UUID id = UUID.randomUUID();
        unguarded("""
                insert into gateway.collection_account (id, agency_id, bank_bin, number, holder, valid, status, sample, requested_from, effective_at,
                    created_at, created_by, touched_by, submitted_at, submitted_by, checked_at, approved_at, approved_by)
                select r.id, r.agency_id, r.bin, r.number, 'X', tstzrange(r.since, ?), 'active', true, r.since, r.since, r.since, 'a', '{a}', r.since, 'a',
                    r.since, r.since, 'b'
                from (select cast(? as uuid) as id, cast(? as bigint) as agency_id, ? as bin, ? as number, cast(? as timestamptz) as since) r
                """, until, id, agency.id(), bin, "T" + ++accounts + "0000", from);
        return id;
    }

    private static void insertAssignment(
            Agency agency, @Nullable String procedure, Kind kind, UUID account, Instant from, @Nullable Instant until) {
        if (until != null && !until.isAfter(from)) {
            return;
        }
        unguarded("""
                insert into gateway.account_assignment (id, agency_id, procedure_code, kind, account_id, valid, recorded, status, reason,
                    proposed_at, proposed_by, approved_at, approved_by)
                values (?, ?, ?, ?, ?, tstzrange(?, ?), tstzrange('2025-07-01', null), 'approved', 'r', ?, 'a', ?, 'b')
                """, UUID.randomUUID(), agency.id(), procedure, kind.name(), account, from, until, from, from);
    }
}

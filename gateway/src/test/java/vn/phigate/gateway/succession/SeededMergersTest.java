package vn.phigate.gateway.succession;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.accounts.RegistryRules;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.seeds.SeedCity;
import vn.phigate.testsupport.Database;

/** The real mergers of Hà Nội, counted in the file by other means than those of the import. */
@Database
class SeededMergersTest {
    private static final Path SEEDS = Path.of(System.getProperty("phigate.root", ".."), "config", "seeds");
    private static final LocalDate LAST_DAY = LocalDate.of(2025, 6, 30);
    private static final Instant CUT_OVER = Instant.parse("2025-06-30T17:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2025-07-17T02:00:00Z"));
    private static final Audit AUDIT = new Audit(CLOCK);
    private static final Agencies AGENCIES = new Agencies(AUDIT, CLOCK);
    private static final Accounts ACCOUNTS = new Accounts(AGENCIES, RegistryRules.SANDBOX, AUDIT, CLOCK);
    private static final Successions SUCCESSIONS = new Successions(AGENCIES, ACCOUNTS, AUDIT, CLOCK);

    private static List<NamedCsvRecord> rows;

    @BeforeAll
    static void seed(Db db) throws IOException {
        new SeedCity(db, SEEDS, line -> {}).runIfEmpty("01");
        try (var reader = CsvReader.builder().ofNamedCsvRecord(SEEDS.resolve("commune-mergers.csv"))) {
            rows = reader.stream()
                    .filter(row -> row.getField("new_province_code").equals("01"))
                    .toList();
        }
    }

    private static long count(Db db, String sql) {
        return db.get("select count(*) as n from " + sql).orElseThrow().whole("n");
    }

    private static Set<String> distinct(String column, String divided) {
        var values = new HashSet<String>();
        rows.stream()
                .filter(row -> divided.isEmpty() || row.getField("divided").equals(divided))
                .forEach(row -> values.add(row.getField(column)));
        return values;
    }

    @Test
    void everyRowIsLoaded(Db db) {
        assertThat(rows).hasSize(794);
        assertThat(count(db, "gateway.succession_candidate")).isEqualTo(794);
        assertThat(count(db, "gateway.succession_part"))
                .isEqualTo(distinct("old_code", "").size());
        assertThat(count(db, "gateway.succession_part where divided"))
                .isEqualTo(distinct("old_code", "true").size());
        assertThat(count(db, "(select distinct agency_id from gateway.succession_candidate) s"))
                .isEqualTo(distinct("new_code", "").size())
                .isEqualTo(126);
        assertThat(count(db, "gateway.succession where status = 'approved'"))
                .isEqualTo(distinct("old_district", "").size());
        assertThat(SUCCESSIONS.questions(db, null, 1_000))
                .hasSize(distinct("old_code", "true").size());
    }

    /** 126 codes are those of a former and of a present commune. */
    @Test
    void aCodeIsReadAsOfItsDay(Db db) {
        var present = AGENCIES.list(db, LAST_DAY.plusDays(1), "", 1_000).stream()
                .filter(a -> a.kind().equals("commune"))
                .toList();
        assertThat(present).hasSize(126);
        assertThat(AGENCIES.list(db, LAST_DAY, "", 1_000))
                .hasSize(distinct("old_code", "").size())
                .noneMatch(agency -> agency.sample());
        for (NamedCsvRecord row : rows) {
            var former = AGENCIES.get(db, row.getField("old_code"), LAST_DAY);
            assertThat(former.name()).isEqualTo(row.getField("old_name"));
            assertThat(present).noneMatch(agency -> agency.id() == former.id());
        }
    }

    @Test
    void moneyForAFormerCommuneIsItsSuccessors_whenItWasNotDivided(Db db) {
        for (NamedCsvRecord row : rows) {
            var former = AGENCIES.get(db, row.getField("old_code"), LAST_DAY);
            CollectionAccount account = ACCOUNTS.ofAgency(db, former.id()).getFirst();
            assertThat(account.sample()).isTrue();
            assertThat(account.holder()).endsWith("TAI KHOAN SINH TU DONG");
            assertThat(SUCCESSIONS.successor(db, account.id(), CUT_OVER.minusSeconds(1)))
                    .isEmpty();
            Successor successor = SUCCESSIONS
                    .successor(db, account.bin(), account.number(), CUT_OVER)
                    .orElseThrow();
            assertThat(successor.former()).isEqualTo(former);
            assertThat(successor.cutOver()).isEqualTo(CUT_OVER);
            assertThat(successor.legalAct()).contains("1656/NQ-UBTVQH15");
            assertThat(successor.candidates()).extracting(a -> a.code()).contains(row.getField("new_code"));
            boolean divided = row.getField("divided").equals("true");
            assertThat(successor.divided()).isEqualTo(divided);
            assertThat(successor.undecided()).isEqualTo(divided);
            var old = ACCOUNTS.resolve(
                    db, former.id(), "1.000894", Kind.FEE, CUT_OVER.minusSeconds(1), CUT_OVER.minusSeconds(1));
            assertThat(old)
                    .as("before the merger")
                    .hasValueSatisfying(r -> assertThat(r.account()).isEqualTo(account));
            var now = ACCOUNTS.resolve(db, former.id(), "1.000894", Kind.FEE, CUT_OVER, CLOCK.instant());
            assertThat(now.isPresent()).isEqualTo(!divided);
            now.ifPresent(r -> {
                assertThat(r.account()).isEqualTo(successor.account());
                assertThat(r.successions()).singleElement().satisfies(step -> {
                    assertThat(step.former()).isEqualTo(former.name());
                    assertThat(step.successor())
                            .isEqualTo(
                                    Objects.requireNonNull(successor.agency()).name());
                });
            });
        }
    }
}

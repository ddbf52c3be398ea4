package vn.phigate.gateway.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.testsupport.Database;

/** One setting makes it another city, and a database stays the city's that began it. */
@Database
class ClaimCityTest {
    private static final Path SEEDS = Path.of(System.getProperty("phigate.root", ".."), "config", "seeds");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2025-07-17T02:00:00Z"));

    private final Db db;
    private final Db owner;

    ClaimCityTest(Db db, DbSettings settings) {
        this.db = db;
        this.owner = Db.open(settings.asLogin().withPoolSize(1));
        // Every case begins with an empty database, as the owner alone can make it.
        owner.inTransactionDo(tx -> {
            tx.run("set local session_replication_role = replica");
            tx.run(
                    "truncate gateway.city, gateway.agency, gateway.procedure, gateway.audit_event, gateway.audit_seal, gateway.audit_unsealed cascade");
        });
    }

    @AfterEach
    void close() {
        owner.close();
    }

    @ParameterizedTest
    @CsvSource({
        "01, Thành phố Hà Nội, 126, 12, 00004, Phường Ba Đình",
        "31, Thành phố Hải Phòng, 114, 10, 11311, Phường Hồng Bàng",
        "79, Thành phố Hồ Chí Minh, 168, 13, 26740, Phường Sài Gòn"
    })
    void hasItsOwnAgencies_eachWithAnAccountAndItsRows(
            String code, String name, long communes, long departments, String known, String knownName) {
        assertThat(new ClaimCity(SEEDS, code, CLOCK).claim(db, "here")).isEqualTo(name);
        new SeedCity(db, SEEDS, line -> {}).runIfEmpty(code);
        String present =
                " and exists (select from gateway.agency_code k where k.agency_id = a.id and k.valid @> date '2025-07-01')";
        assertThat(count("select count(*) as n from gateway.agency a where kind = 'commune'" + present))
                .isEqualTo(communes);
        assertThat(count("select count(*) as n from gateway.agency a where kind = 'department'" + present))
                .isEqualTo(departments);
        long all = communes + departments;
        assertThat(count("select count(*) as n from gateway.collection_account where status = 'active'"))
                .isEqualTo(all + 1);
        assertThat(count("select count(*) as n from gateway.account_assignment a where status = 'approved'"
                        + present.replace("a.id", "a.agency_id")))
                .isEqualTo(3 * all);
        assertThat(
                        count(
                                "select count(distinct agency_id) as n from gateway.agency_code where valid @> date '2025-07-01'"))
                .isEqualTo(all);
        assertThat(db.list(
                        "select a.name from gateway.agency_code c join gateway.agency a on a.id = c.agency_id where c.code = ? and c.valid @> date '2025-07-01'",
                        row -> row.text("name"),
                        known))
                .containsExactly(knownName);
    }

    /** Every row of the registry came with an event that holds it. */
    @Test
    void recordsEachRow_whenCityIsSeeded() {
        new SeedCity(db, SEEDS, line -> {}).runIfEmpty("31");
        for (List<String> pair : List.of(
                List.of("agency", "agency", "create"),
                List.of("procedure", "procedure", "create"),
                List.of("fee_item", "fee_item", "create"),
                List.of("fee_price", "fee_item", "price"),
                List.of("collection_account", "account", "register"),
                List.of("collection_account", "account", "approve"),
                List.of("account_assignment", "assignment", "approve"))) {
            assertThat(count(
                            "select count(*) as n from gateway.audit_event where after is not null and subject_type = '"
                                    + pair.get(1) + "' and action = '" + pair.get(2) + "'"))
                    .as(pair.toString())
                    .isPositive()
                    .isEqualTo(count("select count(*) as n from gateway." + pair.get(0)));
        }
    }

    @Test
    void refusesOtherCity_andSaysWhoseItIsAndWhatToDo() {
        new ClaimCity(SEEDS, "01", CLOCK).claim(db, "jdbc:here");
        assertThat(new ClaimCity(SEEDS, "01", CLOCK).claim(db, "jdbc:here"))
                .as("started again")
                .isEqualTo("Thành phố Hà Nội");
        assertThatThrownBy(() -> new ClaimCity(SEEDS, "79", CLOCK).claim(db, "jdbc:here"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("jdbc:here")
                .hasMessageContaining(
                        "belongs to Thành phố Hà Nội (01) and cannot be used for Thành phố Hồ Chí Minh (79)")
                .hasMessageContaining("city.code")
                .hasMessageContaining("database.url");
        assertThat(db.list("select code from gateway.city", row -> row.text("code")))
                .containsExactly("01");
        assertThatThrownBy(() -> owner.run("update gateway.city set code = '79'"))
                .isInstanceOf(DatabaseException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "99", "", "HN"})
    void refusesCode_whenThereIsNoSuchCity(String code) {
        assertThatThrownBy(() -> new ClaimCity(SEEDS, code, CLOCK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("01=Thành phố Hà Nội, 31=Thành phố Hải Phòng, 79=Thành phố Hồ Chí Minh");
    }

    private long count(String sql) {
        return owner.get(sql).orElseThrow().whole("n");
    }
}

package vn.phigate.gateway.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.phigate.testsupport.Database;

@Database
class RowTest {

    private enum Colour {
        DARK_RED
    }

    private static final Instant NOON = Instant.parse("2025-07-01T16:59:59.999999Z");
    private static final UUID ID = UUID.fromString("0197c3f0-0000-7000-8000-000000000001");

    private final Db db;

    RowTest(Db db) {
        this.db = db;
    }

    @BeforeAll
    static void createTable(DbSettings settings) {
        try (Db owner = Db.open(settings.asLogin())) {
            owner.run("""
                create table thing (
                  id uuid primary key, small smallint, mid integer, amount_vnd bigint, share numeric, name text,
                  done boolean, paid_at timestamptz, paid_on date, raw bytea, detail jsonb, tags text[], ids bigint[],
                  others uuid[], local_at timestamp, span tstzrange)""");
            owner.run("grant all on thing to public");
        }
    }

    @Test
    void keepsEveryType_whenWrittenAndReadBack() {
        db.run("delete from thing");
        String json = "{\"note\":\"" + "đ".repeat(3_000) + "\"}";
        long touched = db.run(
                """
                insert into thing (id, small, mid, amount_vnd, share, name, done, paid_at, paid_on, raw, detail, tags,
                  ids, others, span)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                ID,
                3,
                70_000,
                9_007_199_254_740_993L,
                new BigDecimal("0.075"),
                "Lệ phí chứng thực",
                true,
                NOON,
                LocalDate.of(2025, 7, 1),
                new byte[] {0, -1, 127},
                json,
                new String[] {"a", "b,c", "\"d\""},
                new long[] {1, Long.MAX_VALUE},
                new UUID[] {ID},
                "[2025-07-01 00:00:00+00,)");

        assertThat(touched).isEqualTo(1);
        Row row = db.get("select * from thing where id = ?", ID).orElseThrow();
        assertThat(row.uuid("id")).isEqualTo(ID);
        assertThat(List.of(row.whole("small"), row.whole("mid"), row.whole("amount_vnd")))
                .containsExactly(3L, 70_000L, 9_007_199_254_740_993L);
        assertThat(row.decimal("share")).isEqualByComparingTo("0.075");
        assertThat(row.text("name")).isEqualTo("Lệ phí chứng thực");
        assertThat(row.flag("done")).isTrue();
        assertThat(row.instant("paid_at")).isEqualTo(NOON);
        assertThat(row.date("paid_on")).isEqualTo("2025-07-01");
        assertThat(row.bytes("raw")).containsExactly(0, -1, 127);
        assertThat(row.text("detail")).contains("đđđ").hasSizeGreaterThan(3_000);
        assertThat(row.texts("tags")).containsExactly("a", "b,c", "\"d\"");
        assertThat(row.wholes("ids")).containsExactly(1L, Long.MAX_VALUE);
        assertThat(row.text("span")).startsWith("[\"2025-07-01");
        assertThat(db.list("select id from thing where id = any(?)", r -> r.uuid("id"), (Object) new UUID[] {ID}))
                .containsExactly(ID);
        assertThat(db.list("select id from thing where name = any(?)", r -> r.uuid("id"), (Object)
                        new String[] {"Lệ phí chứng thực"}))
                .containsExactly(ID);
    }

    @Test
    void readsNulls_whenEveryColumnIsNull() {
        db.run("delete from thing");
        db.run(
                "insert into thing (id, amount_vnd, name, paid_at, paid_on, raw) values (?, ?, ?, ?, ?, ?)",
                ID,
                null,
                null,
                null,
                null,
                null);

        Row row = db.get("select * from thing").orElseThrow();
        assertThat(row.wholeOrNull("amount_vnd")).isNull();
        assertThat(row.textOrNull("name")).isNull();
        assertThat(row.instantOrNull("paid_at")).isNull();
        assertThat(row.dateOrNull("paid_on")).isNull();
        assertThat(row.bytesOrNull("raw")).isNull();
        assertThat(row.decimalOrNull("share")).isNull();
        assertThat(row.uuidOrNull("id")).isNotNull();
        assertThatThrownBy(() -> row.whole("amount_vnd")).hasMessage("Column amount_vnd is null");
        assertThatThrownBy(() -> row.text("name")).hasMessage("Column name is null");
        assertThatThrownBy(() -> row.flag("done")).hasMessage("Column done is null");
        assertThatThrownBy(() -> row.texts("tags")).hasMessage("Column tags is null");
    }

    @Test
    void namesTheColumn_whenItIsMissingOrOfAnotherType() {
        Row row = db.get("select 'x' as name, timestamp '2025-07-01 00:00' as local_at, 1.5 as half")
                .orElseThrow();
        assertThatThrownBy(() -> row.text("nmae")).hasMessage("No column nmae among [half, local_at, name]");
        assertThatThrownBy(() -> row.whole("name")).hasMessageContaining("Column name holds a String");
        assertThatThrownBy(() -> row.instant("local_at")).hasMessageContaining("Column local_at");
        assertThatThrownBy(() -> row.whole("half")).hasMessageContaining("Column half holds 1.5");
    }

    @Test
    void readsTheSumOfBigints_asWholeNumber() {
        assertThat(db.get("select sum(v) as total from unnest(?) v", (Object) new Long[] {1L, 2L})
                        .orElseThrow()
                        .whole("total"))
                .isEqualTo(3);
    }

    @Test
    void readsAnEnumBack_whenWrittenByItsName() {
        Row row = db.get("select ? || '' as colour, 'blue' as other", Colour.DARK_RED)
                .orElseThrow();
        assertThat(row.text("colour")).isEqualTo("dark_red");
        assertThat(row.constant("colour", Colour.class)).isEqualTo(Colour.DARK_RED);
        assertThatThrownBy(() -> row.constant("other", Colour.class)).hasMessageContaining("'blue', no Colour");
    }

    @Test
    void staysOnItsDay_whenAnInstantHasNanoseconds() {
        Instant lastNanosecond = Instant.parse("2025-07-01T16:59:59.999999999Z");
        assertThat(db.get("select cast(? as timestamptz) as at", lastNanosecond)
                        .orElseThrow()
                        .instant("at"))
                .isEqualTo(NOON);
    }

    @Test
    void refusesFloatingPoint_whenGivenAsParameter() {
        assertThatThrownBy(() -> db.get("select ?", 1.5)).hasMessageContaining("java.lang.Double");
    }
}

package vn.phigate.gateway.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import vn.phigate.testsupport.Database;

@Database
class DbTest {

    private final Db db;
    private final DbSettings settings;

    DbTest(Db db, DbSettings settings) {
        this.db = db;
        this.settings = settings;
    }

    @BeforeAll
    static void createTables(DbSettings settings) {
        try (Db owner = Db.open(settings.asLogin())) {
            owner.run("""
                    create table account (
                      id bigint constraint account_known primary key,
                      balance_vnd bigint not null constraint account_never_negative check (balance_vnd >= 0),
                      parent bigint constraint account_has_parent references account deferrable initially deferred)""");
            owner.run("grant all on account to public");
        }
    }

    @BeforeEach
    void twoAccounts() {
        db.run("delete from account");
        db.run("insert into account values (1, 100), (2, 100)");
    }

    private long balance(long id) {
        return db.get("select balance_vnd from account where id = ?", id)
                .orElseThrow()
                .whole("balance_vnd");
    }

    // ---- transactions ---------------------------------------------------------------------------------------------

    @Test
    void commitsEverything_whenTheWorkReturns() {
        String answer = db.inTransaction(tx -> {
            tx.run("update account set balance_vnd = balance_vnd - 30 where id = 1");
            tx.run("update account set balance_vnd = balance_vnd + 30 where id = 2");
            return "moved";
        });
        assertThat(answer).isEqualTo("moved");
        assertThat(balance(1)).isEqualTo(70);
        assertThat(balance(2)).isEqualTo(130);
    }

    @Test
    void commitsNothing_whenTheWorkThrows() {
        assertThatThrownBy(() -> db.inTransactionDo(tx -> {
                    tx.run("update account set balance_vnd = 0 where id = 1");
                    throw new IllegalArgumentException("second thoughts");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(balance(1)).isEqualTo(100);
    }

    @Test
    void commitsNothing_whenTheWorkEndsInAnError() {
        assertThatThrownBy(() -> db.inTransactionDo(tx -> {
                    tx.run("update account set balance_vnd = 0 where id = 1");
                    throw new AssertionError("a bug");
                }))
                .isInstanceOf(AssertionError.class);
        assertThat(balance(1)).isEqualTo(100);
    }

    @Test
    void refusesToCommit_whenAFailedStatementWasSwallowed() {
        AtomicInteger swallowed = new AtomicInteger();
        DatabaseException refused = catchThrowableOfType(
                DatabaseException.class,
                () -> db.inTransactionDo(tx -> {
                    tx.run("update account set balance_vnd = 0 where id = 1");
                    try {
                        tx.run("select no_such_function()");
                    } catch (DatabaseException e) {
                        swallowed.incrementAndGet();
                    }
                }));
        assertThat(swallowed).hasValue(1);
        assertThat(refused.sqlState()).isEqualTo("25P02");
        assertThat(balance(1)).isEqualTo(100);
    }

    @Test
    void refusesToCallItCommitted_whenTheCommitWarns() {
        try (Db owner = Db.open(settings.asLogin())) {
            owner.run("create table warned (id bigint)");
            owner.run("""
                    create function warn() returns trigger language plpgsql as $$
                    begin raise warning 'not on the standby'; return null; end $$""");
            owner.run("""
                    create constraint trigger warned_late after insert on warned deferrable initially deferred
                    for each row execute function warn()""");
            assertThatThrownBy(() -> owner.inTransactionDo(tx -> tx.run("insert into warned values (1)")))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("The commit is not certain");
        }
    }

    @Test
    void repeatsTheWholeWork_whenTwoTransactionsCannotBeSerialized() throws Exception {
        CountDownLatch bothRead = new CountDownLatch(2);
        AtomicInteger runs = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> drawFromBoth(1, bothRead, runs));
            Future<?> second = threads.submit(() -> drawFromBoth(2, bothRead, runs));
            first.get(20, TimeUnit.SECONDS);
            second.get(20, TimeUnit.SECONDS);
        }
        // Rule: the two together may not fall below 100. Only one of the two draws of 80 fits.
        assertThat(runs).hasValueGreaterThan(2);
        assertThat(balance(1) + balance(2)).isEqualTo(120);
    }

    private void drawFromBoth(long account, CountDownLatch bothRead, AtomicInteger runs) {
        db.inTransactionDo(tx -> {
            runs.incrementAndGet();
            tx.run("set transaction isolation level serializable");
            long together = tx.get("select sum(balance_vnd) as total from account")
                    .orElseThrow()
                    .whole("total");
            bothRead.countDown();
            await(bothRead);
            if (together - 80 >= 100) {
                tx.run("update account set balance_vnd = balance_vnd - 80 where id = ?", account);
            }
        });
    }

    @Test
    void repeatsTheVictim_whenTwoTransactionsDeadlock() throws Exception {
        CountDownLatch bothHold = new CountDownLatch(2);
        AtomicInteger runs = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> up = threads.submit(() -> move(1, 2, bothHold, runs));
            Future<?> down = threads.submit(() -> move(2, 1, bothHold, runs));
            up.get(20, TimeUnit.SECONDS);
            down.get(20, TimeUnit.SECONDS);
        }
        // One victim at least; on a busy machine each may be one once.
        assertThat(runs).hasValueGreaterThan(2);
        assertThat(balance(1)).isEqualTo(100);
        assertThat(balance(2)).isEqualTo(100);
    }

    private void move(long from, long to, CountDownLatch bothHold, AtomicInteger runs) {
        db.inTransactionDo(tx -> {
            runs.incrementAndGet();
            tx.run("update account set balance_vnd = balance_vnd - 10 where id = ?", from);
            bothHold.countDown();
            await(bothHold);
            tx.run("update account set balance_vnd = balance_vnd + 10 where id = ?", to);
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void givesUpAfterFiveRuns_whenTheWorkNeverSucceeds() {
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() -> db.inTransactionDo(tx -> {
                    runs.incrementAndGet();
                    tx.run("do $$ begin raise exception using errcode = '40001'; end $$");
                }))
                .isInstanceOf(DatabaseException.class);
        assertThat(runs).hasValue(5);
    }

    @Test
    void runsOnce_whenTheFailureIsNotWorthRepeating() {
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() -> db.inTransactionDo(tx -> {
                    runs.incrementAndGet();
                    tx.run("select 1/0");
                }))
                .isInstanceOf(DatabaseException.class);
        assertThat(runs).hasValue(1);
    }

    @Test
    void seeEachOther_whenDbClientAndPlainJdbcShareATransaction() {
        db.inTransactionDo(tx -> {
            tx.run("insert into account values (3, 5)");
            int seen = tx.jdbc(connection -> {
                try (PreparedStatement insert = connection.prepareStatement("insert into account values (?, ?)")) {
                    for (long id = 4; id < 14; id++) {
                        insert.setLong(1, id);
                        insert.setLong(2, 5);
                        insert.addBatch();
                    }
                    insert.executeBatch();
                }
                CopyIn copy = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy account (id, balance_vnd) from stdin");
                byte[] lines = "20\t5\n21\t5\n".getBytes(StandardCharsets.UTF_8);
                copy.writeToCopy(lines, 0, lines.length);
                copy.endCopy();
                try (var rows = connection.createStatement().executeQuery("select count(*) from account")) {
                    rows.next();
                    return rows.getInt(1);
                }
            });
            assertThat(seen).isEqualTo(15);
            assertThat(tx.list("select id from account where id > 2", row -> row.whole("id")))
                    .hasSize(13);
            assertThat(otherConnectionSees()).isEqualTo(2);
        });
        assertThat(otherConnectionSees()).isEqualTo(15);
    }

    private long otherConnectionSees() {
        try (Db other = Db.open(settings.withPoolSize(1))) {
            return other.get("select count(*) as n from account").orElseThrow().whole("n");
        }
    }

    @Test
    void staysOpen_whenPlainJdbcTriesToEndIt() {
        db.inTransactionDo(tx -> {
            tx.run("update account set balance_vnd = 1 where id = 1");
            tx.jdbc(connection -> {
                connection.close();
                connection.setAutoCommit(true);
                assertThatThrownBy(connection::commit).hasMessageContaining("committed by Db");
                assertThatThrownBy(connection::rollback).hasMessageContaining("rolled back by Db");
                return connection.isClosed();
            });
            assertThat(otherBalance()).isEqualTo(100);
        });
        assertThat(balance(1)).isEqualTo(1);
    }

    private long otherBalance() {
        try (Db other = Db.open(settings.withPoolSize(1))) {
            return other.get("select balance_vnd from account where id = 1")
                    .orElseThrow()
                    .whole("balance_vnd");
        }
    }

    @Test
    void goesOn_whenAFailedStatementIsUndoneToASavepoint() {
        db.inTransactionDo(tx -> {
            tx.run("savepoint before");
            assertThatThrownBy(() -> tx.run("insert into account values (1, 1)"))
                    .isInstanceOf(ConstraintViolation.class);
            tx.run("rollback to savepoint before");
            tx.run("update account set balance_vnd = 7 where id = 1");
        });
        assertThat(balance(1)).isEqualTo(7);
    }

    @Test
    void refusesTheDb_whenUsedInsideATransaction() {
        assertThatThrownBy(() -> db.inTransactionDo(_ -> db.run("delete from account")))
                .hasMessageContaining("only its Tx");
        assertThatThrownBy(() -> db.inTransactionDo(_ -> db.inTransactionDo(_ -> {})))
                .hasMessageContaining("only its Tx");
    }

    // ---- constraints ----------------------------------------------------------------------------------------------

    @Test
    void namesTheConstraint_whenDbClientViolatesIt() {
        ConstraintViolation unique = catchThrowableOfType(
                ConstraintViolation.class, () -> db.run("insert into account values (?, ?)", 1, 5));
        assertThat(unique.constraint()).isEqualTo("account_known");
        assertThat(unique.sqlState()).isEqualTo("23505");
        // The row itself may be personal data.
        assertThat(unique.getMessage()).doesNotContain("Key (id)");

        ConstraintViolation check = catchThrowableOfType(
                ConstraintViolation.class,
                () -> db.inTransaction(tx -> tx.get("update account set balance_vnd = -1 where id = 1 returning id")));
        assertThat(check.constraint()).isEqualTo("account_never_negative");
        assertThat(check.sqlState()).isEqualTo("23514");
    }

    @Test
    void namesTheConstraint_whenItIsDeferredToTheCommit() {
        ConstraintViolation late = catchThrowableOfType(
                ConstraintViolation.class,
                () -> db.inTransactionDo(tx -> tx.run("insert into account values (9, 1, 77)")));
        assertThat(late.constraint()).isEqualTo("account_has_parent");
        assertThat(db.get("select from account where id = 9")).isEmpty();
    }

    @Test
    void namesTheConstraint_whenABatchOfPlainJdbcViolatesIt() {
        ConstraintViolation unique = catchThrowableOfType(
                ConstraintViolation.class,
                () -> db.inTransactionDo(tx -> tx.jdbc(connection -> {
                    try (PreparedStatement insert = connection.prepareStatement("insert into account values (?, ?)")) {
                        for (long id : new long[] {5, 6, 2}) {
                            insert.setLong(1, id);
                            insert.setLong(2, 1);
                            insert.addBatch();
                        }
                        return insert.executeBatch();
                    }
                })));
        assertThat(unique.constraint()).isEqualTo("account_known");
        assertThat(db.get("select from account where id = 5")).isEmpty();
    }

    // ---- the pool -------------------------------------------------------------------------------------------------

    @Test
    void losesNoConnection_whateverGoesWrong() {
        try (Db small = Db.open(settings.withPoolSize(2))) {
            for (int i = 0; i < 50; i++) {
                int n = i;
                small.run("update account set balance_vnd = ? where id = 1", n);
                small.list("select id from account", row -> row.whole("id"));
                assertThatThrownBy(() -> small.run("select 1/0")).isInstanceOf(DatabaseException.class);
                assertThatThrownBy(() -> small.get("no sql at all")).isInstanceOf(DatabaseException.class);
                assertThatThrownBy(() -> small.list("select ?, ?", row -> row, 1, 2, 3))
                        .isInstanceOf(DatabaseException.class);
                assertThatThrownBy(() -> small.list("select 1/0", row -> row)).isInstanceOf(DatabaseException.class);
                assertThatThrownBy(() -> small.list("select 1 as one", row -> row.text("two")))
                        .isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> small.inTransaction(tx -> tx.list("select ?", row -> row)))
                        .isInstanceOf(DatabaseException.class);
                small.inTransactionDo(tx -> tx.run("update account set balance_vnd = ? where id = 2", n));
                small.inTransactionDo(_ -> {});
            }
            HikariDataSource pool = (HikariDataSource) small.dataSource();
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            assertThat(small.get("select balance_vnd from account where id = 2")
                            .orElseThrow()
                            .whole("balance_vnd"))
                    .isEqualTo(49);
        }
    }

    @Test
    void stepsDownToTheRole_whenItExists() {
        try (Db owner = Db.open(settings.asLogin())) {
            owner.run("create role \"phigate's test\" nologin");
        }
        DbSettings stepped =
                new DbSettings(settings.jdbcUrl(), settings.user(), settings.password(), 1, "phigate's test");
        try (Db low = Db.open(stepped)) {
            assertThat(low.get("select current_user as me").orElseThrow().text("me"))
                    .isEqualTo("phigate's test");
            DatabaseException denied = catchThrowableOfType(
                    DatabaseException.class, () -> low.run("create table public.mine (id bigint)"));
            assertThat(denied.sqlState()).isEqualTo("42501");
        }
        DbSettings absent = new DbSettings(settings.jdbcUrl(), settings.user(), settings.password(), 1, "nobody_here");
        try (Db login = Db.open(absent)) {
            assertThat(login.get("select current_user as me").orElseThrow().text("me"))
                    .isEqualTo(settings.user());
        }
        assertThat(settings.toString()).doesNotContain(settings.password());
    }
}

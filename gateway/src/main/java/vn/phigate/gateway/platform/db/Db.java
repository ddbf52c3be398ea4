package vn.phigate.gateway.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of one process: statements by themselves, and transactions.
 *
 * <p>Work that belongs together goes through {@link #inTransaction}. Inside it, only the {@link Tx} may be used: a
 * statement of the {@code Db} itself would run on a second connection, outside of the transaction, and with every
 * connection of the pool in such hands all would wait for ever; it is refused.
 */
public final class Db implements Sql, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Db.class);

    /** serialization_failure and deadlock_detected: PostgreSQL's manual, 13.5, asks for the whole transaction again. */
    private static final Set<String> WORTH_REPEATING = Set.of("40001", "40P01");

    private static final int ATTEMPTS = 5;
    private static final long FIRST_PAUSE_MILLIS = 8;

    /**
     * A server that does not answer is given up by the socket. There is no statement_timeout on purpose: it would also
     * strike COMMIT, which then has taken place, or not.
     */
    private static final Duration SOCKET_TIMEOUT = Duration.ofMinutes(3);

    private final DataSource pool;
    private final Runnable onClose;
    private final Statements statements = new Statements();
    private final ScopedValue<Boolean> inside = ScopedValue.newInstance();
    private final AtomicReference<@Nullable FutureTask<Boolean>> asking = new AtomicReference<>();

    private Db(DataSource pool, Runnable onClose) {
        this.pool = pool;
        this.onClose = onClose;
    }

    /** Over a pool of somebody else's, who also closes it; its connections need {@code stringtype=unspecified}. */
    public static Db open(DataSource pool) {
        return new Db(pool, () -> {});
    }

    /** Opens a pool of its own; fails at once where the database cannot be reached. */
    public static Db open(DbSettings settings) {
        HikariDataSource pool = new HikariDataSource(poolConfig(settings));
        return new Db(pool, pool::close);
    }

    private static HikariConfig poolConfig(DbSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("phigate");
        config.setJdbcUrl(settings.jdbcUrl());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.poolSize());
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        config.addDataSourceProperty("ApplicationName", "phigate");
        // uuid, jsonb and enum parameters travel as text whose type the server finds.
        config.addDataSourceProperty("stringtype", "unspecified");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("prepareThreshold", "3");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "10");
        config.addDataSourceProperty("socketTimeout", String.valueOf(SOCKET_TIMEOUT.toSeconds()));
        // The server's details quote the row ("Key (phone)=(…) already exists"): not for our logs.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.setConnectionInitSql(onConnect(settings.appRole()));
        return config;
    }

    private static String onConnect(@Nullable String appRole) {
        // The driver would take the time zone of this machine, and a day of SQL would begin where the laptop stands.
        // Should this process vanish without its socket closing, the server frees its locks on rows of money.
        // Pages come from memory or a solid disk: by the default of 4, made for turning disks, a thousand rows of a
        // large table are found by reading all of it.
        String session =
                "set timezone = 'UTC'; set idle_in_transaction_session_timeout = '5min'; set random_page_cost = 1.1";
        return appRole == null ? session : session + """
                ; do $$ begin
                    if exists (select from pg_roles where rolname = '%1$s') then
                      execute format('set role %%I', '%1$s');
                    end if;
                  end $$""".formatted(appRole.replace("'", "''"));
    }

    @Override
    public Optional<Row> get(String sql, @Nullable Object... params) {
        return alone(connection -> statements.get(connection, sql, params));
    }

    @Override
    public <T> List<T> list(String sql, Function<Row, T> mapper, @Nullable Object... params) {
        // Mapped after the connection is back in the pool: a mapper may ask the database itself.
        return alone(connection -> statements.list(connection, sql, Function.<Row>identity(), params)).stream()
                .map(mapper)
                .toList();
    }

    @Override
    public <T> List<T> read(String sql, Columns<T> mapper, @Nullable Object... params) {
        // The driver reads some at a time only within a transaction.
        return inTransaction(tx -> tx.read(sql, mapper, params));
    }

    @Override
    public long run(String sql, @Nullable Object... params) {
        return alone(connection -> statements.run(connection, sql, params));
    }

    /**
     * Runs the work in a transaction (read committed, unless its first statement sets another level): commits when it
     * returns, rolls back when it throws, whatever it throws. After a serialization failure or a deadlock the whole work
     * is run again, up to five times in all, so it must have no effects but those on the database.
     *
     * @throws DatabaseException also when the work swallowed the failure of a statement and returned: such a transaction
     *     cannot be committed, although the driver would pretend to
     */
    public <T extends @Nullable Object> T inTransaction(Function<Tx, T> work) {
        refuseNesting();
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (RuntimeException failure) {
                String state = DatabaseException.sqlStateIn(failure);
                if (state == null || !WORTH_REPEATING.contains(state) || attempt == ATTEMPTS) {
                    throw failure;
                }
                LOG.debug("Transaction lost to another one [{}], attempt {}", state, attempt);
                pauseAfter(attempt, failure);
            }
        }
    }

    /** {@link #inTransaction} for work without a result. */
    public void inTransactionDo(Consumer<Tx> work) {
        this.<@Nullable Object>inTransaction(tx -> {
            work.accept(tx);
            return null;
        });
    }

    /** The pool itself, for COPY, LISTEN and migrations outside of a transaction of ours. */
    public DataSource dataSource() {
        return pool;
    }

    /**
     * Whether the database answers within the time given. Never waits longer: a connection that cannot be had takes ten seconds to say so. One
     * question is under way at a time; who asks meanwhile waits for that one.
     */
    public boolean answers(Duration atMost) {
        var mine = new FutureTask<>(() -> get("select 1 as one").isPresent());
        FutureTask<Boolean> asked = asking.updateAndGet(now -> now == null || now.isDone() ? mine : now);
        if (asked == mine) {
            Thread.ofVirtual().name("does-the-database-answer").start(mine);
        }
        try {
            return asked.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the database does not answer", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        onClose.run();
    }

    private <T extends @Nullable Object> T once(Function<Tx, T> work) {
        Connection connection = take();
        try {
            connection.setAutoCommit(false);
            Tx tx = new Tx(statements, connection);
            T result = ScopedValue.where(inside, true).call(() -> work.apply(tx));
            commit(connection);
            tx.committed();
            return result;
        } catch (SQLException e) {
            rollback(connection, e);
            throw DatabaseException.of("The transaction failed", e);
        } catch (RuntimeException | Error e) {
            rollback(connection, e);
            throw e;
        } finally {
            giveBack(connection);
        }
    }

    private static void commit(Connection connection) throws SQLException {
        // The server answers COMMIT of a failed transaction with a rollback, and the driver takes that for success.
        if (connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED) {
            throw new DatabaseException(
                    "A statement of this transaction failed and the failure was swallowed: nothing is committed",
                    "25P02",
                    null);
        }
        connection.clearWarnings();
        connection.commit();
        // "canceling wait for synchronous replication": committed here, perhaps not on the standby. Not a success.
        for (SQLWarning each = connection.getWarnings(); each != null; each = each.getNextWarning()) {
            if ("01000".equals(each.getSQLState())) {
                throw DatabaseException.of("The commit is not certain", each);
            }
        }
    }

    private static void rollback(Connection connection, Throwable reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private <T> T alone(Function<Connection, T> statement) {
        refuseNesting();
        Connection connection = take();
        try {
            return statement.apply(HeldConnection.of(connection));
        } finally {
            giveBack(connection);
        }
    }

    private Connection take() {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw DatabaseException.of("No connection to the database", e);
        }
    }

    /** What went wrong here went wrong after the outcome was settled: a committed payment must not look failed. */
    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("A connection broke on its way back to the pool", e);
        }
    }

    private void refuseNesting() {
        if (inside.isBound()) {
            throw new IllegalStateException("Inside a transaction only its Tx may be used, not the Db");
        }
    }

    private static void pauseAfter(int attempt, RuntimeException failure) {
        long ceiling = FIRST_PAUSE_MILLIS << attempt;
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.addSuppressed(e);
            throw failure;
        }
    }
}

package vn.phigate.gateway.platform.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One open transaction, alive only inside the work that {@link Db#inTransaction} runs; not for several threads at once. */
public final class Tx implements Sql {

    private final Statements statements;
    private final Connection connection;
    private final List<Runnable> afterCommit = new ArrayList<>();

    Tx(Statements statements, Connection connection) {
        this.statements = statements;
        this.connection = HeldConnection.of(connection);
    }

    @Override
    public Optional<Row> get(String sql, @Nullable Object... params) {
        return statements.get(connection, sql, params);
    }

    @Override
    public <T> List<T> list(String sql, Function<Row, T> mapper, @Nullable Object... params) {
        return statements.list(connection, sql, mapper, params);
    }

    @Override
    public <T> List<T> read(String sql, Columns<T> mapper, @Nullable Object... params) {
        return statements.read(connection, sql, mapper, params);
    }

    @Override
    public long run(String sql, @Nullable Object... params) {
        return statements.run(connection, sql, params);
    }

    /**
     * This transaction's connection, for batches, arrays and COPY ({@code unwrap(PGConnection.class)}). Closing it does
     * nothing; committing it is refused.
     */
    public Connection connection() {
        return connection;
    }

    /** Runs once this transaction is committed; never when it is rolled back or run again. For caches of what is in the database; must not fail. */
    public void afterCommit(Runnable work) {
        afterCommit.add(work);
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }

    /** Plain JDBC in this transaction, with the exceptions of {@link Sql} in place of the checked ones. */
    public <T extends @Nullable Object> T jdbc(JdbcWork<T> work) {
        try {
            return work.on(connection);
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    /** What is done with a connection. */
    @FunctionalInterface
    public interface JdbcWork<T extends @Nullable Object> {
        T on(Connection connection) throws SQLException;
    }
}

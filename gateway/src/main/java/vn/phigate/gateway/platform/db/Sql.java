package vn.phigate.gateway.platform.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL with positional {@code ?} parameters: in a transaction ({@link Tx}) or one statement by itself ({@link Db}).
 *
 * <p>Parameters: {@code String} (also for jsonb, enum types and ranges: the server takes the type from the context),
 * {@code Long}, {@code Integer}, {@code BigDecimal}, {@code Boolean}, {@code UUID}, {@code Instant} (cut to the
 * microseconds that PostgreSQL keeps), {@code LocalDate}, {@code byte[]}, {@code null}, an enum constant (its name in
 * lower case), and the arrays {@code String[]}, {@code Long[]}, {@code long[]} and {@code UUID[]}. An object array that
 * is the only parameter must be cast to {@code Object}, or Java takes it for the whole parameter list. Anything else,
 * floating point above all, is refused.
 *
 * <p>Errors: {@link ConstraintViolation} when a constraint of the database refused the rows, {@link DatabaseException}
 * for everything else that the server or the connection refused.
 */
public interface Sql {

    /** The first row, or empty. Also for {@code insert … returning}. */
    Optional<Row> get(String sql, @Nullable Object... params);

    /** All rows, each through the mapper, in the order of the server. */
    <T> List<T> list(String sql, Function<Row, T> mapper, @Nullable Object... params);

    /**
     * Rows by the thousand: straight from the driver, some at a time, each through the mapper while the connection is held, so that the mapper must not ask the
     * database.
     */
    <T> List<T> read(String sql, Columns<T> mapper, @Nullable Object... params);

    /** Makes something of the columns of one row, numbered from 1. */
    @FunctionalInterface
    interface Columns<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Runs a statement that returns no rows; the answer is the number of rows it touched. */
    long run(String sql, @Nullable Object... params);
}

package vn.phigate.gateway.payments;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PGobject;

/** Binds the parameters of one statement in their order, each a whole column of the rows. */
final class Columns {
    private final PGConnection driver;
    private final PreparedStatement statement;
    private int index = 1;

    Columns(Connection connection, PreparedStatement statement) throws SQLException {
        this.driver = connection.unwrap(PGConnection.class);
        this.statement = statement;
    }

    void instant(Instant value) throws SQLException {
        statement.setObject(index++, value.atOffset(ZoneOffset.UTC));
    }

    <T> void texts(Collection<T> rows, Function<T, @Nullable String> of) throws SQLException {
        @Nullable String[] column = new String[rows.size()];
        int i = 0;
        for (T row : rows) {
            column[i++] = of.apply(row);
        }
        bind("text", column);
    }

    <T> void ids(Collection<T> rows, Function<T, @Nullable UUID> of) throws SQLException {
        words("uuid", rows, of);
    }

    /** Cut to the microseconds that PostgreSQL keeps; it would round them, perhaps into the next day. */
    <T> void instants(Collection<T> rows, Function<T, @Nullable Instant> of) throws SQLException {
        words("timestamptz", rows, row -> {
            Instant at = of.apply(row);
            return at == null ? null : at.truncatedTo(ChronoUnit.MICROS);
        });
    }

    <T> void wholes(Collection<T> rows, ToLongFunction<T> of) throws SQLException {
        bind("int8", rows.stream().mapToLong(of).toArray());
    }

    <T> void wholesOrNull(Collection<T> rows, Function<T, @Nullable Long> of) throws SQLException {
        words("int8", rows, of);
    }

    <T> void bytes(Collection<T> rows, Function<T, byte[]> of) throws SQLException {
        byte[][] column = new byte[rows.size()][];
        int i = 0;
        for (T row : rows) {
            column[i++] = of.apply(row);
        }
        bind("bytea", column);
    }

    /** Values whose text needs no quotes in an array: the driver would look at each of their characters. */
    private <T> void words(String type, Collection<T> rows, Function<T, ? extends @Nullable Object> of)
            throws SQLException {
        var literal = new StringBuilder(2 + 37 * rows.size()).append('{');
        for (T row : rows) {
            literal.append(literal.length() == 1 ? "" : ",").append(of.apply(row));
        }
        var array = new PGobject();
        array.setType("_" + type);
        array.setValue(literal.append('}').toString());
        statement.setObject(index++, array);
    }

    private void bind(String type, Object column) throws SQLException {
        statement.setArray(index++, driver.createArrayOf(type, column));
    }
}

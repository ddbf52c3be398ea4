package vn.phigate.gateway.platform.db;

import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import io.helidon.dbclient.jdbc.JdbcParametersConfig;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Helidon DB Client on connections that the caller holds.
 *
 * <p>The client asks its "pool" for a connection per statement and gives it back afterwards, but does not give it back
 * in every case (a query whose parameters do not fit; a stream nobody reads). So the connection is held by {@link Db} or
 * {@link Tx}, bound for the length of one statement, and closing it is no business of the client's
 * ({@link HeldConnection}).
 */
final class Statements {

    /** Texts are constants of the program; the bound is for one that is composed, which then merely stays unnamed. */
    private static final int NAMES_KEPT = 4_096;

    private static final int ROWS_AT_A_TIME = 2_000;

    private final ScopedValue<Connection> bound = ScopedValue.newInstance();
    private final Map<String, String> names = new ConcurrentHashMap<>();

    // Values go as values: a stream of characters is typed varchar by the driver and would not fit a jsonb column.
    private final DbClient client = JdbcClientBuilder.create()
            .connectionPool(bound::get)
            .parametersSetter(JdbcParametersConfig.builder()
                    .useStringBinding(false)
                    .useByteArrayBinding(false)
                    .build())
            .build();

    Optional<Row> get(Connection held, String sql, @Nullable Object[] params) {
        return on(
                held,
                sql,
                (execute, name) -> execute.createNamedGet(name, sql)
                        .params(values(params))
                        .execute()
                        .map(Row::of));
    }

    <T> List<T> list(Connection held, String sql, Function<Row, T> mapper, @Nullable Object[] params) {
        return on(held, sql, (execute, name) -> {
                    try (Stream<DbRow> rows = execute.createNamedQuery(name, sql)
                            .params(values(params))
                            .execute()) {
                        return rows.map(Row::of).toList();
                    }
                })
                .stream()
                .map(mapper)
                .toList();
    }

    <T> List<T> read(Connection held, String sql, Sql.Columns<T> mapper, @Nullable Object[] params) {
        try (PreparedStatement statement = held.prepareStatement(sql)) {
            statement.setFetchSize(ROWS_AT_A_TIME);
            for (int i = 0; i < params.length; i++) {
                statement.setObject(i + 1, value(params[i]));
            }
            List<T> read = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    read.add(mapper.of(rows));
                }
            }
            return read;
        } catch (SQLException e) {
            throw DatabaseException.of("The database refused " + name(sql), e);
        }
    }

    long run(Connection held, String sql, @Nullable Object[] params) {
        return on(
                held,
                sql,
                (execute, name) -> execute.createNamedDmlStatement(name, sql)
                        .params(values(params))
                        .execute());
    }

    private interface Work<T> {
        T on(DbExecute execute, String name);
    }

    private <T> T on(Connection held, String sql, Work<T> work) {
        try {
            return ScopedValue.where(bound, held).call(() -> work.on(client.execute(), name(sql)));
        } catch (DbClientException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw DatabaseException.of("The database refused " + name(sql), cause);
            }
            throw e;
        }
    }

    /** Without a name the client hashes the text of each call to make one. Ours begins with the words of the statement. */
    private String name(String sql) {
        String known = names.get(sql);
        if (known != null) {
            return known;
        }
        return names.size() < NAMES_KEPT
                ? names.computeIfAbsent(sql, text -> firstWords(text) + " #" + (names.size() + 1))
                : firstWords(sql);
    }

    private static String firstWords(String sql) {
        return Arrays.stream(sql.strip().split("\\s+", 6)).limit(5).collect(Collectors.joining(" "));
    }

    private static List<@Nullable Object> values(@Nullable Object[] params) {
        return Arrays.stream(params).<@Nullable Object>map(Statements::value).collect(Collectors.toList());
    }

    private static @Nullable Object value(@Nullable Object param) {
        return switch (param) {
            case null -> null;
            // The driver rounds to microseconds, and rounding up can move a payment into the next day.
            case Instant instant -> instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            // As text without a type, so that the server makes uuid[] of it where uuid[] is wanted.
            case @Nullable UUID[] ids ->
                Arrays.stream(ids)
                        .map(id -> id == null ? "NULL" : id.toString())
                        .collect(Collectors.joining(",", "{", "}"));
            case String _, Long _, Integer _, BigDecimal _, Boolean _, UUID _, LocalDate _, OffsetDateTime _ -> param;
            case byte[] _, String[] _, Long[] _, long[] _ -> param;
            default ->
                throw new IllegalArgumentException(
                        "No parameter of SQL can be a " + param.getClass().getName());
        };
    }
}

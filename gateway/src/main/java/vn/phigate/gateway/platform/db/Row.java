package vn.phigate.gateway.platform.db;

import io.helidon.dbclient.DbColumn;
import io.helidon.dbclient.DbRow;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/**
 * One row of an answer, complete in itself: it may outlive its connection. Columns are asked for by their label in lower
 * case. A column that is not there, holds another type or an unexpected null is a bug and throws
 * {@link IllegalStateException} with the column's name.
 */
public final class Row {

    private final Map<String, @Nullable Object> values;

    private Row(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    /** Takes the values while the connection is still held: arrays are decoded through it. */
    static Row of(DbRow row) {
        Map<String, @Nullable Object> values = new HashMap<>();
        row.forEach(column -> values.put(column.name(), value(column)));
        return new Row(values);
    }

    private static @Nullable Object value(DbColumn column) {
        Object raw = column.get(Object.class);
        return switch (raw) {
            // A timestamp without time zone reaches us in the zone of this JVM: only timestamptz is an instant.
            case Timestamp instant when column.dbType().equals("timestamptz") -> instant.toInstant();
            case java.sql.Date day -> day.toLocalDate();
            case PGobject typed -> typed.getValue();
            case Array array -> elements(column.name(), array);
            case null, default -> raw;
        };
    }

    private static Object elements(String column, Array array) {
        try {
            return array.getArray();
        } catch (SQLException e) {
            throw DatabaseException.of("Column " + column + " holds an array that cannot be read", e);
        }
    }

    /** Text of any length; also the text form of json, ranges and other types of PostgreSQL's own. */
    public String text(String column) {
        return present(column, textOrNull(column));
    }

    public @Nullable String textOrNull(String column) {
        return as(String.class, column);
    }

    /** A whole number from smallint, integer, bigint, or from a numeric (the sum of bigints) that is one. */
    public long whole(String column) {
        return present(column, wholeOrNull(column));
    }

    public @Nullable Long wholeOrNull(String column) {
        return switch (value(column)) {
            case null -> null;
            case Long number -> number;
            case Integer number -> number.longValue();
            case BigDecimal number -> exact(column, number);
            case Object other -> throw wrongType(column, "whole number", other);
        };
    }

    private static Long exact(String column, BigDecimal number) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalStateException(
                    "Column " + column + " holds " + number + ", no whole number of 64 bits", e);
        }
    }

    public boolean flag(String column) {
        return present(column, as(Boolean.class, column));
    }

    public UUID uuid(String column) {
        return present(column, uuidOrNull(column));
    }

    public @Nullable UUID uuidOrNull(String column) {
        return as(UUID.class, column);
    }

    /** An instant from timestamptz, in microseconds; a timestamp without time zone is refused. */
    public Instant instant(String column) {
        return present(column, instantOrNull(column));
    }

    public @Nullable Instant instantOrNull(String column) {
        return as(Instant.class, column);
    }

    public LocalDate date(String column) {
        return present(column, dateOrNull(column));
    }

    public @Nullable LocalDate dateOrNull(String column) {
        return as(LocalDate.class, column);
    }

    public byte[] bytes(String column) {
        return present(column, bytesOrNull(column));
    }

    public byte @Nullable [] bytesOrNull(String column) {
        return as(byte[].class, column);
    }

    public BigDecimal decimal(String column) {
        return present(column, decimalOrNull(column));
    }

    public @Nullable BigDecimal decimalOrNull(String column) {
        return as(BigDecimal.class, column);
    }

    /** The elements of a text array, none of them null. */
    public List<String> texts(String column) {
        return List.of(present(column, as(String[].class, column)));
    }

    /** The elements of a bigint array, none of them null. */
    public List<Long> wholes(String column) {
        return List.of(present(column, as(Long[].class, column)));
    }

    /** The enum constant whose name in lower case stands in the column: the inverse of an enum parameter. */
    public <E extends Enum<E>> E constant(String column, Class<E> type) {
        String name = text(column);
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Column " + column + " holds '" + name + "', no " + type.getSimpleName()));
    }

    private <T> @Nullable T as(Class<T> type, String column) {
        Object value = value(column);
        if (value == null) {
            return null;
        }
        if (!type.isInstance(value)) {
            throw wrongType(column, type.getSimpleName(), value);
        }
        return type.cast(value);
    }

    private @Nullable Object value(String column) {
        Object value = values.get(column);
        if (value == null && !values.containsKey(column)) {
            throw new IllegalStateException("No column " + column + " among "
                    + values.keySet().stream().sorted().toList());
        }
        return value;
    }

    private static <T> T present(String column, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("Column " + column + " is null");
        }
        return value;
    }

    private static IllegalStateException wrongType(String column, String wanted, Object value) {
        return new IllegalStateException(
                "Column " + column + " holds a " + value.getClass().getSimpleName() + ", not a " + wanted);
    }

    /** Names only: rows carry personal data, and this is what lands in logs. */
    @Override
    public String toString() {
        return "Row" + values.keySet().stream().sorted().toList();
    }
}

package vn.phigate.gateway.platform.db;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** The database refused, or could not be asked. The transaction it happened in is lost and has to be done again as a whole. */
public sealed class DatabaseException extends RuntimeException permits ConstraintViolation {

    private final String sqlState;

    DatabaseException(String message, String sqlState, @Nullable Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
    }

    /** The five characters of PostgreSQL's appendix "Error Codes"; {@code 00000} when the driver gave none. */
    public final String sqlState() {
        return sqlState;
    }

    /** Whether nobody answered (class 08) or the server is stopping or starting (57P): the same again may well succeed later. */
    public final boolean away() {
        return sqlState.startsWith("08") || sqlState.startsWith("57P");
    }

    /** For plain JDBC: the same exceptions that {@link Sql} throws. */
    public static DatabaseException of(SQLException cause) {
        return of("The database refused a statement", cause);
    }

    static DatabaseException of(String what, SQLException cause) {
        SQLException telling = firstWithState(cause);
        String state = telling.getSQLState() == null ? "00000" : telling.getSQLState();
        String message = what + " [" + state + "]: " + telling.getMessage();
        // Class 23 of the SQL standard is "integrity constraint violation".
        return state.startsWith("23")
                ? new ConstraintViolation(message, state, constraintOf(telling), cause)
                : new DatabaseException(message, state, cause);
    }

    /** The SQLSTATE somewhere in the chain of causes, whoever wrapped it; null when no SQL is involved. */
    static @Nullable String sqlStateIn(Throwable failure) {
        Throwable link = failure;
        for (int depth = 0; link != null && depth < 20; depth++, link = link.getCause()) {
            switch (link) {
                case DatabaseException known -> {
                    return known.sqlState;
                }
                case SQLException raw -> {
                    return firstWithState(raw).getSQLState();
                }
                default -> {}
            }
        }
        return null;
    }

    /** A failed batch carries the server's own words in its next exception, not in itself. */
    private static SQLException firstWithState(SQLException cause) {
        for (SQLException each = cause; each != null; each = each.getNextException()) {
            if (each instanceof PSQLException server && server.getServerErrorMessage() != null) {
                return each;
            }
        }
        return cause;
    }

    private static String constraintOf(SQLException cause) {
        String name = cause instanceof PSQLException server && server.getServerErrorMessage() != null
                ? server.getServerErrorMessage().getConstraint()
                : null;
        return name == null ? "" : name;
    }
}

package vn.phigate.gateway.platform.db;

/**
 * A constraint of the database refused the rows (SQLSTATE class 23: unique, foreign key, check, exclusion, not null).
 * Callers that expect one tell it by {@link #constraint()} and turn it into their own refusal.
 */
public final class ConstraintViolation extends DatabaseException {

    private final String constraint;

    ConstraintViolation(String message, String sqlState, String constraint, Throwable cause) {
        super(message, sqlState, cause);
        this.constraint = constraint;
    }

    /** Name of the constraint as the migration gave it; empty for {@code not null}, which has no name the server tells. */
    public String constraint() {
        return constraint;
    }
}

package vn.phigate.reconciliation.statements;

/**
 * What a file is.
 *
 * @param name such as {@code camt.053.001.08}, {@code CSV}, {@code XLSX}; {@code unknown} when nothing fits
 * @param bookable true when its statements may be booked. A camt.054 repeats entries of the camt.053 of the same account,
 *     so it is read and shown but never booked as a statement.
 */
public record FileFormat(String name, boolean bookable) {
    static final FileFormat UNKNOWN = new FileFormat("unknown", false);
}

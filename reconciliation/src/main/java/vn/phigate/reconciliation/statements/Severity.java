package vn.phigate.reconciliation.statements;

/** How much a finding weighs for the file it stands in. */
public enum Severity {
    /** Worth knowing; the file holds. */
    NOTICE,
    /** Readable, but a balance, a date, a count or a row does not hold: a person looks before the lines are matched. */
    FLAG,
    /** The reading ended here. Nothing of the file may be booked, not even what was read before. */
    REJECT
}

/**
 * Closes the days of accounts: a day is closed only when opening + lines = closing, every line is in exactly one bucket, the books agree, the day before is closed
 * and two people have signed; then its proof is written, hashed onto the day before, and frozen. Owns the table of closings. Reads statements,
 * matches, discrepancies and the ledger through their doors; never moves money and never reopens a day.
 */
@NullMarked
package vn.phigate.reconciliation.closing;

import org.jspecify.annotations.NullMarked;

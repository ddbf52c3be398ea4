/**
 * Reads the files of banks: what a statement, a line and a finding are, how a file is recognised by its content, and the preview.
 * Owns no data, opens no connection and books nothing; it streams what a file says to a {@link StatementSink}.
 * Called by the import and by the preview; the formats themselves live in the packages below and are handed in.
 */
@NullMarked
package vn.phigate.reconciliation.statements;

import org.jspecify.annotations.NullMarked;

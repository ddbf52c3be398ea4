/**
 * The files of banks: what a statement, a line and a finding are, how a file is recognised by its content, previewed, and taken in. Owns the
 * tables of files, statements, lines and findings. The formats live in the packages below, stream what a file says to a
 * {@link vn.phigate.reconciliation.statements.StatementSink} and are handed in; {@link vn.phigate.reconciliation.statements.Statements} is the door for everybody else.
 * Books each line once against suspense; never decides what a line is for.
 */
@NullMarked
package vn.phigate.reconciliation.statements;

import org.jspecify.annotations.NullMarked;

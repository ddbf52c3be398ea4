/**
 * Reads tables of banks, CSV and XLSX, by layouts that an operator declares in {@code config/layouts}: which words name the header row, which
 * columns carry what, how days and numbers are written. Owns the rules that make such a file trustworthy: one number style per file, the
 * running balance as the judge of every row, bad rows set aside one by one. Handed to the statement readers by the program's main.
 * Never guesses a number or a day, never keeps the rows in memory (it reads a temporary copy twice).
 */
@NullMarked
package vn.phigate.reconciliation.statements.tabular;

import org.jspecify.annotations.NullMarked;

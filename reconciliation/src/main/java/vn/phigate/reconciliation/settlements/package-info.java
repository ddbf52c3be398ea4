/**
 * What providers pay out, and why: settlement files are taken in and kept byte for byte, the fee of each row is computed anew from the contract, and a bank line
 * that pays a batch out is matched row by row. {@link vn.phigate.reconciliation.settlements.Settlements} is the door for files,
 * {@link vn.phigate.reconciliation.settlements.ProviderBatches} the pass of the matching run. Owns the tables of files, batches and rows. Never takes a batch
 * whose own sums do not hold, never adds amounts up to find out what a line might be.
 */
@NullMarked
package vn.phigate.reconciliation.settlements;

import org.jspecify.annotations.NullMarked;

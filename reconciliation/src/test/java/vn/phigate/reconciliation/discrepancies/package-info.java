/** Tests of what a discrepancy says of itself. */
@NullMarked
package vn.phigate.reconciliation.discrepancies;

import org.jspecify.annotations.NullMarked;

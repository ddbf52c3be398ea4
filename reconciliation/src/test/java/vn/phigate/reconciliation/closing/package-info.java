/** Tests of what a close is made of, without a database. */
@NullMarked
package vn.phigate.reconciliation.closing;

import org.jspecify.annotations.NullMarked;

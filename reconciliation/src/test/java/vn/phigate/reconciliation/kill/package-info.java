/** Kills the shipped gateway and its database under load, and compares what each client was told with what the books hold. */
@NullMarked
package vn.phigate.reconciliation.kill;

import org.jspecify.annotations.NullMarked;

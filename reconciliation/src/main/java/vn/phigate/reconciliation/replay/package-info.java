/**
 * Decides days again from the raw files, beside the live books: {@link vn.phigate.reconciliation.replay.ScratchBooks} copies them into a server of its own,
 * {@link vn.phigate.reconciliation.replay.Replay} takes back there what rules decided, reads the kept files anew and runs the same doors, with the rules of today or
 * changed ones; {@link vn.phigate.reconciliation.replay.Comparison} names each line that comes out otherwise. Owns no table of the product and reads the live
 * database in a transaction that cannot write. Called by the command line.
 */
@NullMarked
package vn.phigate.reconciliation.replay;

import org.jspecify.annotations.NullMarked;

/**
 * "What came in": money by agency, business day and procedure, read from payments, settlements and the ledger and never written. Anybody who is known may
 * read it. Counts money where it belongs, by the day it moved; never estimates, never holds figures of its own.
 */
@NullMarked
package vn.phigate.gateway.income;

import org.jspecify.annotations.NullMarked;

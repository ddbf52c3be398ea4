/**
 * The books: one row per transfer, a debit account, a credit account, an amount above zero, so that the sum over all accounts cannot be
 * other than zero. Rows are never changed or deleted; a source event is booked once by constraint. Knows nobody but the platform.
 */
@NullMarked
package vn.phigate.gateway.ledger;

import org.jspecify.annotations.NullMarked;

/** The bank's day over the doors and over HTTP, on a real PostgreSQL: import, match, close, and every way in which they must refuse. */
@NullMarked
package vn.phigate.reconciliation.bankday;

import org.jspecify.annotations.NullMarked;

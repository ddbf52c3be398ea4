/**
 * Money back to payers: proposed, approved by a second person where it matters, ordered at the provider or handed to people as a transfer, and
 * asked about until it is final. Owns refunds and their items and answers. Called by its own routes, by the resolution of cases, by jobs, and by
 * reconciliation for transfers that left the bank. Never pays back more than came, and never tells a provider of a refund that is not committed.
 */
@NullMarked
package vn.phigate.gateway.refunds;

import org.jspecify.annotations.NullMarked;

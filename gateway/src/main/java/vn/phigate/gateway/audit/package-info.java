/**
 * What was changed, by whom, why, with before and after; and the proof that nobody changed this log afterwards. Owns the events, their seals
 * and the daily roots. Anybody may record ({@link vn.phigate.gateway.audit.Audit}), in the transaction of the change; nobody else writes.
 *
 * <p>Events are sealed by a job after they are committed, never while they are recorded: two changes at the same moment would wait for each
 * other, or fork the chain. Rows are never changed or deleted. To erase personal data, the owner of the database records an event {@code erase}
 * with subject {@code audit_event} and the number, then sets {@code before}, {@code after}, {@code reason} and {@code salt} of that number to
 * null; the digest in the seal stays, and the chain holds.
 */
@NullMarked
package vn.phigate.gateway.audit;

import org.jspecify.annotations.NullMarked;

/**
 * The life of a payment: obligations are claimed, attempts are started, a provider's or bank's word moves it, money on top becomes a case.
 * Owns payments, attempts, claims, settlements, evidence, cases and the outbox. Every word from outside is one conditional write, answered
 * {@code Moved}, {@code Repeated} or {@code Contradicts}. No transaction here is open across a network call.
 */
@NullMarked
package vn.phigate.gateway.payments;

import org.jspecify.annotations.NullMarked;

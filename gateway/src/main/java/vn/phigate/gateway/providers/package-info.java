/**
 * The port to payment providers, one folder each behind it. A provider makes the order the payer follows, turns what the provider says into a
 * notice in our words, answers questions and pays back. Owns no tables and never changes a payment.
 */
@NullMarked
package vn.phigate.gateway.providers;

import org.jspecify.annotations.NullMarked;

/**
 * The port to payment providers, one folder each behind it. A provider makes the order the payer follows, and turns what the provider
 * says into a notice in our words. Owns no tables and never changes a payment.
 */
@NullMarked
package vn.phigate.gateway.providers;

import org.jspecify.annotations.NullMarked;

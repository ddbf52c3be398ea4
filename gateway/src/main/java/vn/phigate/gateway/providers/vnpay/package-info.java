/**
 * The messages of VNPay Payment Gateway 2.1.0: pay address, callback (IPN and return), querydr and refund, and their signatures.
 * Owns how bytes on VNPay's wire are read and written, and what its two result codes mean together; {@link
 * vn.phigate.gateway.providers.vnpay.VnpayMessages} writes, {@link vn.phigate.gateway.providers.vnpay.VnpayQuery} and {@link
 * vn.phigate.gateway.providers.vnpay.VnpayAnswer} read. Called by payments, callbacks and refunds. Never opens a connection,
 * never touches the database, never decides what an order is owed.
 */
@NullMarked
package vn.phigate.gateway.providers.vnpay;

import org.jspecify.annotations.NullMarked;

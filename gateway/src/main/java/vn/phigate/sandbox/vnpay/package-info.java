/**
 * VNPay's payment gateway 2.1.0 as a merchant sees it: pay page, return redirect, signed IPN with its retry rule,
 * querydr and refund. Written from VNPay's published pages (sandbox.vnpayment.vn/apis/docs), with its own signer.
 * Owns the sandbox's orders, in bounded memory; {@link vn.phigate.sandbox.vnpay.VnpaySandbox} is its door. Never
 * uses a class of the gateway, never moves money, never imitates VNPay's branding.
 */
@NullMarked
package vn.phigate.sandbox.vnpay;

import org.jspecify.annotations.NullMarked;

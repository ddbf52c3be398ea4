/**
 * Payments and their attempts: one order for one or more obligations to one account, and each try through one provider.
 * Owns the life of a payment and its reference. Called by the API, the callbacks and the pages. Never reads a bank's file.
 */
@NullMarked
package vn.phigate.gateway.payments;

import org.jspecify.annotations.NullMarked;

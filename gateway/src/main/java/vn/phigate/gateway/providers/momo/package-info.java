/**
 * MoMo AIO v2, one-step captureWallet: create, IPN, query, refund and refund query, and their signatures (developers.momo.vn/v3). Owns how
 * bytes on MoMo's wire are read and written and what its result codes mean. Called through the port; never touches the database, never
 * decides what an order is owed.
 */
@NullMarked
package vn.phigate.gateway.providers.momo;

import org.jspecify.annotations.NullMarked;

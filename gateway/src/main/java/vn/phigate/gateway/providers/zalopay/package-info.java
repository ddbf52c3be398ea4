/**
 * ZaloPay v2: create, callback, query, refund and refund query, and their macs (docs.zalopay.vn). Owns how bytes on ZaloPay's wire are read
 * and written and what its return codes mean. Called through the port; never touches the database, never decides what an order is owed.
 */
@NullMarked
package vn.phigate.gateway.providers.zalopay;

import org.jspecify.annotations.NullMarked;

/**
 * ZaloPay v2 as a merchant sees it: create, page, callback, query, refund and refund query. Written from ZaloPay's published pages
 * (docs.zalopay.vn), with its own signer. Never uses a class of the gateway, never moves money.
 */
@NullMarked
package vn.phigate.sandbox.zalopay;

import org.jspecify.annotations.NullMarked;

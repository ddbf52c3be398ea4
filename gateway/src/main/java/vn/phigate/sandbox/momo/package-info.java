/**
 * MoMo AIO v2 as a merchant sees it: create, page, IPN, query, refund and refund query. Written from MoMo's published pages
 * (developers.momo.vn/v3), with its own signer. Never uses a class of the gateway, never moves money.
 */
@NullMarked
package vn.phigate.sandbox.momo;

import org.jspecify.annotations.NullMarked;

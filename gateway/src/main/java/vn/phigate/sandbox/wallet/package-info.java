/**
 * What sandbox wallets have in common: orders in bounded memory, a page to decide them on, news brought to the merchant, and scripts that
 * make any of it late, silent, double, reordered, wrong in amount or signature. Never uses a class of the gateway, never moves money.
 */
@NullMarked
package vn.phigate.sandbox.wallet;

import org.jspecify.annotations.NullMarked;

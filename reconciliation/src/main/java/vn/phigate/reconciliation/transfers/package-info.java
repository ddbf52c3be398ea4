/**
 * Money that still reaches the account of a dissolved agency, or an account that was replaced: whose it is now, and the orders that move it there. Attributes
 * matches after each run, collects them by former account and day into transfer orders, and closes an order when the bank showed both ends. Owns the
 * tables of orders and attributions. Never decides who took over (the gateway's successions do), never moves money itself.
 */
@NullMarked
package vn.phigate.reconciliation.transfers;

import org.jspecify.annotations.NullMarked;

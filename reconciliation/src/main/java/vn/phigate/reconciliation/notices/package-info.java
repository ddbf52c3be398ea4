/**
 * Notices of transfers held against the bank's lines: which the bank never booked, and which lines nobody announced. Owns no rows; reads the gateway's notices and the
 * statements' lines. Called by pages and over HTTP. Never decides about money: the gateway judges a notice, and people what follows.
 */
@NullMarked
package vn.phigate.reconciliation.notices;

import org.jspecify.annotations.NullMarked;

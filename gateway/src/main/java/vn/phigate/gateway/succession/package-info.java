/**
 * Who took over from whom: agencies that were merged or divided, accounts that were replaced, under which legal act and since when. Owns successions, their
 * decisions and the links that the map of accounts follows; writes codes of agencies through their door. Two people stand behind every step and nothing is
 * deleted. Never touches payments: what was drawn for an account stays with it, and reconciliation asks here whose it is now.
 */
@NullMarked
package vn.phigate.gateway.succession;

import org.jspecify.annotations.NullMarked;

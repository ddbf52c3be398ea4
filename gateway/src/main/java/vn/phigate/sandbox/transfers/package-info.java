/**
 * Stand-ins for SePay, payOS and Casso: a script says what moved on an account, and which of them tells of it how often, how late, in which order, with what amount
 * and how signed. Owns nothing; {@link vn.phigate.sandbox.transfers.TransferSandbox} is the door. Never started in production.
 */
@NullMarked
package vn.phigate.sandbox.transfers;

import org.jspecify.annotations.NullMarked;

/**
 * Which account a fee goes to: collection accounts and the dated, approved map (agency, procedure or all, kind, instant) to account. Owns
 * both tables. An account change is the high-risk act of the whole system: proposer and approver are two people by constraint, two
 * answers for one instant are impossible by constraint. Reads agencies and procedures; never knows payments.
 */
@NullMarked
package vn.phigate.gateway.accounts;

import org.jspecify.annotations.NullMarked;

/**
 * Which account a fee goes to: collection accounts, how they come into force, and the dated, approved map (agency, procedure or all, kind, instant) to
 * account. Owns these tables, the contacts of agencies and what they were told. An account change is the high-risk act of the whole system: proposer and
 * approver are two people, an account waits and proves itself, two answers for one instant are impossible, all by constraint. Reads agencies and
 * procedures; never knows payments.
 */
@NullMarked
package vn.phigate.gateway.accounts;

import org.jspecify.annotations.NullMarked;

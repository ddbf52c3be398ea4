/**
 * What people decide about lines of the bank, by two of them: matches by hand and taken back, money written off, passed on or given back; and pairs that one of
 * them refused. Owns the tables of proposals and refusals; every rule asks it before it books ({@link vn.phigate.reconciliation.matching.PersonsDecisions}).
 * Called by pages and programs. Never decides by itself, and never lets one person do both sides.
 */
@NullMarked
package vn.phigate.reconciliation.decisions;

import org.jspecify.annotations.NullMarked;

/**
 * Which open payment a bank line belongs to. The narrative part is pure: {@link vn.phigate.reconciliation.matching.CodeIndex} holds a day's items and
 * decides line by line, the same whatever their order. {@link vn.phigate.reconciliation.matching.Matching} is the door: it runs the rules over the lines that
 * are open, writes each match with its evidence, and hands what is left to whoever keeps {@link vn.phigate.reconciliation.matching.Leftovers}. Owns the tables of
 * matches and runs. Never matches by amount alone, never touches a match that exists.
 */
@NullMarked
package vn.phigate.reconciliation.matching;

import org.jspecify.annotations.NullMarked;

/**
 * Which open payment a bank line belongs to. {@link vn.phigate.reconciliation.matching.Matching} is the door: it runs the rules over the lines that are open, writes each
 * match with rule, version, evidence and rivals, and hands what is left to whoever keeps {@link vn.phigate.reconciliation.matching.Leftovers}. Owns the tables of matches
 * and runs. Never matches by amount alone, never touches a match that exists, never goes against a person
 * ({@link vn.phigate.reconciliation.matching.PersonsDecisions}).
 *
 * <p>The order of the rules, for each account: by the text of a line alone ({@link vn.phigate.reconciliation.matching.CodeIndex}, pure) an exact code, then a
 * payment reference put right by its check symbols; a transfer that a notice service had reported; then, of what names an item but is less, instalments; then, in
 * the order in which they are wired, every further {@link vn.phigate.reconciliation.matching.Pass}. What is left after that is looked up in the whole city for money at
 * the wrong agency, and what names nothing gets suggestions by amount and day. Each rule has a version of its own
 * ({@link vn.phigate.reconciliation.matching.Decision.Rule}).
 *
 * <p>A run looks at all open lines anew, in an order that only what the bank says of them decides, so that no failure sticks and
 * {@link vn.phigate.reconciliation.matching.Matching#resultHash} does not depend on when a file came.
 */
@NullMarked
package vn.phigate.reconciliation.matching;

import org.jspecify.annotations.NullMarked;

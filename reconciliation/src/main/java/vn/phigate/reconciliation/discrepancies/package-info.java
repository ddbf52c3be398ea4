/**
 * Lines that no rule may book, for people: typed, with a reason in plain words, candidates and a proposed action. Owns the table of discrepancies.
 * The matching run fills it through {@link vn.phigate.reconciliation.matching.Leftovers}; pages, programs and the close read it. Never moves money.
 */
@NullMarked
package vn.phigate.reconciliation.discrepancies;

import org.jspecify.annotations.NullMarked;

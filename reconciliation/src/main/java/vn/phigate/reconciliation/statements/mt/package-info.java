/**
 * Reads the customer statements of SWIFT, MT940, and the interim reports MT942 (SWIFT Standards MT, category 9), in the dialects that banks
 * write: with or without blocks, with texts before the first message, pages, free and structured field 86. Owns what a field means; an entry that
 * cannot be read is set aside alone. MT942 is read and never booked. Keeps one entry in memory.
 */
@NullMarked
package vn.phigate.reconciliation.statements.mt;

import org.jspecify.annotations.NullMarked;

/**
 * Receipts for fees (biên lai thu phí, lệ phí): their numbers, their frozen content, their paper and their proof; and the papers beside
 * them: that nothing is due, and that words of a receipt are wrong.
 *
 * <p>Owns the rules of law on templates, serials and numbers as rows with validity, the signed JSON form and the PDF
 * drawn from it. Called after a payment is settled; may be called by the web routes and by the command line to check.
 * It never changes what a receipt says: a drawn or signed receipt comes from its frozen content and can be repeated; a wrong one stays,
 * and two people put a notice beside it or another in its place.
 */
@NullMarked
package vn.phigate.gateway.receipts;

import org.jspecify.annotations.NullMarked;

/**
 * Lists of others that come as files: fees that a desk collected, receipts that an outside service issued. Owns these files and their rows; recognises them by
 * the layouts in {@code config/lists}. Called by the three-way comparison; books nothing and moves no money.
 */
@NullMarked
package vn.phigate.reconciliation.lists;

import org.jspecify.annotations.NullMarked;

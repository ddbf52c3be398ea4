/**
 * Lists of others that come as files: fees that a desk collected, receipts that an outside service issued. Owns these files and their rows; recognises them by
 * the layouts in {@code config/lists}. Called by the three-way comparison; as a pass of the matching it takes lines
 * that are fees of a desk, and never pays a dossier that is kept here.
 */
@NullMarked
package vn.phigate.reconciliation.lists;

import org.jspecify.annotations.NullMarked;

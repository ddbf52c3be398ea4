/**
 * Holds the fee of each dossier against the money and the receipt, as Hà Nội's branches do by hand with three lists, and says by their codes A01 to A99 what is
 * to be done next. Owns no table and changes nothing; called by programs and pages.
 */
@NullMarked
package vn.phigate.reconciliation.threeway;

import org.jspecify.annotations.NullMarked;

/**
 * Measures the matcher: plays a generated month ({@code vn.phigate.month}) through the product's real doors and holds what the product decided about
 * each bank line against the truth beside it. Stands for the outside world: dossier systems, payers, providers, banks and the two people of finance.
 * Owns nothing and writes no table by itself; called by the command line and its test alone.
 */
@NullMarked
package vn.phigate.reconciliation.evaluation;

import org.jspecify.annotations.NullMarked;

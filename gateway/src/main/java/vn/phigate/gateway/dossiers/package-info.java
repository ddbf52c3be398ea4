/**
 * Dossiers (hồ sơ) and what they owe: the code of a dossier, its obligations, and who may look at them.
 * Called by payments, receipts and the pages. Never takes money and never talks to a provider.
 */
@NullMarked
package vn.phigate.gateway.dossiers;

import org.jspecify.annotations.NullMarked;

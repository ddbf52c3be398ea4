/**
 * The pages of finance staff: the day of the city, files of banks, one account's day with its close, discrepancies, search. Drawn on the server in
 * Vietnamese and English, readable without JavaScript. Owns no tables and decides nothing: it asks the doors of the other packages; every
 * write is a form of this site, answered by a redirect. Called by the wiring alone.
 */
@NullMarked
package vn.phigate.reconciliation.web;

import org.jspecify.annotations.NullMarked;

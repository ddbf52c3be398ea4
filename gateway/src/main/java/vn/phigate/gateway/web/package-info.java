/**
 * The pages: for citizens (look-up, what is due, paying, receipt, verification), for agencies and the centre (accounts, the map,
 * agencies, campaigns, the catalogue, coverage, the audit trail), and the sign-in page of both services. Drawn on the server in Vietnamese and English, readable
 * without JavaScript. Owns no tables and decides nothing about money: it asks the doors of the other
 * packages. Reconciliation uses {@link vn.phigate.gateway.web.Pages}, {@link vn.phigate.gateway.web.SignInPages} and
 * {@link vn.phigate.gateway.web.StaticFiles}.
 */
@NullMarked
package vn.phigate.gateway.web;

import org.jspecify.annotations.NullMarked;

/**
 * Notices of SePay (developer.sepay.vn): signature over the raw body, age, fields. {@link vn.phigate.gateway.providers.sepay.SepayNotices} is the door. Pure: no network,
 * no database, and it never decides what a transfer pays.
 */
@NullMarked
package vn.phigate.gateway.providers.sepay;

import org.jspecify.annotations.NullMarked;

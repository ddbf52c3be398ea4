/**
 * Notices of payOS (payos.vn): signature over the sorted fields of {@code data}. {@link vn.phigate.gateway.providers.payos.PayosNotices} is the door, {@link
 * vn.phigate.gateway.providers.payos.PayosSignature} the text that is signed. Pure: no network, no database, and it never decides what a transfer pays.
 */
@NullMarked
package vn.phigate.gateway.providers.payos;

import org.jspecify.annotations.NullMarked;

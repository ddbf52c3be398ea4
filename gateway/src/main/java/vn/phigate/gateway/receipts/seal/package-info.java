/**
 * The signature of the collecting body on its receipts: PAdES baseline B-B (ETSI EN 319 142-1) with its own certificate, over the whole PDF.
 *
 * <p>Owns the keys and certificates in {@code keys/seals}. Called by receipts to seal what they drew, and by the command line to check it. The same paper and
 * the same seal always give the same bytes. It never seals what is not a finished PDF, and never makes a certificate outside the sandbox.
 */
@NullMarked
package vn.phigate.gateway.receipts.seal;

import org.jspecify.annotations.NullMarked;

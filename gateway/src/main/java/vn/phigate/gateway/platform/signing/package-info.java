/**
 * Ed25519 signatures over canonical JSON: what lets a stranger check a receipt with our public key and nothing else.
 *
 * <p>Owns the signing key of this installation ({@link vn.phigate.gateway.platform.signing.KeyRing}) and the form of a
 * signed document ({@link vn.phigate.gateway.platform.signing.SignedDocument}). Any package may call it; it knows
 * nobody. It never decides what is worth signing, and it never hands out a private key.
 */
@NullMarked
package vn.phigate.gateway.platform.signing;

import org.jspecify.annotations.NullMarked;

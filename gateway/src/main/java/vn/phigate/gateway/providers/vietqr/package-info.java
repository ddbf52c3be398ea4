/**
 * VietQR: the text of a bank transfer in a QR code, NAPAS "QR code format, part IV" v1.5.2 over EMVCo QR Code Specification for Payment Systems,
 * merchant-presented mode. Owns writing and reading that text; the door is {@link vn.phigate.gateway.providers.vietqr.VietQr}.
 * Called by payments and by whoever checks a code somebody holds up. Never draws (platform.drawing), never asks a network.
 */
@NullMarked
package vn.phigate.gateway.providers.vietqr;

import org.jspecify.annotations.NullMarked;

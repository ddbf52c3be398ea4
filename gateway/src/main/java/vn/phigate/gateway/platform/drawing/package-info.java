/** Draws what several packages show: QR codes as inline SVG, PNG and matrix, and PDF pages with Vietnamese letters. Knows texts and pixels, not payments. */
@NullMarked
package vn.phigate.gateway.platform.drawing;

import org.jspecify.annotations.NullMarked;

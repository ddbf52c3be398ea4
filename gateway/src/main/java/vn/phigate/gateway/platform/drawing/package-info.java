/** Draws what several packages show: QR codes as inline SVG, PNG and matrix. Knows texts and pixels, not payments. */
@NullMarked
package vn.phigate.gateway.platform.drawing;

import org.jspecify.annotations.NullMarked;

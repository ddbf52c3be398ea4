@NullMarked
package vn.phigate.sandbox.vnpay;

import org.jspecify.annotations.NullMarked;

/** Whole đồng and how they are written. Knows nobody. */
@NullMarked
package vn.phigate.gateway.money;

import org.jspecify.annotations.NullMarked;

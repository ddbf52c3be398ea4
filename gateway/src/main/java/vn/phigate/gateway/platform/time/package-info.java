/** Time: the clock of the product and the business day of Việt Nam. Knows nobody but {@code platform.db}. */
@NullMarked
package vn.phigate.gateway.platform.time;

import org.jspecify.annotations.NullMarked;

/** Lists over HTTP, page by page: {@code {"items":[…],"next":cursor|null}}, the cursor being the last id seen. Owns no data; knows no table. */
@NullMarked
package vn.phigate.reconciliation.paging;

import org.jspecify.annotations.NullMarked;

/** What was changed, by whom, why, with before and after. Entries are never changed or deleted. Anybody may record; nobody else writes. */
@NullMarked
package vn.phigate.gateway.audit;

import org.jspecify.annotations.NullMarked;

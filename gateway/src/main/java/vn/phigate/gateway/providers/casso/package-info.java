/**
 * Notices of Casso, webhook version 2 (casso.vn): signature over the sorted JSON, age, fields. {@link vn.phigate.gateway.providers.casso.CassoNotices} is the door. Pure: no
 * network, no database, and it never decides what a transfer pays. Version 1 signs nothing and is not taken.
 */
@NullMarked
package vn.phigate.gateway.providers.casso;

import org.jspecify.annotations.NullMarked;
